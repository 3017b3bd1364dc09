import { z } from 'zod'
import { answerParts } from './language-model.ts'
import { critiqueQuestion, critiqueSystem } from './prompts/critique-prompt.ts'
import { type Ask, callId } from './question.ts'
import type { TextModel } from './text-model.ts'
import { Verdict } from './verdict.ts'

const schema = z.toJSONSchema(Verdict, { io: 'input' })

/** Has a model that can see judge a picture; what it says of it comes while it is written. */
export function createCritique(ask: Ask): NonNullable<TextModel['critique']> {
  return (request, signal) => {
    const { model = null, pass, picture } = request
    const messages = [{ role: 'user', text: critiqueQuestion(request), picture }] as const
    const question = { call: callId('critique', pass), model, system: critiqueSystem, messages, schema, seed: 0 }
    return answerParts(ask, question, 'why', (answer) => answer, signal)
  }
}
