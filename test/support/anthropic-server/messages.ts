import { type Exchange, pause, sendFrames, sendJson } from '../wire-server/exchange.ts'
import type { ClaudePlay } from './claude-play.ts'
import { type Answer, type AnswerParts, answerOf, type BlockStart, pieces, type Spoken } from './message-answer.ts'
import { type MessageRequest, readMessageRequest, schemaFault } from './message-request.ts'
import type { CacheUse, PromptCache } from './prompt-cache.ts'

export interface MessageParts extends AnswerParts {
  readonly cache: PromptCache
  /** Between two tokens. */
  readonly tokenMs: number
  /** Before the first byte of an answer that reads nothing from the cache. */
  readonly prefillMs: number
  /** Schemas with limits that the API cannot promise are refused, as it does. */
  readonly isStrict: boolean
}

export const errorBody = (type: string, message: string, requestId: string) => ({
  ...{ type: 'error', error: { type, message }, request_id: requestId },
})

/** `POST /v1/messages`. */
export async function messages(parts: MessageParts, exchange: Exchange<ClaudePlay>, requestId: string): Promise<void> {
  const { request, signal } = exchange
  const refuse = (message: string) => sendJson(exchange, 400, errorBody('invalid_request_error', message, requestId))
  const read = readMessageRequest(request.body)
  if ('fault' in read) return refuse(read.fault)
  const { body } = read
  const schema = body.output_config?.format?.schema
  const fault = parts.isStrict && schema !== undefined ? schemaFault(schema) : null
  if (fault !== null) return refuse(fault)
  const use = parts.cache.use(body)
  if ('fault' in use) return refuse(use.fault)
  if (use.usage.cache_read_input_tokens === 0) await pause(parts.prefillMs, signal)
  if (signal.aborted) return
  const answer = answerOf(parts, exchange, body)
  const id = `msg_${requestId.slice(4)}`
  if (body.stream) await stream(parts, exchange, { body, use, answer, id })
  else await whole(parts, exchange, { body, use, answer, id })
}

interface Speech {
  readonly body: MessageRequest
  readonly use: CacheUse
  readonly answer: Answer
  readonly id: string
}

const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`

function* events({ body, use, answer, id }: Speech, play: ClaudePlay): Generator<string> {
  const spoken: Spoken = { outputTokens: 0, stopReason: answer.stopReason }
  const usage = { ...use.usage, output_tokens: 1, service_tier: 'standard' }
  const message = { id, type: 'message', role: 'assistant', model: body.model, content: [], stop_reason: null }
  yield event('message_start', { message: { ...message, stop_sequence: null, stop_details: null, usage } })
  let hasPinged = false
  for (const { index, start, piece } of pieces(answer, play.isEndless === true, spoken)) {
    if (start === null) yield event('content_block_stop', { index })
    else if (piece === null) yield event('content_block_start', { index, content_block: start })
    else yield event('content_block_delta', { index, delta: deltaOf(start, piece) })
    if (!hasPinged) yield event('ping', {})
    hasPinged = true
  }
  const delta = { stop_reason: spoken.stopReason, stop_sequence: null, stop_details: detailsOf(spoken) }
  yield event('message_delta', { delta, usage: { ...use.usage, output_tokens: spoken.outputTokens } })
  yield event('message_stop', {})
}

function deltaOf({ type }: BlockStart, piece: string) {
  if (type === 'text') return { type: 'text_delta', text: piece }
  if (type === 'thinking') return { type: 'thinking_delta', thinking: piece }
  return { type: 'input_json_delta', partial_json: piece }
}

const detailsOf = ({ stopReason }: Spoken) =>
  stopReason === 'refusal'
    ? { type: 'refusal', category: 'violence', explanation: 'The request was declined by a safety policy.' }
    : null

async function stream(parts: MessageParts, exchange: Exchange<ClaudePlay>, speech: Speech): Promise<void> {
  const { play } = exchange
  const { type = 'overloaded_error', message = 'Overloaded' } = play.error ?? {}
  const head = { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' } }
  await sendFrames(exchange, head, events(speech, play), {
    frameMs: parts.tokenMs,
    errorFrame: event('error', { error: { type, message } }),
    onFirstByte: speech.use.begin,
  })
}

async function whole(parts: MessageParts, exchange: Exchange<ClaudePlay>, speech: Speech): Promise<void> {
  const { answer, body, use, id } = speech
  const { play, signal } = exchange
  const spoken: Spoken = { outputTokens: 0, stopReason: answer.stopReason }
  const texts: string[] = []
  for (const { index, piece } of pieces(answer, play.isEndless === true, spoken)) {
    texts[index] = (texts[index] ?? '') + (piece ?? '')
  }
  await pause((play.frameMs ?? parts.tokenMs) * spoken.outputTokens, signal)
  const content = texts.flatMap((text, index) => contentOf(answer.blocks[index]?.start, text))
  const message = {
    ...{ id, type: 'message', role: 'assistant', model: body.model, content },
    ...{ stop_reason: spoken.stopReason, stop_sequence: null, stop_details: detailsOf(spoken) },
    usage: { ...use.usage, output_tokens: spoken.outputTokens, service_tier: 'standard' },
  }
  const head = { headers: { 'content-type': 'application/json' } }
  await sendFrames(exchange, head, [JSON.stringify(message)], { frameMs: 0, errorFrame: null, onFirstByte: use.begin })
}

function contentOf(start: BlockStart | undefined, text: string): readonly object[] {
  if (start === undefined) return []
  if (start.type === 'text') return [{ ...start, text }]
  if (start.type === 'thinking') return [{ ...start, thinking: text, signature: 'c2lnbmF0dXJl' }]
  return [{ ...start, input: parsed(text) }]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
