import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

export interface SeenCall {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly atMs: number
}

/** A server that answers each request as told, the last answer for ever: for faults at the wire. */
export interface ScriptedServer {
  readonly url: string
  readonly calls: readonly SeenCall[]
  close(): void
}

export async function startScriptedServer(answers: readonly Answer[]): Promise<ScriptedServer> {
  const calls: SeenCall[] = []
  const server = createServer((request, response) => {
    response.on('error', () => {})
    text(request).then(
      (body) => {
        const { method = '', url = '', headers } = request
        calls.push({ method, url, headers, body, atMs: performance.now() })
        answers[Math.min(calls.length, answers.length) - 1]?.(response, request)
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

export const json =
  (value: unknown, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))

/** A problem as the API words it. */
export const problem =
  (status: number, detail: string, headers: Record<string, string> = {}, more: object = {}): Answer =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/problem+json; charset=utf-8', ...headers })
      .end(JSON.stringify({ type: 'urn:axoloom:problem:x', title: 'x', status, detail, requestId: 'r', ...more }))

/** The page of a proxy in between. */
export const proxyPage =
  (status: number): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>no</h1>')

/** The connection is cut before anything is answered. */
export const lost: Answer = (response) => {
  response.destroy()
}

export const silent: Answer = () => {}
