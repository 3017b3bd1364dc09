import type { JsonSchema } from '../json-of-schema.ts'
import { answerText, tokens } from '../wire-server/answer-text.ts'
import type { Exchange } from '../wire-server/exchange.ts'
import type { ClaudePlay } from './claude-play.ts'
import type { MessageRequest } from './message-request.ts'

export interface AnswerParts {
  /** Chance from 0 to 1 that JSON is not what the schema asks for. */
  readonly breakChance: number
  readonly seed: string
}

/** How a block of an answer begins. */
export type BlockStart =
  | { readonly type: 'text'; readonly text: '' }
  | { readonly type: 'thinking'; readonly thinking: ''; readonly signature: '' }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: object }

/** What is said, before it is cut to its limit. */
export interface Answer {
  readonly blocks: readonly { readonly start: BlockStart; readonly text: string }[]
  readonly limit: number
  readonly stopReason: string
}

/** What the model says to this request. */
export function answerOf(parts: AnswerParts, { play, request }: Exchange<ClaudePlay>, body: MessageRequest): Answer {
  const tool = toolOf(body)
  const schema = tool === null ? (body.output_config?.format?.schema ?? null) : (tool.input_schema ?? {})
  const asked = { schema: schema as JsonSchema | null, seed: seedOf(parts.seed, body), topic: topicOf(body) }
  const text =
    play.stopReason === 'refusal' && play.text === undefined
      ? 'I am not able'
      : answerText({ ...asked, breakChance: parts.breakChance }, play, request)
  const said: BlockStart =
    tool === null ? { type: 'text', text: '' } : { type: 'tool_use', id: 'toolu_01fake', name: tool.name, input: {} }
  const thinking: BlockStart = { type: 'thinking', thinking: '', signature: '' }
  const thoughts = { start: thinking, text: 'I think about the shape first, then about the light.' }
  const stolen: BlockStart = { type: 'tool_use', id: 'toolu_02fake', name: 'http_get', input: {} }
  return {
    blocks: [
      ...(body.thinking !== undefined && body.thinking.type !== 'disabled' ? [thoughts] : []),
      { start: said, text },
      // a call of a tool that nobody offered
      ...(play.obeys === 'shape' ? [{ start: stolen, text: '{"url":"http://169.254.169.254/"}' }] : []),
    ],
    limit: Math.min(body.max_tokens, play.maxTokens ?? Number.POSITIVE_INFINITY),
    stopReason: play.stopReason ?? (tool === null && play.obeys !== 'shape' ? 'end_turn' : 'tool_use'),
  }
}

function toolOf({ tools = [], tool_choice: choice }: MessageRequest) {
  if (choice?.type === 'tool') return tools.find(({ name }) => name === choice.name) ?? null
  return choice?.type === 'any' ? (tools[0] ?? null) : null
}

const seedOf = (seed: string, { model, system, messages: said }: MessageRequest) =>
  JSON.stringify([seed, model, system, said])

function topicOf({ messages: said }: MessageRequest): string {
  const content = said.findLast(({ role }) => role === 'user')?.content ?? ''
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join(' ')
}

export interface Spoken {
  outputTokens: number
  stopReason: string
}

/** The pieces of an answer up to its limit; what was spoken is known afterwards. */
export function* pieces(answer: Answer, isEndless: boolean, spoken: Spoken) {
  for (const [index, { start, text }] of answer.blocks.entries()) {
    yield { index, start, piece: null }
    const rest = tokens(text, isEndless && start.type === 'text', answer.limit - spoken.outputTokens)
    let step = rest.next()
    for (; !step.done; step = rest.next()) {
      spoken.outputTokens++
      yield { index, start, piece: step.value }
    }
    yield { index, start: null, piece: null }
    if (step.value !== 'limit') continue
    spoken.stopReason = 'max_tokens'
    return
  }
}
