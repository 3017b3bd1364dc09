import { AgentError } from './agent-error.ts'
import { startStep } from './steps.ts'
import type { CritiqueRequest, TextModel } from './text-model/text-model.ts'
import { Verdict } from './text-model/verdict.ts'
import { type ThinkTools, think } from './think.ts'

/**
 * Has the model look at the picture; gives what to change, null when the picture stands. A critique is an extra: when it
 * fails, the log says so and the picture stands.
 */
export async function critique(
  look: NonNullable<TextModel['critique']>,
  request: CritiqueRequest,
  tools: ThinkTools,
  signal: AbortSignal,
): Promise<string | null> {
  const { emitter } = tools
  const step = startStep(emitter, 'critique', request.pass)
  const verdict = await verdictOf(look, request, tools, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    if (!(error instanceof AgentError)) throw error
    return error.message
  })
  const log = (text: string) => emitter.emit({ type: 'log', data: { text } })
  if (typeof verdict === 'string') log(`The picture was not judged: ${verdict}`)
  else log(verdict.verdict === 'keep' ? 'Verdict: keep.' : `Verdict: revise. ${verdict.changes}`)
  step.end()
  return typeof verdict === 'string' || !isWorthIt(verdict) ? null : verdict.changes
}

/** A verdict, or a sentence that says why there is none. */
async function verdictOf(
  look: NonNullable<TextModel['critique']>,
  request: CritiqueRequest,
  tools: ThinkTools,
  signal: AbortSignal,
): Promise<Verdict | string> {
  const thought = await think(() => look(request, signal), request.pass, tools, signal)
  if ('broken' in thought) return thought.broken.message
  if (thought.fault !== null) return thought.fault
  const checked = Verdict.safeParse(thought.candidate)
  return checked.success ? checked.data : 'the model gave no verdict.'
}

const isWorthIt = ({ verdict, changes }: Verdict) => verdict === 'revise' && !/^(none\.?)?$/i.test(changes)
