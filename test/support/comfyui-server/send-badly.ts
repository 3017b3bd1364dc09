import type { ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import { pause } from './pause.ts'

interface Pieces {
  readonly pieceBytes: number
  readonly pauseMs: number
}

/** The body in pieces with pauses; ends when the reader has gone. */
export async function sendSlowly(
  response: ServerResponse,
  { status, headers, body }: Answer,
  { pieceBytes, pauseMs }: Pieces,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': body.length })
  for (let at = 0; at < body.length && !response.destroyed; at += pieceBytes) {
    response.write(body.subarray(at, at + pieceBytes))
    await pause(pauseMs, signal)
  }
  response.end()
}

/** A part of the body; then the connection goes, or the part poses as the whole. */
export function sendCut(
  response: ServerResponse,
  { status, headers, body }: Answer,
  { cutAfterBytes, isSound = false }: { readonly cutAfterBytes: number; readonly isSound?: boolean },
): void {
  const part = body.subarray(0, cutAfterBytes)
  response.writeHead(status, { ...headers, 'content-length': isSound ? part.length : body.length })
  if (isSound) response.end(part)
  else response.write(part, () => response.socket?.destroy())
}

const PIECE_BYTES = 256 * 1024

/** The body, then zeros until the reader has gone. */
export async function sendEndlessly(
  response: ServerResponse,
  { status, headers, body }: Answer,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(status, headers)
  response.write(body)
  const zeros = Buffer.alloc(PIECE_BYTES)
  while (!response.destroyed) {
    // a reader that takes nothing is left alone with what it has
    if (response.writableLength < 4 * PIECE_BYTES) response.write(zeros)
    await pause(1, signal)
  }
}
