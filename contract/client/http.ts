import { ApiProblem, problemOf } from './api-problem.ts'
import { backOffMs } from './back-off.ts'
import { pause } from './pause.ts'
import { initOf, isRepeatable, type Method, pathOf, type Request } from './request.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface HttpOptions {
  /** Where the server is, such as `http://127.0.0.1:8000`, a path in front included; empty: where the page is from. */
  readonly url: string
  readonly key?: string
  readonly fetch?: Fetch
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>
  /** How often a call is made again that got no answer, or one that may pass; 3 unless said. */
  readonly retries?: number
  /** How long an answer may take, in ms; 60 s unless said. Files that are sent have no such bound. */
  readonly timeoutMs?: number
  /** From 0 to 1; spreads the tries of many clients. */
  readonly random?: () => number
}

/** The calls of one server. Each throws ApiProblem, or the reason of its signal once that is aborted. */
export interface Http {
  /** The answer in the shape of the contract, unchecked; undefined for a 204. */
  json<T>(method: Method, path: string, request?: Request): Promise<T>
  /** The answer itself, for bodies that are read as they come. The signal ends the reading, too. */
  open(method: Method, path: string, request?: Request): Promise<Response>
  /** A single GET whatever its status and without a bound: what streams are made of. */
  readonly connect: Fetch
  readonly random: () => number
}

interface Call {
  /** Method and path, for messages. */
  readonly name: string
  readonly url: string
  readonly init: RequestInit
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number | null
}

/** Answers that the same call may not get the next time. */
const passing: readonly number[] = [0, 408, 425, 429, 502, 503, 504]
/** Longest `Retry-After` that a call sits out; a quota of a day is for its caller to know. */
const LONGEST_WAIT_MS = 60_000
const TIMEOUT_MS = 60_000
const RETRIES = 3

/** Speaks HTTP with one server: its key, second tries, bounds of time and errors. */
export function createHttp(options: HttpOptions): Http {
  const base = options.url.replace(/\/+$/, '')
  const send: Fetch = options.fetch ?? ((url, init) => fetch(url, init))
  const random = options.random ?? Math.random
  const own = options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }
  const ownHeaders: Readonly<Record<string, string>> = { ...options.headers, ...own }

  async function perform<T>(method: Method, path: string, request: Request, read: Read<T>): Promise<T | undefined> {
    const { query, raw, signal } = request
    const timeoutMs = raw ? null : (options.timeoutMs ?? TIMEOUT_MS)
    const init = initOf(method, request, ownHeaders)
    const call: Call = { name: `${method} ${path}`, url: base + pathOf(path, query), init, signal, timeoutMs }
    const retries = isRepeatable(request) ? (options.retries ?? RETRIES) : 0
    for (let failures = 0; ; failures++) {
      try {
        return await attempt(send, call, read)
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        // a try before this one did it, and its answer was lost
        if (failures > 0 && method === 'DELETE' && error.status === 404) return undefined
        const waitMs = failures < retries ? waitBefore(error, backOffMs(failures, random)) : null
        if (waitMs === null) throw error
        await pause(waitMs, signal)
      }
    }
  }

  return {
    random,
    json: async <T>(method: Method, path: string, request: Request = {}) =>
      (await perform(method, path, request, readJson)) as T,
    async open(method, path, request = {}) {
      const response = await perform(method, path, request, async (answer) => answer)
      return response ?? new Response(null, { status: 204 })
    },
    connect: (path, init) => send(base + path, { ...init, headers: { ...ownHeaders, ...init.headers } }),
  }
}

type Read<T> = (response: Response) => Promise<T>

/** One try: the answer as `read` takes it, within the time there is for it. */
async function attempt<T>(send: Fetch, call: Call, read: Read<T>): Promise<T> {
  const late = new AbortController()
  const timer = call.timeoutMs === null ? undefined : setTimeout(() => late.abort(), call.timeoutMs)
  const signal = call.signal ? AbortSignal.any([late.signal, call.signal]) : late.signal
  try {
    const response = await send(call.url, { ...call.init, signal })
    if (!response.ok) throw await problemOf(call.name, response)
    return await read(response)
  } catch (cause) {
    if (call.signal?.aborted) throw call.signal.reason
    if (cause instanceof ApiProblem) throw cause
    throw unanswered(call, late.signal.aborted, cause)
  } finally {
    clearTimeout(timer)
  }
}

function unanswered({ name, url, timeoutMs }: Call, isLate: boolean, cause: unknown): ApiProblem {
  const why = isLate ? `took longer than ${timeoutMs} ms` : 'got no whole answer'
  return new ApiProblem(0, `${name} ${why}: is Axoloom running at ${new URL(url, 'http://this-page').host}?`, { cause })
}

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiProblem(response.status, 'The answer is no JSON: something else than Axoloom sent it.', { cause })
  }
}

/** How long to wait before the next try; null where a further one is of no use. */
function waitBefore({ status, retryAfterMs }: ApiProblem, ownMs: number): number | null {
  if (!passing.includes(status)) return null
  const waitMs = Math.max(ownMs, retryAfterMs ?? 0)
  return waitMs > LONGEST_WAIT_MS ? null : waitMs
}
