import { randomBytes } from 'node:crypto'
import type { ListenOptions } from '../wire-server/door.ts'
import { type Exchange, sendJson } from '../wire-server/exchange.ts'
import type { SeenRequest } from '../wire-server/seen-request.ts'
import { startWireServer, type WireServer } from '../wire-server/wire-server.ts'
import type { ClaudePlay } from './claude-play.ts'
import { errorBody, type MessageParts, messages } from './messages.ts'
import { cacheMinimumOf, createPromptCache } from './prompt-cache.ts'

export interface FakeAnthropicOptions extends ListenOptions {
  /** The key that is let in; by default any that is not empty. */
  readonly apiKey?: string
  /** Between two tokens; 0 by default. */
  readonly tokenMs?: number
  /** Before the first byte of an answer that reads nothing from the cache; 0 by default. */
  readonly prefillMs?: number
  /** Chance from 0 to 1 that an answer is JSON and not what the schema asks for. */
  readonly breakChance?: number
  /** The API has no seed: what it says depends on this, the model and the messages. */
  readonly seed?: string
  /** False also takes schemas with limits that the API refuses. */
  readonly isStrict?: boolean
  /** Fewest tokens of a prefix that is cached, by model. */
  readonly cacheMinimumOf?: (model: string) => number
  readonly now?: () => number
}

/** The API of Claude as its clients see it. */
export interface FakeAnthropic extends WireServer<ClaudePlay> {
  /** Forgets all cached prefixes. */
  clearCache(): void
  /** Calls that the product must never make, so far: all but `POST /v1/messages` and a look at one model. */
  forbidden(): readonly SeenRequest[]
}

/** Versions it speaks; the last is what SDKs from 1.0 send. */
export const versions = ['2023-06-01', '2026-10-21'] as const

/** Models that `GET /v1/models/{id}` knows; a message is taken for any. */
const knownModels = ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5']

/** Starts it on a free port; `close` it. */
export async function startFakeAnthropic(options: FakeAnthropicOptions = {}): Promise<FakeAnthropic> {
  const { tokenMs = 0, prefillMs = 0, breakChance = 0, seed = '', isStrict = true, now = Date.now } = options
  const cache = createPromptCache(now, options.cacheMinimumOf ?? cacheMinimumOf)
  const parts: MessageParts = { cache, tokenMs, prefillMs, breakChance, seed, isStrict }
  const server = await startWireServer<ClaudePlay>({
    ...options,
    isPlayed: ({ path }) => path === '/v1/messages',
    errorBody(status, { error }) {
      const usual = usualErrors[status] ?? { type: 'api_error', message: 'Internal server error' }
      return errorBody(error?.type ?? usual.type, error?.message ?? usual.message, newRequestId())
    },
    answer: (exchange) => route(options, parts, exchange),
  })
  return {
    ...server,
    clearCache: cache.clear,
    forbidden: () => server.requests.filter(({ isForbidden }) => isForbidden),
  }
}

/** Statuses of the API with their error types. */
export const usualErrors: Readonly<Record<number, { readonly type: string; readonly message: string }>> = {
  400: { type: 'invalid_request_error', message: 'Invalid request' },
  401: { type: 'authentication_error', message: 'invalid x-api-key' },
  402: { type: 'billing_error', message: 'Your credit balance is too low to access the API.' },
  403: { type: 'permission_error', message: 'Your API key does not have permission to use this resource.' },
  404: { type: 'not_found_error', message: 'Not found' },
  409: { type: 'invalid_request_error', message: 'Conflict' },
  413: { type: 'request_too_large', message: 'Request exceeds the maximum size' },
  429: { type: 'rate_limit_error', message: 'This request would exceed the rate limit of your organization.' },
  500: { type: 'api_error', message: 'Internal server error' },
  503: { type: 'api_error', message: 'Service unavailable' },
  504: { type: 'timeout_error', message: 'Request timed out' },
  529: { type: 'overloaded_error', message: 'Overloaded' },
}

const newRequestId = () => `req_${randomBytes(12).toString('hex')}`

async function route(
  { apiKey }: FakeAnthropicOptions,
  parts: MessageParts,
  exchange: Exchange<ClaudePlay>,
): Promise<void> {
  const { request, response } = exchange
  const requestId = newRequestId()
  response.setHeader('request-id', requestId)
  const refuse = (status: number, message?: string) => {
    const usual = usualErrors[status] ?? { type: 'api_error', message: '' }
    sendJson(exchange, status, errorBody(usual.type, message ?? usual.message, requestId))
  }
  const isOurs = request.method === 'POST' && request.path === '/v1/messages'
  const model = request.method === 'GET' ? /^\/v1\/models\/([^/]+)$/.exec(request.path)?.[1] : undefined
  request.isForbidden = !isOurs && model === undefined && request.path !== '/'
  const key = keyOf(request)
  if (key === '') return refuse(401, 'x-api-key header is required')
  if (apiKey !== undefined && key !== apiKey) return refuse(401)
  if (model !== undefined && knownModels.includes(model)) {
    return sendJson(exchange, 200, {
      type: 'model',
      id: model,
      display_name: model,
      created_at: '2026-10-21T00:00:00Z',
    })
  }
  if (!isOurs) return refuse(404)
  const version = request.headers['anthropic-version']
  if (version === undefined) return refuse(400, 'anthropic-version: header is required')
  if (!versions.some((known) => known === version)) {
    return refuse(400, `anthropic-version: "${version}" is not a valid version`)
  }
  await messages(parts, exchange, requestId)
}

/** SDKs from 1.0 send Bearer, older ones `x-api-key`; both are taken. */
function keyOf({ headers }: SeenRequest): string {
  const bearer = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1]
  return bearer ?? String(headers['x-api-key'] ?? '')
}
