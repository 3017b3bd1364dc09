import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenWebhook {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly path: string
}

/** An endpoint as its owner runs it. */
export interface WebhookReceiver {
  readonly url: string
  readonly port: number
  readonly seen: readonly SeenWebhook[]
  /** Requests that are not answered yet. */
  readonly open: number
  /** Connections so far, with or without a request. */
  readonly connections: number
  /** What it does with the next requests; 204 unless told. */
  answer: (response: ServerResponse, seen: SeenWebhook) => void
  close(): Promise<void>
}

export async function startReceiver(host = '127.0.0.1'): Promise<WebhookReceiver> {
  const seen: SeenWebhook[] = []
  let open = 0
  let connections = 0
  const server = createServer(async (request, response) => {
    open++
    response.once('close', () => open--)
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const one = { headers: request.headers, body, path: request.url ?? '' }
    seen.push(one)
    receiver.answer(response, one)
  })
  server.on('connection', () => connections++)
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const receiver: WebhookReceiver = {
    url: `http://${host}:${port}/hook`,
    port,
    seen,
    get open() {
      return open
    },
    get connections() {
      return connections
    },
    answer: (response) => void response.writeHead(204).end(),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}
