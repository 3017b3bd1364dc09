import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Assignment, FinishRequest } from '../../contract/assignment.ts'

/** How a request goes wrong instead of being answered. */
export type Fault =
  | { readonly status: number; readonly detail?: string; readonly retryAfterS?: number }
  | 'drop'
  | 'hang'
  | 'garbage'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Buffer
}

/** The agents' gateway as an agent sees it, with faults on demand. */
export interface FakeGateway {
  readonly url: string
  readonly seen: SeenRequest[]
  /** What `claim` answers; tests change it before the agent starts. */
  assignment: Assignment
  /** What `GET /attempt` answers. */
  desired: 'running' | 'cancelled'
  /** The next requests whose path begins with `path` go wrong like this, one each. */
  fail(path: string, ...faults: Fault[]): void
  /** Resolves with the body of the first accepted finish. */
  readonly finished: Promise<FinishRequest>
  /** Resolves when a request whose path begins with `path` has come. */
  requested(path: string): Promise<SeenRequest>
  close(): Promise<void>
}

export const fakeAssignment: Assignment = {
  kind: 'axolotl',
  run: '01k0000000000000000000000a',
  variation: 1,
  attempt: 1,
  brief: 'an axolotl who runs a night bakery',
  direction: 'Tide pool',
  designer: 'scripted',
  renderer: 'sketch',
  model: null,
  seed: 42,
  parents: [],
  pace: 0,
  sketchSize: 256,
  critique: false,
  siblingNames: [],
}

export const fakeTicket = 'the-ticket'
const token = 'the-run-token'

/** Listens on `port`; 0 takes any that is free. */
export async function startFakeGateway(port = 0): Promise<FakeGateway> {
  const faults = new Map<string, Fault[]>()
  const waiting: { path: string; resolve: (request: SeenRequest) => void }[] = []
  const finish = Promise.withResolvers<FinishRequest>()

  const server = createServer((request, response) => void handle(request, response))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  const gateway: FakeGateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    assignment: fakeAssignment,
    desired: 'running',
    fail: (path, ...added) => void faults.set(path, [...(faults.get(path) ?? []), ...added]),
    finished: finish.promise,
    requested(path) {
      const known = gateway.seen.find((request) => request.path.startsWith(path))
      if (known !== undefined) return Promise.resolve(known)
      return new Promise((resolve) => waiting.push({ path, resolve }))
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message)
    gateway.seen.push(request)
    for (const { path, resolve } of waiting) if (request.path.startsWith(path)) resolve(request)
    const fault = nextFault(faults, request.path)
    if (fault === undefined) send(response, answerTo(request))
    else goWrong(fault, message, response)
  }

  function answerTo(request: SeenRequest): Answer {
    const route = `${request.method} ${request.path.split('?')[0]}`
    if (route === 'POST /agent/v1/claim') {
      if (JSON.parse(request.body.toString()).ticket !== fakeTicket) return problem(401, 'unknown ticket')
      return { status: 200, body: { assignment: gateway.assignment, token } }
    }
    if (request.authorization !== `Bearer ${token}`) return problem(401, 'unknown token')
    if (route === 'GET /agent/v1/attempt') return { status: 200, body: { desired: gateway.desired } }
    if (route === 'POST /agent/v1/finish') {
      finish.resolve(JSON.parse(request.body.toString()))
      return { status: 200, body: {} }
    }
    if (route.startsWith('PUT /agent/v1/artifacts/')) {
      return { status: 201, body: { id: '01k0000000000000000000000b', sha256: '0'.repeat(64) } }
    }
    return problem(404, 'no such route')
  }

  return gateway
}

async function readRequest(message: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  const { method = '', url: path = '', headers } = message
  return { method, path, authorization: headers.authorization, body: Buffer.concat(chunks) }
}

function nextFault(faults: Map<string, Fault[]>, path: string): Fault | undefined {
  for (const [prefix, queue] of faults) if (path.startsWith(prefix) && queue.length > 0) return queue.shift()
  return undefined
}

function goWrong(fault: Fault, message: IncomingMessage, response: ServerResponse): void {
  if (fault === 'hang') return
  if (fault === 'drop') message.socket.destroy()
  else if (fault === 'garbage') message.socket.end('HTTP/1.1 nonsense\r\n\r\n')
  else {
    if (fault.retryAfterS !== undefined) response.setHeader('retry-after', String(fault.retryAfterS))
    send(response, problem(fault.status, fault.detail ?? 'scripted fault'))
  }
}

interface Answer {
  readonly status: number
  readonly body: object
}

function problem(status: number, detail: string): Answer {
  return { status, body: { type: 'about:blank', title: 'Fault', status, detail, requestId: 'test' } }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
