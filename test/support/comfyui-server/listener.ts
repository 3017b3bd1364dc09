import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export interface Listener {
  readonly port: number
  /** Cuts what is open and refuses what comes. */
  goDown(): Promise<void>
  /** Listens again on the same port. */
  comeUp(): Promise<void>
}

export interface ListenerHands {
  readonly onRequest: (message: IncomingMessage, response: ServerResponse) => void
  readonly onUpgrade: (message: IncomingMessage, socket: Duplex, head: Buffer) => void
}

/** Any free port of loopback, or that one. */
export async function startListener(
  { onRequest, onUpgrade }: ListenerHands,
  host: string,
  port: number,
): Promise<Listener> {
  const server = createServer(onRequest)
  const sockets = new Set<Duplex>()
  server.on('upgrade', onUpgrade)
  // also sockets that were upgraded, which the server no longer counts as its own
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  // a fault may let a request wait for as long as a test likes
  server.requestTimeout = 0

  async function listen(at: number): Promise<void> {
    server.listen(at, host)
    await once(server, 'listening')
  }

  await listen(port)
  const { port: found } = server.address() as AddressInfo
  return {
    port: found,
    async goDown() {
      if (!server.listening) return
      const isClosed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await isClosed
    },
    comeUp: () => listen(found),
  }
}
