import type { ListenOptions } from '../wire-server/door.ts'
import { type Exchange, sendJson } from '../wire-server/exchange.ts'
import type { SeenRequest } from '../wire-server/seen-request.ts'
import { startWireServer, type WireServer } from '../wire-server/wire-server.ts'
import { chat } from './chat.ts'
import { createMemory } from './memory.ts'
import { type FakeModel, findModel, loadedModels, shownModel, tagOf, usualModels } from './models.ts'
import type { OllamaPlay } from './ollama-play.ts'

export interface FakeOllamaOptions extends ListenOptions {
  /** What is on its disk. */
  readonly models?: readonly FakeModel[]
  /** OLLAMA_NUM_PARALLEL; 1 as in a fresh installation. */
  readonly parallel?: number
  /** Of a model that is not in memory. */
  readonly loadMs?: number
  /** OLLAMA_MAX_QUEUE: requests that may wait for a load, before 503. */
  readonly maxQueue?: number
  /** Between two tokens; 0 by default. */
  readonly tokenMs?: number
  /** Chance from 0 to 1 that an answer is JSON and not what the schema asks for. */
  readonly breakChance?: number
  /** It listens on loopback only and refuses any other Host header with 403, as a server without OLLAMA_HOST does. */
  readonly isLoopbackOnly?: boolean
  readonly version?: string
}

/** An Ollama as its clients see it. */
export interface FakeOllama extends WireServer<OllamaPlay> {
  /** Forgets what is in memory, one model or all. */
  evict(model?: string): void
  /** Requests that wait for a slot. */
  waiting(): number
  /** Calls that the product must never make, so far. */
  forbidden(): readonly SeenRequest[]
}

/** Everything that changes the server, or costs it more than a chat. */
const forbiddenPaths =
  /^\/(api\/(create|pull|push|delete|copy|blobs\/.*|generate|embed|embeddings|experimental\/.*|me|signout)|v1\/.*)$/

/** Starts it on a free port; `close` it. */
export async function startFakeOllama(options: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const { models = usualModels, parallel = 1, loadMs = 0, maxQueue = 512, tokenMs = 0, breakChance = 0 } = options
  const memory = createMemory({ parallel, loadMs, maxQueue, now: Date.now })
  const served: Served = { options, models, chatParts: { models, memory, tokenMs, breakChance }, memory }
  const server = await startWireServer<OllamaPlay>({
    ...options,
    isPlayed: (request) => request.path === '/api/chat' && !isPreload(request),
    errorBody: (status, play) => ({ error: play.error?.message ?? usualErrors[status] ?? `status ${status}` }),
    answer: (exchange) => route(served, exchange),
    onDown: () => memory.evict(),
  })
  return {
    ...server,
    evict: memory.evict,
    waiting: memory.waiting,
    forbidden: () => server.requests.filter(({ isForbidden }) => isForbidden),
  }
}

interface Served {
  readonly options: FakeOllamaOptions
  readonly models: readonly FakeModel[]
  readonly memory: ReturnType<typeof createMemory>
  readonly chatParts: Parameters<typeof chat>[0]
}

const usualErrors: Record<number, string> = {
  403: '',
  404: 'model "missing" not found, try pulling it first',
  499: 'request canceled',
  500: 'llama runner process has terminated: signal: killed',
  503: 'server busy, please try again.  maximum pending requests exceeded',
}

async function route({ options, models, memory, chatParts }: Served, exchange: Exchange<OllamaPlay>): Promise<void> {
  const { request } = exchange
  const { method, path } = request
  if (options.isLoopbackOnly && !isLoopback(request.headers.host ?? '')) return sendJson(exchange, 403, '')
  request.isForbidden = forbiddenPaths.test(path)
  if (request.isForbidden) return sendJson(exchange, 200, { status: 'success' })
  const call = `${method === 'HEAD' ? 'GET' : method} ${path}`
  if (call === 'GET /')
    return sendJson(exchange, 200, 'Ollama is running', { 'content-type': 'text/plain; charset=utf-8' })
  if (call === 'GET /api/version') return sendJson(exchange, 200, { version: options.version ?? '0.33.0' })
  if (call === 'GET /api/tags') return sendJson(exchange, 200, { models: models.map(tagOf) })
  if (call === 'GET /api/ps') return sendJson(exchange, 200, { models: loadedModels(memory) })
  if (call === 'POST /api/show') return show(models, exchange)
  if (call === 'POST /api/chat') return chat(chatParts, exchange)
  sendJson(exchange, 404, '404 page not found', { 'content-type': 'text/plain' })
}

/** A model that is only loaded: what goes wrong is for those who ask it something. */
const isPreload = ({ body }: SeenRequest) =>
  typeof body === 'object' &&
  body !== null &&
  'messages' in body &&
  Array.isArray(body.messages) &&
  body.messages.length === 0

function show(models: readonly FakeModel[], exchange: Exchange<OllamaPlay>): void {
  const { model: name = '' } = (exchange.request.body ?? {}) as { model?: string }
  const model = findModel(models, name)
  if (model === undefined) sendJson(exchange, 404, { error: `model '${name}' not found` })
  else sendJson(exchange, 200, shownModel(model))
}

const isLoopback = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host)
