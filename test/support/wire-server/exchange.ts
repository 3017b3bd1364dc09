import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WirePlay } from './play.ts'
import type { SeenRequest } from './seen-request.ts'

/** One request with its answer, and what is to go wrong with it. */
export interface Exchange<P extends WirePlay> {
  readonly request: SeenRequest
  readonly response: ServerResponse
  readonly play: P
  /** Aborted when the client or the server goes away. */
  readonly signal: AbortSignal
  /** Something that a waiting test may look at is different now. */
  changed(): void
}

export interface Head {
  readonly status?: number
  readonly headers: Readonly<Record<string, string>>
}

export interface Pace {
  /** Between two frames, unless the play says otherwise. */
  readonly frameMs: number
  /** What `ends.how` = `error` sends; null where the protocol has none. */
  readonly errorFrame: string | null
  /** Before the first frame leaves. */
  onFirstByte?(): void
}

/** Sleeps; resolves early, without an error, when the exchange is over. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  ms <= 0 || signal.aborted ? Promise.resolve() : sleep(ms, undefined, { signal }).catch(() => {})

export const whenAborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** A whole answer at once. */
export function sendJson(exchange: Exchange<WirePlay>, status: number, body: unknown, headers: object = {}): void {
  const { response, request } = exchange
  if (response.destroyed) return
  request.status = status
  request.firstByteAtMs ??= performance.now()
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(text)
}

/** Sends frames at their pace, with what the play does to them, and ends the answer. */
export async function sendFrames(
  exchange: Exchange<WirePlay>,
  head: Head,
  frames: Iterable<string>,
  pace: Pace,
): Promise<void> {
  const { request, response, play, signal } = exchange
  request.status = head.status ?? 200
  response.writeHead(request.status, { ...head.headers, ...play.headers })
  response.flushHeaders()
  response.socket?.setNoDelay(true)
  await pause(play.firstByteMs ?? 0, signal)
  const writer = createWriter(exchange, pace)
  let sent = 0
  for (const frame of frames) {
    if (signal.aborted) return
    if (play.ends !== undefined && play.ends.afterBytes === undefined && sent >= (play.ends.afterFrames ?? 0)) {
      await writer.flush()
      return endEarly(exchange, pace)
    }
    if (sent > 0) await pause(play.frameMs ?? pace.frameMs, signal)
    if (!(await writer.write(frame))) return endEarly(exchange, pace)
    sent++
  }
  await writer.flush()
  if (!signal.aborted) response.end()
}

async function endEarly({ play, response, signal }: Exchange<WirePlay>, { errorFrame }: Pace): Promise<void> {
  if (signal.aborted) return
  if (play.ends?.how === 'cut') {
    // what was written shall arrive before the cut does
    await new Promise((resolve) => response.socket?.write('', resolve))
    response.socket?.destroy()
  } else if (play.ends?.how === 'stall') await whenAborted(signal)
  else if (play.ends?.how === 'error' && errorFrame !== null) response.end(errorFrame)
  else response.end()
}

/** So much of a body is cut as small as the play says; bytewise packets of a long answer would take many seconds. */
const FINE_BYTES = 4_096
/** Prime, so that the cuts of the rest wander through frames and characters. */
const COARSE_BYTES = 53

/** Writes in the sizes that the play asks for; `write` is false when the play's number of bytes is reached. */
function createWriter(exchange: Exchange<WirePlay>, pace: Pace) {
  const { play, request, changed } = exchange
  const { splitBytes, joinFrames = 1, ends } = play
  let left = ends?.afterBytes ?? Number.POSITIVE_INFINITY
  let held: Buffer[] = []
  let written = 0

  async function flush(): Promise<void> {
    const bytes = Buffer.concat(held)
    held = []
    if (bytes.length === 0) return
    if (request.firstByteAtMs === null) {
      request.firstByteAtMs = performance.now()
      pace.onFirstByte?.()
      changed()
    }
    if (splitBytes === undefined) return put(exchange, bytes, false)
    for (let at = 0; at < bytes.length; ) {
      const size = written < FINE_BYTES ? splitBytes : Math.max(splitBytes, COARSE_BYTES)
      const piece = bytes.subarray(at, at + size)
      await put(exchange, piece, true)
      at += piece.length
      written += piece.length
    }
  }

  return {
    flush,
    async write(frame: string): Promise<boolean> {
      const bytes = Buffer.from(frame)
      held.push(bytes.subarray(0, Math.max(0, left)))
      const isOver = bytes.length >= left
      left -= bytes.length
      if (isOver || held.length >= joinFrames) await flush()
      return !isOver
    },
  }
}

async function put({ response, signal }: Exchange<WirePlay>, bytes: Buffer, isApart: boolean): Promise<void> {
  if (signal.aborted) return
  const hasRoom = response.write(bytes)
  if (!hasRoom) {
    const over = new AbortController()
    await Promise.race([
      new Promise<void>((resolve) => response.once('drain', resolve)),
      whenAborted(AbortSignal.any([signal, over.signal])),
    ])
    over.abort()
  }
  // a round of the event loop, so that the pieces leave as packets of their own
  if (isApart) await new Promise((resolve) => setImmediate(resolve))
}
