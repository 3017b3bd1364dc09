import { prettifyError } from 'zod'
import { Design } from '#contract/design.ts'
import { AgentError } from './agent-error.ts'
import { type StartedStep, startStep } from './steps.ts'
import type { CheckedDesign, TextModel, TextRequest } from './text-model/text-model.ts'
import { type ThinkTools, type Thought, think } from './think.ts'

/** A model that gives no valid design twice will not give one. */
const MAX_ANSWERS = 2

export interface Imagined {
  readonly design: Design
  /** The pass that gave it. */
  readonly pass: number
}

/** An answer that was no design, and why. */
interface Faulty extends Thought {
  readonly faults: string
}

/**
 * From a request to a valid design, in as many visible passes as it takes: an answer that is no design is mended once by
 * the model, then filled in; a pass that broke off is begun again. `step` is the first pass, begun by the caller.
 */
export async function imagine(
  model: TextModel,
  request: TextRequest,
  first: { readonly step: StartedStep; readonly pass: number },
  tools: ThinkTools,
  signal: AbortSignal,
): Promise<Imagined> {
  const { emitter, patience } = tools
  const faulty: Faulty[] = []
  if (model.prompt !== undefined) {
    const text = `Asking ${request.model ?? 'the usual model'} with these prompts: ${model.prompt}.`
    emitter.emit({ type: 'log', data: { text } })
  }
  let { step, pass } = first
  for (;;) {
    const asked = { ...request, pass, repair: model.form === undefined ? undefined : faulty.at(-1) }
    const thought = await think(() => model.stream(asked, signal), pass, tools, signal)
    const design = 'broken' in thought ? null : designOf(thought, faulty, model, request, tools)
    if (design !== null) emitter.emit({ type: 'design', data: { design, pass } })
    step.end()
    if (design !== null) return { design, pass }
    if ('broken' in thought) {
      emitter.emit({
        type: 'log',
        data: { text: `Pass ${pass} is discarded, it broke off: ${thought.broken.message}` },
      })
      await patience.pause(thought.broken, signal)
    } else if (faulty.length === MAX_ANSWERS) throw new AgentError('no-result', 'The designer gave no valid design.')
    step = startStep(emitter, 'imagine', ++pass)
  }
}

/** The design of an answer, filled in when there is no further try; null, with a note in `faulty`, when it is none. */
function designOf(
  thought: Thought,
  faulty: Faulty[],
  model: TextModel,
  request: TextRequest,
  { emitter }: ThinkTools,
): Design | null {
  const checked = checkedDesign(thought, model, request)
  if ('design' in checked) return checked.design
  faulty.push({ ...thought, faults: checked.faults })
  emitter.emit({ type: 'log', data: { text: `The design is not valid:\n${checked.faults}` } })
  if (faulty.length < MAX_ANSWERS || model.form === undefined) return null
  const { design, filled } = model.form.complete(
    faulty.map(({ candidate }) => candidate),
    request,
  )
  const what = filled.length === 0 ? 'Nothing' : filled.join(', ')
  emitter.emit({ type: 'log', data: { text: `Filled in from the scripted designer: ${what}.` } })
  return design
}

function checkedDesign({ candidate, fault }: Thought, { form }: TextModel, request: TextRequest): CheckedDesign {
  if (fault !== null) return { faults: fault }
  if (form !== undefined) return form.check(candidate, request)
  const checked = Design.safeParse(candidate)
  return checked.success ? { design: checked.data } : { faults: prettifyError(checked.error) }
}
