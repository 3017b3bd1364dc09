import type { IncomingMessage } from 'node:http'
import { requestFor } from './builtins.ts'
import { CallError } from './call-error.ts'
import { errorOfRefusal } from './refusal.ts'

export interface StreamCall {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** How long the answer's first byte may take; a call can wait in line for long. */
  readonly firstByteMs: number
}

/** Probes of a connection on which nothing comes, so that a peer that vanished is noticed. */
const KEEP_ALIVE_MS = 10_000
const MAX_REFUSAL_BYTES = 65_536

/**
 * Posts and gives the answer once its head is there. Rejects with a CallError or AgentError when nobody answers or the
 * answer is no success, with the reason of `signal` when aborted. Not `fetch`: that gives up on a call in line after
 * five minutes.
 */
export async function openStream(call: StreamCall, signal: AbortSignal): Promise<IncomingMessage> {
  const answer = await headOf(call, signal)
  const { statusCode: status = 0, headers } = answer
  if (status >= 200 && status < 300) return answer
  const text = await refusalText(answer).catch(() => '')
  signal.throwIfAborted()
  throw errorOfRefusal({ status, retryAfterMs: retryAfterMsOf(headers), text })
}

function headOf({ url, headers, body, firstByteMs }: StreamCall, signal: AbortSignal): Promise<IncomingMessage> {
  signal.throwIfAborted()
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = requestFor(url)(url, { method: 'POST', headers: { ...headers, ...length } })
  const timer = setTimeout(() => request.destroy(silent('answer', firstByteMs)), firstByteMs)
  const abort = () => request.destroy()
  signal.addEventListener('abort', abort)
  request.on('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS))
  request.on('response', (answer) => {
    endWith(answer, signal)
    resolve(answer)
  })
  request.on('error', (error) => reject(signal.aborted ? signal.reason : connectionError(error)))
  request.end(body)
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  })
}

/**
 * Not with the request's own option: that destroys the connection also after the last byte, when it has gone back to be
 * used again and nobody listens to its errors.
 */
function endWith(answer: IncomingMessage, signal: AbortSignal): void {
  const abort = () => answer.destroy()
  // Told while nobody waits for the next bytes, an error would end the process.
  answer.on('error', () => undefined)
  answer.once('close', () => signal.removeEventListener('abort', abort))
  signal.addEventListener('abort', abort)
}

const silent = (what: string, ms: number) =>
  new CallError('silent', `There was no ${what} for ${Math.round(ms / 1000)} s.`)

function connectionError(error: Error): Error {
  if (error instanceof CallError) return error
  return new CallError('away', 'The gateway could not be reached.', { reason: 'internal', cause: error })
}

/**
 * The bytes of an answer as they come. Throws a CallError when they break off, or when none come for `idleMs` while they
 * are asked for. Ending early ends the call.
 */
export async function* bytesOf(answer: IncomingMessage, idleMs: number): AsyncGenerator<Buffer, void> {
  const chunks: AsyncIterator<Buffer> = answer[Symbol.asyncIterator]()
  try {
    for (;;) {
      // Only while we wait: a reader that is held back by a full disk must not look like a silent server.
      const timer = setTimeout(() => answer.destroy(silent('word', idleMs)), idleMs)
      const next = await chunks.next().finally(() => clearTimeout(timer))
      if (next.done === true) return
      yield next.value
    }
  } catch (error) {
    throw error instanceof CallError ? error : new CallError('cut', 'The answer broke off.', { cause: error })
  } finally {
    answer.destroy()
  }
}

async function refusalText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of bytesOf(answer, KEEP_ALIVE_MS)) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > MAX_REFUSAL_BYTES) break
  }
  return Buffer.concat(chunks).toString()
}

function retryAfterMsOf(headers: IncomingMessage['headers']): number | null {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN)
  if (Number.isFinite(ms)) return Math.max(0, ms)
  const asked = headers['retry-after']
  if (asked === undefined) return null
  const seconds = Number(asked)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(asked) - Date.now()
  return Number.isFinite(wait) ? Math.max(0, wait) : null
}
