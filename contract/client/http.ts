import { ApiProblem, problemOf } from './api-problem.ts'
import { initOf, type Method, pathOf, type Request } from './request.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface HttpOptions {
  /** Where the server is, such as `http://127.0.0.1:8000`, a path in front included; empty: where the page is from. */
  readonly url: string
  readonly key?: string
  readonly fetch?: Fetch
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>
  /** How long an answer may take, in ms; 60 s unless said. Files that are sent have no such bound. */
  readonly timeoutMs?: number
}

/** The calls of one server. Each throws ApiProblem, or the reason of its signal once that is aborted. */
export interface Http {
  /** The answer in the shape of the contract, unchecked; undefined for a 204. */
  json<T>(method: Method, path: string, request?: Request): Promise<T>
  /** The answer itself, for bodies that are read as they come. The signal ends the reading, too. */
  open(method: Method, path: string, request?: Request): Promise<Response>
  /** A GET whatever its status and without a bound: what streams are made of. Throws what fetch throws. */
  readonly connect: Fetch
}

interface Call {
  /** Method and path, for messages. */
  readonly name: string
  readonly url: string
  readonly init: RequestInit
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number | null
}

type Read<T> = (response: Response) => Promise<T>

const TIMEOUT_MS = 60_000

/** Speaks HTTP with one server, one try each: its key, bounds of time, and errors. */
export function createHttp({ url, key, headers, fetch: given, timeoutMs = TIMEOUT_MS }: HttpOptions): Http {
  const base = url.replace(/\/+$/, '')
  // looked up at each call: a browser's fetch wants to be called as a global
  const send: Fetch = given ?? ((address, init) => fetch(address, init))
  const own = { ...headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) }

  function perform<T>(method: Method, path: string, request: Request = {}, read: Read<T>): Promise<T> {
    const { query, raw, signal } = request
    const init = initOf(method, request, own)
    const address = base + pathOf(path, query)
    return attempt(
      send,
      { name: `${method} ${path}`, url: address, init, signal, timeoutMs: raw ? null : timeoutMs },
      read,
    )
  }

  return {
    json: async <T>(method: Method, path: string, request?: Request) =>
      (await perform(method, path, request, readJson)) as T,
    open: (method, path, request) => perform(method, path, request, async (response) => response),
    connect: (path, init) => send(base + path, { ...init, headers: { ...own, ...init.headers } }),
  }
}

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
  return new ApiProblem(0, `${name} ${why}. Is Axoloom running at ${url.split('/v1/', 1)[0]}?`, { cause })
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
