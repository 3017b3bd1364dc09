import type { ServerResponse } from 'node:http'
import { until } from './bell.ts'
import type { KubeRequest } from './kube-request.ts'

/** `end`: the server finishes the answer; `fin`: the connection ends in the middle of it; `reset`: an RST. */
export type CutKind = 'end' | 'fin' | 'reset'

/** The answer to a watch or a followed log while it is being written. */
export interface OpenStream {
  readonly request: KubeRequest
  /** Aborts when the client has gone or the stream was ended or cut. */
  readonly signal: AbortSignal
  /** Headers go out with the first bytes, unless this is called. */
  begin(): void
  /** Resolves when there is room for more. A silenced stream takes everything and sends nothing. */
  write(bytes: Buffer): Promise<void>
  end(): void
  /** Cuts as soon as `afterBytes` more bytes of the body have been sent. */
  cut(how: CutKind, afterBytes: number): void
  /** Half-open from now on: nothing is sent, and the connection stays. */
  silence(): void
}

export interface StreamOptions {
  readonly contentType: string
  /** Largest HTTP chunk; small ones put a boundary into every line. */
  readonly chunkBytes?: number
}

export function openStream(request: KubeRequest, response: ServerResponse, options: StreamOptions): OpenStream {
  const { contentType, chunkBytes = Number.POSITIVE_INFINITY } = options
  const closed = new AbortController()
  let isSilent = false
  let sentBytes = 0
  let planned: { readonly how: CutKind; readonly atBytes: number } | null = null
  response.once('close', () => closed.abort())

  function begin(): void {
    if (!response.headersSent) response.writeHead(200, { 'content-type': contentType })
    response.flushHeaders()
  }

  function finish(how: CutKind): void {
    if (closed.signal.aborted) return
    if (how === 'end') {
      begin()
      response.end()
    } else if (how === 'fin') response.socket?.end()
    else response.socket?.resetAndDestroy()
    closed.abort()
  }

  async function writeOne(bytes: Buffer): Promise<void> {
    const room = planned === null ? bytes.length : Math.min(bytes.length, planned.atBytes - sentBytes)
    begin()
    if (room > 0 && !response.write(room < bytes.length ? bytes.subarray(0, room) : bytes)) {
      await drained(response, closed.signal)
    }
    sentBytes += room
    if (planned !== null && sentBytes >= planned.atBytes) finish(planned.how)
  }

  return {
    request,
    signal: closed.signal,
    begin,
    async write(bytes) {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        if (closed.signal.aborted || isSilent) return
        await writeOne(bytes.length <= chunkBytes ? bytes : bytes.subarray(at, at + chunkBytes))
      }
    },
    end() {
      if (!isSilent) finish('end')
    },
    cut(how, afterBytes) {
      if (afterBytes === 0) finish(how)
      else planned = { how, atBytes: sentBytes + afterBytes }
    },
    silence() {
      isSilent = true
    },
  }
}

const drained = (response: ServerResponse, signal: AbortSignal): Promise<void> =>
  until(signal, (wake) => {
    response.once('drain', wake)
    return () => response.off('drain', wake)
  })
