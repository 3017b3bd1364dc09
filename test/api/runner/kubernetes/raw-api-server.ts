import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { KubeAccess } from '../../../../api/runner/kubernetes/kube-access.ts'

/** The far side of a socket: answers what a test tells it to, and counts. */
export interface RawApiServer {
  readonly url: string
  readonly requests: readonly IncomingMessage[]
  /** How many connections were ever made. */
  connections(): number
  close(): Promise<void>
}

export async function startRawApiServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  tls?: ServerOptions,
): Promise<RawApiServer> {
  const requests: IncomingMessage[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const listener: RequestListener = (request, response) => {
    requests.push(request)
    answer(request, response)
  }
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** A server that asks nobody who they are. */
export function openAccess(server: string): KubeAccess {
  const none = { headers: {}, tls: {} }
  return { server, credentials: async () => none, renew: async () => none }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

/** What the API server puts into the body of a refusal. */
export function statusObject(code: number, reason: string, message: string) {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }
}

export function listOf(items: readonly unknown[], resourceVersion: string, next?: string) {
  return { metadata: { resourceVersion, ...(next !== undefined && { continue: next }) }, items }
}

export function podObject(name: string, resourceVersion: string, uid = `uid-${name}`) {
  return { metadata: { name, uid, resourceVersion, labels: {} } }
}
