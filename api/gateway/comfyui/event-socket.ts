import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import { type ServerAddress, socketUrlAt } from './server-address.ts'
import { HANDSHAKE, readBinaryFrame, readTextFrame, type SocketHint } from './socket-message.ts'

/** Largest frame: a preview in full size as PNG. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024

export interface SocketTimings {
  /** The server never pings: so often we do, and a ping that is not answered until the next ends the socket. */
  readonly pingMs: number
  /** A render does not wait longer than this for its socket. */
  readonly openMs: number
  /** Pause before another socket, doubled up to ten times as long. */
  readonly reopenMs: number
}

export interface EventSocketOptions {
  readonly address: ServerAddress
  readonly promptId: string
  readonly timings: SocketTimings
  readonly onHint: (hint: SocketHint) => void
}

/**
 * The event socket of one prompt. Opened before the prompt is posted, for a cached one can be over before the answer;
 * opened anew when it breaks, each time as another client and after the one before is closed for good: a server that
 * still holds the old one would cut off both. Nothing depends on its being open.
 */
export class EventSocket {
  readonly #options: EventSocketOptions
  #clientId = ''
  #socket: WebSocket | null = null
  #ping: NodeJS.Timeout | null = null
  #reopen: NodeJS.Timeout | null = null
  #failures = 0
  #isClosed = false
  #isOursRunning = false

  constructor(options: EventSocketOptions) {
    this.#options = options
  }

  /** Opens it and gives the id to post with, also when it does not open in time. */
  async open(): Promise<string> {
    const opened = this.#connect()
    await opened
    return this.#clientId
  }

  close(): void {
    this.#isClosed = true
    if (this.#reopen !== null) clearTimeout(this.#reopen)
    this.#socket?.terminate()
  }

  /** Resolves when the socket is open, has failed, or `openMs` have passed. */
  #connect(): Promise<void> {
    const { address, timings } = this.#options
    this.#clientId = randomUUID()
    const socket = new WebSocket(socketUrlAt(address, this.#clientId), {
      headers: { ...address.headers },
      handshakeTimeout: timings.openMs,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
    })
    this.#socket = socket
    const { promise, resolve } = Promise.withResolvers<void>()
    socket.on('open', () => {
      this.#failures = 0
      socket.send(HANDSHAKE)
      this.#keepAlive(socket)
      resolve()
    })
    socket.on('message', (data, isBinary) => this.#read(data, isBinary))
    // 'close' follows, and is where the next one is made
    socket.on('error', () => {})
    socket.on('close', () => {
      resolve()
      this.#lost()
    })
    return promise
  }

  #keepAlive(socket: WebSocket): void {
    let isAlive = true
    socket.on('pong', () => {
      isAlive = true
    })
    this.#ping = setInterval(() => {
      if (!isAlive) return socket.terminate()
      isAlive = false
      socket.ping()
    }, this.#options.timings.pingMs)
  }

  #read(data: WebSocket.RawData, isBinary: boolean): void {
    const frame = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)])
    const { promptId, onHint } = this.#options
    const hint = isBinary
      ? readBinaryFrame(frame, promptId, this.#isOursRunning)
      : readTextFrame(frame.toString(), promptId)
    if (hint === null || this.#isClosed) return
    if (hint.type === 'started' || hint.type === 'progress') this.#isOursRunning = true
    onHint(hint)
  }

  #lost(): void {
    if (this.#ping !== null) clearInterval(this.#ping)
    this.#ping = null
    if (this.#isClosed) return
    this.#isOursRunning = false
    this.#options.onHint({ type: 'look' })
    const pauseMs = this.#options.timings.reopenMs * Math.min(2 ** this.#failures++, 10)
    this.#reopen = setTimeout(() => void this.#connect(), pauseMs)
  }
}
