import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Listener {
  readonly url: string
  /** TCP connections so far. */
  connections(): number
  /** Cuts what is open and refuses what comes. */
  goDown(): Promise<void>
  /** Listens again on the same port. */
  comeUp(): Promise<void>
}

/** An HTTP server on any free port of loopback. */
export async function startListener(onRequest: RequestListener): Promise<Listener> {
  const server = createServer(onRequest)
  let connections = 0
  server.on('connection', () => connections++)
  // a fault may let a request wait for as long as a test likes
  server.requestTimeout = 0
  server.keepAliveTimeout = 60_000

  async function listen(port: number): Promise<void> {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }

  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    async goDown() {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
    comeUp: () => listen(port),
  }
}
