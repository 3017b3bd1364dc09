import type { ServerResponse } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export const json = (body: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: Buffer.from(JSON.stringify(body)),
})

export const text = (status: number, body: string, contentType = 'text/plain; charset=utf-8'): Answer => ({
  status,
  headers: { 'content-type': contentType },
  body: Buffer.from(body),
})

export const empty = (status = 200): Answer => ({ status, headers: {}, body: Buffer.alloc(0) })

export const bytes = (body: Buffer, contentType: string, filename: string): Answer => ({
  status: 200,
  headers: { 'content-type': contentType, 'content-disposition': `filename="${filename}"` },
  body,
})

/** What the server's framework answers when a handler raises. */
export const raised = text(500, '500 Internal Server Error\n\nServer got itself in trouble')
export const notFound = text(404, '404: Not Found')
export const notAllowed = text(405, '405: Method Not Allowed')

export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length })
  response.end(body)
}
