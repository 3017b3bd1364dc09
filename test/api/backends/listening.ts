import { once } from 'node:events'
import { Server as HttpServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'

/** A server of a test on a port of its own. */
export async function listening(server: Server): Promise<{ url: string; close: () => Promise<void> }> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    if (server instanceof HttpServer) server.closeAllConnections()
    await closed
  }
  return { url: `http://127.0.0.1:${port}`, close }
}
