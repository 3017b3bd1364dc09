import type { IncomingMessage } from 'node:http'
import { requestFor } from './builtins.ts'

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

export interface HttpAnswer {
  readonly status: number
  readonly retryAfterS: number | null
  readonly text: string
}

// Silence for so long means that nobody is there any more.
const IDLE_MS = 30_000
const MAX_ANSWER_BYTES = 1_048_576

/** One request over a kept connection; rejects when there is no whole answer. */
export function httpCall({ method, url, headers, body = '' }: HttpCall, signal: AbortSignal): Promise<HttpAnswer> {
  const request = requestFor(url)
  const length = String(Buffer.byteLength(body))
  return new Promise((resolve, reject) => {
    const call = request(url, { method, signal, timeout: IDLE_MS, headers: { ...headers, 'content-length': length } })
    call.on('timeout', () => call.destroy(new Error(`no answer within ${IDLE_MS / 1000} s`)))
    call.on('error', reject)
    call.on('response', (answer) => readAnswer(answer).then(resolve, reject))
    call.end(body)
  })
}

function readAnswer(answer: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    answer.on('error', reject)
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      chunks.push(chunk)
      if (bytes > MAX_ANSWER_BYTES) answer.destroy(new Error('the answer is too long'))
    })
    answer.on('end', () => resolve(answerOf(answer, Buffer.concat(chunks))))
  })
}

function answerOf({ statusCode, headers }: IncomingMessage, body: Buffer): HttpAnswer {
  const retryAfterS = Number(headers['retry-after'] ?? Number.NaN)
  return {
    status: statusCode ?? 0,
    retryAfterS: Number.isFinite(retryAfterS) ? retryAfterS : null,
    text: body.toString(),
  }
}
