import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const site = fileURLToPath(new URL('../../web/dist/', import.meta.url))
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
}

export async function serveSite(path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) ? path : '/index.html'
  response.setHeader('content-security-policy', csp)
  response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
  response.end(await readFile(join(site, file)))
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the page sends; the tests look at what comes of it
export async function body(request: IncomingMessage): Promise<any> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString() || '{}')
}

export function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

export function empty(response: ServerResponse): void {
  response.writeHead(204).end()
}

export function problem(
  response: ServerResponse,
  status: number,
  detail: string,
  errors: { pointer: string; detail: string }[] = [],
): void {
  const value = { type: 'about:blank', title: 'Problem', status, detail, errors, requestId: 'fake' }
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(value))
}
