import { randomUUID } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'

export interface Message {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface HubParts {
  /** For a new socket, before anything else. */
  readonly hello: (sid: string) => readonly Message[]
  readonly features: Readonly<Record<string, unknown>>
}

/** The table of sockets, with its fault: who reconnects too early is taken out when the old socket closes. */
export interface SocketHub {
  accept(socket: WebSocket, clientId: string | null): void
  /** To that client, or with null to all; nobody there: nothing happens, and nothing is kept. */
  send(to: string | null, message: Message | Buffer): void
  /** Whether the client took part in the handshake with that flag. */
  hasFeature(clientId: string | null, flag: string): boolean
  /** Sockets that are open, those without an entry in the table too. */
  open(): number
  /** Cuts all that are open. */
  drop(how?: 'reset' | 'close'): void
  /** Those that are open stay open and get nothing any more; `and-pings`: no pongs either, `for-good`: later ones too. */
  mute(how?: 'events' | 'and-pings' | 'for-good'): void
}

// a reader that takes nothing is cut before it fills the memory
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024

export function createSocketHub({ hello, features }: HubParts): SocketHub {
  const table = new Map<string, WebSocket>()
  const flags = new Map<string, Record<string, unknown>>()
  const open = new Set<WebSocket>()
  const muted = new WeakSet<WebSocket>()
  let isSilent = false

  function write(socket: WebSocket, message: Message | Buffer): void {
    if (muted.has(socket) || socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate()
    else socket.send(Buffer.isBuffer(message) ? message : JSON.stringify(message))
  }

  /** Only the first text frame can be the handshake. */
  function listen(socket: WebSocket, sid: string): void {
    let isFirst = true
    socket.on('message', (data, isBinary) => {
      if (isBinary) return
      const wanted = isFirst ? featureFlags(data) : null
      isFirst = false
      if (wanted === null) return
      flags.set(sid, wanted)
      write(socket, { type: 'feature_flags', data: features })
    })
  }

  return {
    accept(socket, clientId) {
      const sid = clientId || randomUUID().replaceAll('-', '')
      table.set(sid, socket)
      flags.set(sid, {})
      open.add(socket)
      socket.on('error', () => socket.terminate())
      socket.on('close', () => {
        open.delete(socket)
        // by name, as the server does it: a new socket of the same name goes as well
        table.delete(sid)
        flags.delete(sid)
      })
      listen(socket, sid)
      for (const message of hello(sid)) write(socket, message)
    },
    send(to, message) {
      if (isSilent) return
      if (to === null) for (const socket of table.values()) write(socket, message)
      else {
        const socket = table.get(to)
        if (socket !== undefined) write(socket, message)
      }
    },
    hasFeature: (clientId, flag) => clientId !== null && flags.get(clientId)?.[flag] === true,
    open: () => open.size,
    drop(how = 'reset') {
      for (const socket of open) {
        if (how === 'reset') socket.terminate()
        else socket.close(1001)
      }
    },
    mute(how = 'events') {
      if (how === 'for-good') isSilent = true
      for (const socket of open) {
        muted.add(socket)
        if (how === 'and-pings') socket.pause()
      }
    },
  }
}

function featureFlags(data: RawData): Record<string, unknown> | null {
  try {
    const message = JSON.parse(data.toString()) as { type?: unknown; data?: Record<string, unknown> } | null
    return message?.type === 'feature_flags' ? (message.data ?? {}) : null
  } catch {
    return null
  }
}
