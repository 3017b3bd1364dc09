import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Door } from '../../../agent/gateway-client.ts'

export interface PassThrough {
  readonly door: Door
  close(): Promise<void>
}

/**
 * What a gateway is to an adapter, and nothing else: takes the prefix off and passes bytes on as they come. Other calls
 * go to `otherUrl`. Listens on `port`; 0 takes any that is free.
 */
export async function passThrough(backendUrl: string, otherUrl = backendUrl, port = 0): Promise<PassThrough> {
  const server = createServer((message, response) => {
    const path = (message.url ?? '').replace(/^\/agent\/v1\/(ollama|anthropic)/, '')
    pass(message, response, new URL(path, path === message.url ? otherUrl : backendUrl))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const gatewayUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return {
    door: { gatewayUrl, headers: () => ({ authorization: 'Bearer the-run-token' }) },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function pass(message: IncomingMessage, response: ServerResponse, url: URL): void {
  const { host: _, ...headers } = message.headers
  const onward = request(url, { method: message.method, headers, agent: false })
  const cut = () => response.socket?.resetAndDestroy()
  onward.on('error', cut)
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers)
    response.flushHeaders()
    answer.on('error', cut)
    answer.pipe(response)
  })
  response.on('close', () => onward.destroy())
  message.pipe(onward)
}
