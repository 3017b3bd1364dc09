import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

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

/** Frames as the body of an HTTP answer whose head was sent. */
export class ResponseSink implements FrameSink {
  readonly #response: ServerResponse
  #takenBytes = 0
  #queuedBytes = 0

  constructor(response: ServerResponse) {
    this.#response = response
  }

  write(bytes: Buffer | string): boolean {
    return this.#response.write(bytes)
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
