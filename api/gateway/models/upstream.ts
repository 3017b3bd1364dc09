import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { type Dispatcher, request } from 'undici'

export interface UpstreamRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Upstream {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Readable
}

/** Posts, and gives the answer once its head is there. Redirects are not followed: a key goes where settings say. */
export async function openUpstream(
  { url, headers, body }: UpstreamRequest,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<Upstream> {
  const answer = await request(url, {
    dispatcher,
    method: 'POST',
    // metered as it passes: nobody unpacks it
    headers: { ...headers, 'content-type': 'application/json', 'accept-encoding': 'identity' },
    body,
    signal,
  })
  // whoever reads it is told; without a listener an abort after that would end the process
  answer.body.on('error', () => {})
  return { status: answer.statusCode, headers: answer.headers, body: answer.body }
}

/** The beginning of a body that is not passed on, as text; its connection is given up when there is more. */
export async function readSome(body: Readable, maxBytes = 64 * 1024): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) break
    chunks.push(chunk)
    length += chunk.length
    if (length >= maxBytes) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

const unreached = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']

/** True when a request cannot have arrived, so that it cost nothing. */
export function isUnreached(error: unknown): boolean {
  return error instanceof Error && 'code' in error && unreached.some((code) => code === error.code)
}
