import { prettifyError, z } from 'zod'
import { Design } from '#contract/design.ts'
import { completeDesign } from './complete-design.ts'
import { DESIGN_PROMPT, designQuestion, designSystem } from './prompts/design-prompt.ts'
import { REPAIR_PROMPT, repairQuestion } from './prompts/repair-prompt.ts'
import { type Ask, callId, type Ending, type Message, type Question } from './question.ts'
import { readAnswer } from './read-answer.ts'
import { createSaidReader } from './said-reader.ts'
import type { CandidateForm, CheckedDesign, TextModel, TextPart, TextRequest } from './text-model.ts'
import { validFields, WireAnswer, WireDesign } from './wire-design.ts'

/** Longest answer that is read, in characters; models have run on to the end of their memory. */
const MAX_ANSWER_CHARACTERS = 16_384

/** A designer that asks a language model: thoughts while they are written, then the design as the model wrote it. */
export function createLanguageModel(ask: Ask): TextModel {
  return {
    form,
    prompt: `${DESIGN_PROMPT}, ${REPAIR_PROMPT}`,
    stream: (request, signal) => answerParts(ask, questionOf(request), 'thoughts', designIn, signal),
  }
}

const schema = z.toJSONSchema(WireAnswer, { io: 'input' })

function questionOf(request: TextRequest): Question {
  const messages: Message[] = [{ role: 'user', text: designQuestion(request) }]
  if (request.repair !== undefined) {
    messages.push({ role: 'assistant', text: request.repair.answer.slice(0, MAX_ANSWER_CHARACTERS / 4) })
    messages.push({ role: 'user', text: repairQuestion(request.repair.faults) })
  }
  const call = callId('imagine', request.pass ?? 1)
  return { call, model: request.model ?? null, system: designSystem, messages, schema, seed: request.seed }
}

function designIn(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'design') : undefined
}

/** Asks, hands on what is said under `key`, and at the end the candidate that `pick` finds in the whole answer. */
export async function* answerParts(
  ask: Ask,
  question: Question,
  key: string,
  pick: (answer: unknown) => unknown,
  signal: AbortSignal,
): AsyncGenerator<TextPart, void> {
  const reader = createSaidReader(key)
  const chunks = ask(question, signal)
  let answer = ''
  let ending: Ending = { fault: 'The answer was too long.' }
  try {
    while (answer.length <= MAX_ANSWER_CHARACTERS) {
      const next = await chunks.next()
      if (next.done === true) {
        ending = next.value
        break
      }
      answer += next.value
      const text = reader.push(next.value)
      if (text !== '') yield { type: 'text-delta', text }
    }
  } finally {
    // Ends the call when it was left early.
    await chunks.return('whole')
  }
  const part = { type: 'design', candidate: pick(readAnswer(answer)), answer } as const
  yield ending === 'whole' ? part : { ...part, fault: ending.fault }
}

/** A line for each fault. Not zod's own words for closed lists: those name all members, a hundred of them. */
function faultsIn({ issues }: z.ZodError): string {
  const lines = issues.map(({ path, code, message }) => {
    const field = path.length === 0 ? 'design' : path.join('.')
    return `${field}: ${code === 'invalid_value' ? 'must be one of the words listed for it' : message}`
  })
  return lines.join('\n')
}

const form: CandidateForm = {
  check(candidate: unknown, request: TextRequest): CheckedDesign {
    if (candidate === undefined) return { faults: 'There is no design in the answer.' }
    const wire = WireDesign.safeParse(candidate)
    if (!wire.success) return { faults: faultsIn(wire.error) }
    const design = Design.safeParse(completeDesign(wire.data, request))
    return design.success ? { design: design.data } : { faults: prettifyError(design.error) }
  },
  complete(candidates, request) {
    const written = Object.assign({}, ...candidates.map(validFields))
    const filled = Object.keys(WireDesign.shape).filter((field) => !Object.hasOwn(written, field))
    return { design: Design.parse(completeDesign(written, request)), filled }
  },
}
