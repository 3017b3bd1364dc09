import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** A request as the server saw it; the last four change while it is served. */
export interface SeenRequest {
  readonly index: number
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Parsed; null when there is none or it is not JSON. */
  readonly body: unknown
  readonly bodyBytes: number
  /** On the clock of `performance.now()`. */
  readonly startedAtMs: number
  firstByteAtMs: number | null
  endedAtMs: number | null
  /** The client went away before the end. */
  isAborted: boolean
  /** Name of the play it met, if any. */
  play: string | null
  /** The status that was answered; null while there is none. */
  status: number | null
  /** A call that our product must never make; answered as a real server would. */
  isForbidden: boolean
}

const MAX_BODY_BYTES = 64 * 1024 * 1024

export async function readRequest(message: IncomingMessage, index: number): Promise<SeenRequest> {
  const startedAtMs = performance.now()
  const chunks: Buffer[] = []
  let bodyBytes = 0
  for await (const chunk of message) {
    bodyBytes += chunk.length
    if (bodyBytes <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  const { pathname: path } = new URL(message.url ?? '/', 'http://fake')
  return {
    ...{ index, method: message.method ?? 'GET', path, headers: message.headers },
    ...{ body: parse(Buffer.concat(chunks).toString()), bodyBytes, startedAtMs },
    ...{ firstByteAtMs: null, endedAtMs: null, isAborted: false, play: null, status: null, isForbidden: false },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
