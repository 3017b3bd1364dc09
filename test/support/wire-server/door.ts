import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ListenOptions {
  /** Loopback by default. */
  readonly host?: string
  /** Any free one by default. */
  readonly port?: number
}

/** The listening socket of a fake, which can go away and come back. */
export interface Door {
  readonly url: string
  /** False while it is gone: what is cut then was not cut by clients. */
  isOpen(): boolean
  /** Cuts what is open and refuses connections. */
  goDown(): Promise<void>
  /** Listens again on the same port. */
  comeUp(): Promise<void>
  /** Goes down for so long. */
  leave(ms: number): Promise<void>
  /** Goes down for good. */
  close(): Promise<void>
}

/** Listens; `onDown` is called whenever it goes. */
export async function openDoor(listener: RequestListener, options: ListenOptions, onDown: () => void): Promise<Door> {
  const { host = '127.0.0.1', port = 0 } = options
  const server = createServer(listener)
  // a play may let a request wait for as long as a test likes
  server.requestTimeout = 0
  let returning: NodeJS.Timeout | undefined
  let isClosed = false

  async function listen(at: number): Promise<void> {
    server.listen(at, host)
    await once(server, 'listening')
  }
  async function goDown(): Promise<void> {
    clearTimeout(returning)
    if (!server.listening) return
    onDown()
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  async function comeUp(): Promise<void> {
    clearTimeout(returning)
    if (!server.listening) await listen(bound.port)
  }

  await listen(port)
  const bound = server.address() as AddressInfo
  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${bound.port}`,
    isOpen: () => server.listening,
    ...{ goDown, comeUp },
    async leave(ms) {
      await goDown()
      if (isClosed) return
      returning = setTimeout(() => void comeUp().catch(() => {}), ms)
    },
    close() {
      isClosed = true
      return goDown()
    },
  }
}
