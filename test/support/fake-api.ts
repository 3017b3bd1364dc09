import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Run, RunSummary } from '#contract/api.ts'
import type { RunEvent } from '#contract/event.ts'
import { createFakeRun, type FakeRun } from './fake-run.ts'

export interface FakeApiOptions {
  /** Demands this key until the browser has traded it for the cookie. */
  readonly key?: string
  /** 1 plays a race in about four seconds; less is faster. */
  readonly pace?: number
}

/** The page's far side at the wire, for faults that the real API does not make on demand. */
export interface FakeApi {
  readonly url: string
  readonly runs: ReadonlyMap<string, FakeRun>
  /** Requests of the event stream so far, as their queries. */
  readonly streamQueries: readonly string[]
  /** Answers the next `count` stream requests with a 502, as a proxy does in a roll-out. */
  failStreams(count: number): void
  /** Breaks every open stream in the middle of a block. */
  cutStreams(): void
  /** Answers the next call of this method and path ending with a problem. */
  failNext(
    method: string,
    pathEnd: string,
    status: number,
    detail: string,
    errors?: { pointer: string; detail: string }[],
  ): void
  close(): Promise<void>
}

const site = fileURLToPath(new URL('../../web/dist/', import.meta.url))
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
}

interface Planned {
  readonly method: string
  readonly pathEnd: string
  readonly status: number
  readonly detail: string
  readonly errors: { pointer: string; detail: string }[]
}

export async function startFakeApi({ key, pace = 1 }: FakeApiOptions = {}): Promise<FakeApi> {
  const runs = new Map<string, FakeRun>()
  const hidden = new Set<string>()
  const pictures = new Map<string, Buffer>()
  const streams = new Map<string, Set<ServerResponse>>()
  const streamQueries: string[] = []
  const planned: Planned[] = []
  let streamFailures = 0

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => problem(response, 500, String(error)))
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake')
    if (!url.pathname.startsWith('/v1/')) return serveSite(url.pathname, response)
    if (url.pathname === '/v1/session') return openSession(request, response)
    if (key !== undefined && !request.headers.cookie?.includes('session=open'))
      return problem(response, 401, 'A key is needed.')
    const fault = planned.findIndex(
      ({ method, pathEnd }) => method === request.method && url.pathname.endsWith(pathEnd),
    )
    const [plan] = fault === -1 ? [] : planned.splice(fault, 1)
    if (plan) return problem(response, plan.status, plan.detail, plan.errors)
    const [, , resource, id = '', ...rest] = url.pathname.split('/')
    if (resource === 'artifacts') return sendPicture(id, response)
    if (id === '') return request.method === 'POST' ? createRun(request, response) : listRuns(url, response)
    const run = runs.get(id)
    if (!run || (hidden.has(id) && rest[0] !== 'restore')) return problem(response, 404, 'There is no such run.')
    return handleRun(run, rest, url, request, response)
  }

  async function handleRun(run: FakeRun, rest: string[], url: URL, request: IncomingMessage, response: ServerResponse) {
    const { method } = request
    const [what, index, verb] = rest
    if (what === 'events') return openStream(run, url, response)
    if (what === undefined && method === 'DELETE') hidden.add(run.run.id)
    if (what === undefined && method === 'GET') return json(response, 200, run.run)
    if (what === 'restore') hidden.delete(run.run.id)
    if (what === 'cancel') run.cancel()
    if (verb === 'cancel') run.cancel(Number(index))
    if (verb === 'retry') run.retry(Number(index))
    if (what !== 'pick') return method === 'DELETE' ? empty(response) : json(response, 202, run.run)
    if (method === 'DELETE') {
      run.pick(null, null)
      return empty(response)
    }
    const { variation, note = null } = await body(request)
    run.pick(variation, note)
    return json(response, 200, run.run.pick)
  }

  async function createRun(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const wanted = { variations: 4, parents: [], ...(await body(request)) }
    const run = createFakeRun(wanted, {
      pace,
      onEvent: (event) => {
        for (const stream of streams.get(event.run) ?? []) stream.write(block(event))
      },
      onPicture: (artifact, bytes) => pictures.set(artifact.id, bytes),
    })
    for (const parent of wanted.parents) runs.get(parent.run)?.run.children.push(run.run.id)
    runs.set(run.run.id, run)
    json(response, 202, run.run)
  }

  function listRuns(url: URL, response: ServerResponse): void {
    const text = url.searchParams.get('q')?.toLowerCase() ?? ''
    const state = url.searchParams.get('state')
    const limit = Number(url.searchParams.get('limit') ?? 20)
    const before = url.searchParams.get('cursor') ?? '~'
    const found = [...runs.values()]
      .map(({ run }) => run)
      .filter((run) => !hidden.has(run.id) && run.id < before && (!state || run.state === state))
      .filter((run) => run.brief.toLowerCase().includes(text))
      .sort((a, b) => (a.id < b.id ? 1 : -1))
    const data = found.slice(0, limit)
    json(response, 200, { data: data.map(summaryOf), nextCursor: found.length > limit ? data.at(-1)!.id : null })
  }

  function openStream(run: FakeRun, url: URL, response: ServerResponse): void {
    streamQueries.push(url.search)
    if (streamFailures > 0) {
      streamFailures -= 1
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>')
      return
    }
    const after = Number(url.searchParams.get('after') ?? 0)
    if (after > run.run.lastSeq) {
      problem(response, 400, 'That is beyond the end.')
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 1500\n\n')
    for (const event of run.events.filter(({ seq }) => seq > after)) response.write(block(event))
    const open = streams.get(run.run.id) ?? new Set()
    streams.set(run.run.id, open.add(response))
    const heartbeat = setInterval(() => response.write(': alive\n\n'), 10_000)
    response.on('close', () => {
      clearInterval(heartbeat)
      open.delete(response)
    })
  }

  async function openSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { key: given } = await body(request)
    if (given !== key) return problem(response, 401, 'This key is not known here.')
    response.setHeader('set-cookie', 'session=open; HttpOnly; SameSite=Strict; Path=/')
    empty(response)
  }

  function sendPicture(id: string, response: ServerResponse): void {
    const bytes = pictures.get(id)
    if (!bytes) {
      problem(response, 404, 'There is no such picture.')
      return
    }
    response.writeHead(200, {
      'content-type': 'image/png',
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    })
    response.end(bytes)
  }

  const everyStream = () => [...streams.values()].flatMap((open) => [...open])
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    runs,
    streamQueries,
    failStreams(count) {
      streamFailures = count
    },
    cutStreams() {
      for (const stream of everyStream()) {
        stream.write('id: 999\nevent: log\ndata: {"seq":99')
        stream.destroy()
      }
    },
    failNext: (method, pathEnd, status, detail, errors = []) =>
      planned.push({ method, pathEnd, status, detail, errors }),
    async close() {
      for (const run of runs.values()) run.close()
      for (const stream of everyStream()) stream.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const block = (event: RunEvent) => `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

function summaryOf(run: Run): RunSummary {
  const { id, state, kind, brief, seed, parents, pick, createdAt, endedAt, links } = run
  const picked = pick ? run.variations[pick.variation] : undefined
  const cover = (picked ?? run.variations.find((lane) => lane.artifacts.length > 0))?.artifacts[0] ?? null
  const pickName = picked?.design?.name ?? null
  return {
    id,
    state,
    kind,
    brief,
    seed,
    parents,
    pick,
    createdAt,
    endedAt,
    links,
    variationCount: run.variations.length,
    cover,
    pickName,
  }
}

async function serveSite(path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) ? path : '/index.html'
  response.setHeader('content-security-policy', csp)
  response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
  response.end(await readFile(join(site, file)))
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the page sends; the tests look at what comes of it
async function body(request: IncomingMessage): Promise<any> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString() || '{}')
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function empty(response: ServerResponse): void {
  response.writeHead(204).end()
}

function problem(
  response: ServerResponse,
  status: number,
  detail: string,
  errors: { pointer: string; detail: string }[] = [],
): void {
  const value = { type: 'about:blank', title: 'Problem', status, detail, errors, requestId: 'fake' }
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(value))
}
