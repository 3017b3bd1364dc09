import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { httpChunk } from './http-chunk.ts'

/** Where frames go. Hides how bytes reach a connection, so that a faster way can take its place. */
export interface FrameSink {
  /** Hands bytes over; false when the connection is full and the next write should wait for its drain. */
  write(bytes: Buffer | string): boolean
  /** Whether bytes are held here that the kernel has not taken yet. */
  isPending(): boolean
  /** Whether the kernel took any since the last call. */
  hasProgressed(): boolean
  /** Ends the answer cleanly once everything written is gone. */
  end(): void
  /** Cuts the connection at once. */
  destroy(): void
}

/** Up to here, copying bytes into a chunk costs less than handing the kernel three pieces. */
const SMALL_BYTES = 16 * 1024

/**
 * Frames as the body of an HTTP answer whose head was sent. What one commit brings is small, and goes to each reader at the
 * head: as one chunk that is made once for all of them, past the answer, which would make it anew for each.
 */
export class ResponseSink implements FrameSink {
  readonly #response: ServerResponse
  /** Null while an answer before it on this connection is not over: then all goes through the answer, also later. */
  readonly #socket: Socket | null
  #takenBytes = 0
  #queuedBytes = 0

  constructor(response: ServerResponse, onDrain: () => void) {
    this.#response = response
    this.#socket = response.chunkedEncoding ? response.socket : null
    // never both: a drain that is told twice lets twice as much in
    const drains = this.#socket ?? response
    drains.on('drain', onDrain)
    response.once('close', () => drains.off('drain', onDrain))
  }

  write(bytes: Buffer | string): boolean {
    const isSmall = typeof bytes !== 'string' && bytes.length <= SMALL_BYTES
    const isOpen = this.#socket !== null && this.#response.socket === this.#socket
    return isSmall && isOpen ? this.#socket.write(httpChunk(bytes)) : this.#response.write(bytes)
  }

  isPending(): boolean {
    return this.#response.writableLength > 0
  }

  hasProgressed(): boolean {
    const socket = this.#response.socket
    if (socket === null) return false
    const takenBytes = socket.bytesWritten - socket.writableLength
    const queuedBytes = kernelQueue(socket)
    const hasProgressed = takenBytes !== this.#takenBytes || queuedBytes < this.#queuedBytes
    this.#takenBytes = takenBytes
    this.#queuedBytes = queuedBytes
    return hasProgressed
  }

  end(): void {
    this.#response.end()
  }

  destroy(): void {
    this.#response.destroy()
  }
}

// What is left of the write under way. Node's own socket time-out reads the same field; the public
// counters move only when a whole write is done, which a slow line may need minutes for.
function kernelQueue(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle')
  if (typeof handle !== 'object' || handle === null || !('writeQueueSize' in handle)) return 0
  return typeof handle.writeQueueSize === 'number' ? handle.writeQueueSize : 0
}
