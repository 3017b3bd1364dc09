import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** A request as it came, prefix and `/api` taken off its path. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  /** `/api/…` was asked for: some routes are only there. */
  readonly isApi: boolean
  /** As it came, with everything. */
  readonly url: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown
  /** Of `Date.now()`. */
  readonly at: number
}

/** The server answers 413. */
export class TooLarge extends Error {}

// as `--max-upload-size`
const MAX_BODY_BYTES = 104_857_600

/** With its body; null when the path is not below the prefix; throws for a body that is too large. */
export const readRequest = async (message: IncomingMessage, prefix: string): Promise<SeenRequest | null> =>
  requestOf(message, prefix, await readBody(message))

/** Null when the path is not below the prefix. */
export function requestOf(message: IncomingMessage, prefix: string, body: Buffer): SeenRequest | null {
  const url = message.url ?? '/'
  const { pathname, searchParams } = new URL(url, 'http://server')
  if (!pathname.startsWith(`${prefix}/`)) return null
  const below = pathname.slice(prefix.length)
  const isApi = below.startsWith('/api/')
  return {
    ...{ method: message.method ?? 'GET', path: isApi ? below.slice(4) : below, isApi, url },
    ...{ query: searchParams, headers: message.headers, body, json: parsed(body), at: Date.now() },
  }
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new TooLarge('Maximum request body size exceeded')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
