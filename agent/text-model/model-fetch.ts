import { bytesOf, openStream } from '../open-stream.ts'

export interface ModelFetchOptions {
  /** How long a call may wait for its first byte: in the gateway's line and while a model is loaded. */
  readonly firstByteMs?: number
  /** How long an answer under way may say nothing. */
  readonly idleMs?: number
}

/** As long as an attempt may wait in line (PROTOCOL section 4). */
const FIRST_BYTE_MS = 3_600_000
const IDLE_MS = 90_000

/**
 * A `fetch` for the clients of models. What goes wrong is thrown as CallError or AgentError, before a client can make
 * its own error of it and lose the Retry-After, or print it.
 */
export function createModelFetch(signal: AbortSignal, options: ModelFetchOptions = {}): typeof globalThis.fetch {
  const { firstByteMs = FIRST_BYTE_MS, idleMs = IDLE_MS } = options
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const headers = Object.fromEntries(new Headers(init?.headers))
    const both = init?.signal ? AbortSignal.any([signal, init.signal]) : signal
    const answer = await openStream({ url, headers, body: bodyOf(init?.body), firstByteMs }, both)
    const contentType = answer.headers['content-type'] ?? 'application/octet-stream'
    const body = ReadableStream.from<Uint8Array>(bytesOf(answer, idleMs))
    return new Response(body, { status: answer.statusCode ?? 200, headers: { 'content-type': contentType } })
  }
}

function bodyOf(body: unknown): string | Uint8Array {
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  throw new TypeError('a call of a model carries text')
}
