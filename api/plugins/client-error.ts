import { type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ulid } from 'ulid'
import type { Problem } from '#contract/api.ts'
import { slugOf } from './problem.ts'

const statuses: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
}

/** The newest answer on each connection. */
const answers = new WeakMap<Socket, ServerResponse>()

/** Has `answerClientError` know which request a connection has brought so far. */
export function noteAnswers(server: Server): void {
  server.on('request', ({ socket }, answer) => answers.set(socket, answer))
}

/** Answers what is not HTTP at all: before there is any request to speak of, or behind the head of one. */
export function answerClientError(error: Error, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const last = answers.get(socket)
  // a request whose end never came is the one that is at fault
  const begun = last === undefined || last.req.complete ? null : last
  if (begun?.headersSent) {
    // it has its answer: another one behind it would be taken for its body
    socket.end()
    return
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const [status, detail] = statuses[code] ?? [400, 'The request is not valid HTTP.']
  const title = STATUS_CODES[status] ?? 'Error'
  const type = `urn:axoloom:problem:${slugOf(status)}`
  const problem: Problem = { type, title, status, detail, requestId: ulid().toLowerCase() }
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${begun?.req.method === 'HEAD' ? '' : body}`)
}
