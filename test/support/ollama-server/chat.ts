import type { JsonSchema } from '../json-of-schema.ts'
import { answerText, tokens, tokensOf } from '../wire-server/answer-text.ts'
import { type Exchange, pause, sendFrames, sendJson } from '../wire-server/exchange.ts'
import { ChatRequest, numberOption, optionFault } from './chat-request.ts'
import { keepAliveMs, type Memory } from './memory.ts'
import { can, type FakeModel, findModel } from './models.ts'
import type { OllamaPlay } from './ollama-play.ts'

export interface ChatParts {
  readonly models: readonly FakeModel[]
  readonly memory: Memory
  /** Between two tokens. */
  readonly tokenMs: number
  readonly breakChance: number
}

export const BUSY = 'server busy, please try again.  maximum pending requests exceeded'
/** OLLAMA_CONTEXT_LENGTH as small machines choose it. */
const CONTEXT_TOKENS = 4_096
const CONTENT_TYPE = { 'content-type': 'application/x-ndjson' }

/** `POST /api/chat`. */
export async function chat(parts: ChatParts, exchange: Exchange<OllamaPlay>): Promise<void> {
  const { request, play, signal } = exchange
  if (request.bodyBytes === 0) return sendJson(exchange, 400, { error: 'missing request body' })
  const { data: body } = ChatRequest.safeParse(request.body)
  if (body === undefined) return sendJson(exchange, 400, { error: 'json: cannot unmarshal the request body' })
  const fault = faultOf(parts, body)
  if (fault !== null) return sendJson(exchange, fault.status, { error: fault.error })

  if (play.isEvicted) parts.memory.evict(body.model)
  if (isUnload(body)) parts.memory.evict(body.model)
  const contextTokens = numberOption(body.options, 'num_ctx', CONTEXT_TOKENS)
  const held = isUnload(body)
    ? null
    : await parts.memory.take({ ...exchange, model: body.model, contextTokens, loadMs: play.loadMs })
  if (held === 'busy') return sendJson(exchange, 503, { error: BUSY })
  if (signal.aborted) return held?.release()
  try {
    if ((body.messages ?? []).length === 0) return tellLoad(exchange, body)
    await answer(parts, exchange, body, held?.loadMs ?? 0)
  } finally {
    held?.release()
    parts.memory.keep(body.model, keepAliveMs(body.keep_alive))
    exchange.changed()
  }
}

const isUnload = ({ messages, keep_alive }: ChatRequest) =>
  (messages ?? []).length === 0 && keep_alive !== undefined && keepAliveMs(keep_alive) === 0

/** A request without messages only loads or unloads; its answer is no stream. */
function tellLoad(exchange: Exchange<OllamaPlay>, body: ChatRequest): void {
  sendJson(exchange, 200, {
    ...{ model: body.model, created_at: new Date().toISOString(), message: { role: 'assistant', content: '' } },
    ...{ done: true, done_reason: isUnload(body) ? 'unload' : 'load' },
  })
}

function faultOf({ models }: ChatParts, body: ChatRequest): { status: number; error: string } | null {
  if (body.model === '') return { status: 400, error: 'model is required' }
  const model = findModel(models, body.model)
  if (model === undefined) return { status: 404, error: `model '${body.model}' not found` }
  const isThinking = body.think !== undefined && body.think !== null && body.think !== false
  if (isThinking && !can(model, 'thinking')) {
    return { status: 400, error: `"${body.model}" does not support thinking` }
  }
  const option = optionFault(body.options)
  if (option !== null) return { status: 500, error: option }
  const { format } = body
  if (typeof format === 'string' && format !== '' && format !== 'json') {
    // quoted twice, as the server does
    const quoted = JSON.stringify(JSON.stringify(format))
    return { status: 500, error: `invalid format: ${quoted}; expected "json" or a valid JSON Schema object` }
  }
  return null
}

async function answer(
  parts: ChatParts,
  exchange: Exchange<OllamaPlay>,
  body: ChatRequest,
  loadMs: number,
): Promise<void> {
  const { play, signal } = exchange
  const frames = chatFrames(parts, exchange, body, loadMs)
  const frameMs = play.frameMs ?? parts.tokenMs
  if (body.stream) {
    const error = play.error?.message ?? 'an error was encountered while running the model: unexpected EOF'
    const errorFrame = `${JSON.stringify({ error })}\n`
    return sendFrames(exchange, { headers: CONTENT_TYPE }, frames, { frameMs, errorFrame })
  }
  // without a stream nothing is sent, not even a head, until all of it is there
  const chunks = [...frames].map((line) => JSON.parse(line))
  await pause(frameMs * chunks.length, signal)
  const content = chunks.map(({ message }) => message?.content ?? '').join('')
  const whole = { ...chunks.at(-1), message: { role: 'assistant', content } }
  const json = { headers: { 'content-type': 'application/json; charset=utf-8' } }
  await sendFrames(exchange, json, [JSON.stringify(whole)], { frameMs: 0, errorFrame: null })
}

function* chatFrames(
  { models, breakChance }: ChatParts,
  { play, request }: Exchange<OllamaPlay>,
  body: ChatRequest,
  loadMs: number,
): Generator<string> {
  const begin = performance.now()
  const chunk = (fields: object) =>
    `${JSON.stringify({ model: body.model, created_at: new Date().toISOString(), ...fields })}\n`
  const messages = body.messages ?? []
  const model = findModel(models, body.model)
  const isThinking = model !== undefined && can(model, 'thinking') && (body.think ?? true) !== false
  if (isThinking) {
    for (const thinking of tokens('Okay, let me think about what is asked here. ', false, 64)) {
      yield chunk({ message: { role: 'assistant', content: '', thinking }, done: false })
    }
  }
  const text = answerText(askedOf(body, breakChance), play, request)
  const predict = numberOption(body.options, 'num_predict', -1)
  const limit = play.maxTokens ?? (predict < 0 ? Number.POSITIVE_INFINITY : predict)
  const rest = tokens(text, play.isEndless === true, limit)
  let evaluated = 0
  let step = rest.next()
  for (; !step.done; step = rest.next()) {
    evaluated++
    yield chunk({ message: { role: 'assistant', content: step.value }, done: false })
  }
  if (play.obeys === 'shape') yield chunk({ message: { role: 'assistant', content: '', tool_calls }, done: false })
  const took = performance.now() - begin
  const promptTokens = tokensOf(messages.map(({ content }) => content).join('\n'))
  yield chunk({
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: play.doneReason ?? (step.value === 'limit' ? 'length' : 'stop'),
    ...durations({ total_duration: loadMs + took, load_duration: loadMs }),
    prompt_eval_count: promptTokens,
    ...durations({ prompt_eval_duration: promptTokens / 100 }),
    eval_count: evaluated,
    ...durations({ eval_duration: took }),
  })
}

/** A call of a tool that nobody offered. */
const tool_calls = [{ function: { name: 'http_get', arguments: { url: 'http://169.254.169.254/latest/meta-data/' } } }]

/** Nanoseconds; the server leaves out what is 0. */
const durations = (ms: Record<string, number>) =>
  Object.fromEntries(Object.entries(ms).flatMap(([name, value]) => (value > 0 ? [[name, Math.ceil(value * 1e6)]] : [])))

function askedOf({ format, messages, options }: ChatRequest, breakChance: number) {
  const said = messages ?? []
  const isSchema = typeof format === 'object' && format !== null
  return {
    schema: isSchema ? (format as JsonSchema) : format === 'json' ? ('any' as const) : null,
    seed: JSON.stringify([options?.seed ?? -1, said.map(({ role, content }) => [role, content])]),
    topic: said.findLast(({ role }) => role === 'user')?.content ?? '',
    breakChance,
  }
}
