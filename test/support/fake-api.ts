import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Run, RunSummary } from '#contract/api.ts'
import type { BackendList } from '#contract/backends.ts'
import type { ArtifactKind, RunEvent } from '#contract/event.ts'
import { body, empty, json, problem, serveSite } from './fake-answers.ts'
import { FakeRun } from './fake-run.ts'

export interface FakeApiOptions {
  /** Demands this key until the browser has traded it for the cookie. */
  readonly key?: string
  /** 1 plays a race in about four seconds; less is faster. */
  readonly pace?: number
  /** What there is to choose from: nothing but what is built in, unless said. */
  readonly backends?: BackendList
}

interface Planned {
  readonly method: string
  readonly pathEnd: string
  readonly status: number
  readonly detail: string
  readonly errors?: { pointer: string; detail: string }[]
}

/** The page's far side at the wire, for faults that the real API does not make on demand. */
export class FakeApi {
  readonly runs = new Map<string, FakeRun>()
  /** Requests of the event stream so far, as their queries. */
  readonly streamQueries: string[] = []
  readonly #options: FakeApiOptions
  readonly #hidden = new Set<string>()
  readonly #pictures = new Map<string, Buffer>()
  readonly #streams = new Map<string, Set<ServerResponse>>()
  readonly #planned: Planned[] = []
  readonly #held = new Map<ArtifactKind, Promise<void>>()
  readonly #server = createServer((request, response) => {
    this.#handle(request, response).catch((error: unknown) => problem(response, 500, String(error)))
  })
  #streamFailures = 0

  constructor(options: FakeApiOptions) {
    this.#options = options
  }

  get #backends(): BackendList {
    return this.#options.backends ?? onlyBuiltIn
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  /** Answers the next `count` stream requests with a 502, as a proxy does in a roll-out. */
  failStreams(count: number): void {
    this.#streamFailures = count
  }

  /** Breaks every open stream in the middle of a block. */
  cutStreams(): void {
    for (const stream of this.#everyStream()) {
      stream.write('id: 999\nevent: log\ndata: {"seq":99')
      stream.destroy()
    }
  }

  /** Answers the next call of this method and path ending with a problem. */
  failNext(plan: Planned): void {
    this.#planned.push(plan)
  }

  /** Keeps pictures of this kind back until what it gives is called: however slowly the page looks, it sees what was before. */
  hold(kind: ArtifactKind): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#held.set(kind, promise)
    return resolve
  }

  async close(): Promise<void> {
    for (const run of this.runs.values()) run.close()
    for (const stream of this.#everyStream()) stream.destroy()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #everyStream(): ServerResponse[] {
    return [...this.#streams.values()].flatMap((open) => [...open])
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake')
    if (!url.pathname.startsWith('/v1/')) return serveSite(url.pathname, response)
    if (url.pathname === '/v1/session') return this.#openSession(request, response)
    const isLocked = this.#options.key !== undefined && !request.headers.cookie?.includes('session=open')
    if (isLocked) return problem(response, 401, 'A key is needed.')
    const plan = this.#takePlan(request.method, url.pathname)
    if (plan) return problem(response, plan.status, plan.detail, plan.errors)
    const [, , resource, id = '', ...rest] = url.pathname.split('/')
    if (resource === 'backends') return json(response, 200, this.#backends)
    if (resource === 'artifacts') return this.#sendPicture(id, response)
    if (id !== '') return this.#handleRun(id, rest, url, request, response)
    return request.method === 'POST' ? this.#createRun(request, response) : this.#listRuns(url, response)
  }

  #takePlan(method: string | undefined, path: string): Planned | undefined {
    const index = this.#planned.findIndex((plan) => plan.method === method && path.endsWith(plan.pathEnd))
    return index === -1 ? undefined : this.#planned.splice(index, 1)[0]
  }

  async #handleRun(
    id: string,
    [what, index, verb]: string[],
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const run = this.runs.get(id)
    if (!run || (this.#hidden.has(id) && what !== 'restore')) return problem(response, 404, 'There is no such run.')
    const { method } = request
    if (what === 'events') return this.#openStream(run, url, response)
    if (what === 'pick') return changePick(run, request, response)
    if (what === undefined && method === 'DELETE') this.#hidden.add(id)
    if (what === 'restore') this.#hidden.delete(id)
    if (what === 'cancel') run.cancel()
    if (method === 'PATCH') run.setBudget((await body(request)).budgetUsd)
    if (verb === 'cancel') run.cancel(Number(index))
    if (verb === 'retry') run.retry(Number(index))
    return method === 'DELETE' ? empty(response) : json(response, method === 'POST' ? 202 : 200, run.run)
  }

  async #createRun(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const wanted = { ...this.#backends.defaults, variations: 4, parents: [], ...(await body(request)) }
    const run = new FakeRun(wanted, {
      pace: this.#options.pace ?? 1,
      onEvent: (event) => {
        for (const stream of this.#streams.get(event.run) ?? []) stream.write(block(event))
      },
      onPicture: (artifact, bytes) => this.#pictures.set(artifact.id, bytes),
      held: (kind) => this.#held.get(kind),
    })
    for (const parent of wanted.parents) this.runs.get(parent.run)?.run.children.push(run.run.id)
    this.runs.set(run.run.id, run)
    json(response, 202, run.run)
  }

  #listRuns(url: URL, response: ServerResponse): void {
    const text = url.searchParams.get('q')?.toLowerCase() ?? ''
    const state = url.searchParams.get('state')
    const limit = Number(url.searchParams.get('limit') ?? 20)
    const before = url.searchParams.get('cursor') ?? '~'
    const found = [...this.runs.values()]
      .map(({ run }) => run)
      .filter((run) => !this.#hidden.has(run.id) && run.id < before && (!state || run.state === state))
      .filter((run) => run.brief.toLowerCase().includes(text))
      .sort((a, b) => (a.id < b.id ? 1 : -1))
    const data = found.slice(0, limit)
    json(response, 200, { data: data.map(summaryOf), nextCursor: found.length > limit ? data.at(-1)!.id : null })
  }

  #openStream(run: FakeRun, url: URL, response: ServerResponse): void {
    this.streamQueries.push(url.search)
    const after = Number(url.searchParams.get('after') ?? 0)
    if (this.#streamFailures > 0) {
      this.#streamFailures -= 1
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>')
    } else if (after > run.run.lastSeq) problem(response, 400, 'That is beyond the end.')
    else this.#stream(run, after, response)
  }

  #stream({ run, events }: FakeRun, after: number, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 1500\n\n')
    for (const event of events.filter(({ seq }) => seq > after)) response.write(block(event))
    const open = this.#streams.get(run.id) ?? new Set()
    this.#streams.set(run.id, open.add(response))
    const heartbeat = setInterval(() => response.write(': alive\n\n'), 10_000)
    response.on('close', () => {
      clearInterval(heartbeat)
      open.delete(response)
    })
  }

  async #openSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'DELETE') {
      response.setHeader('set-cookie', 'session=; Max-Age=0; Path=/')
      return empty(response)
    }
    const { key } = await body(request)
    if (key !== this.#options.key) return problem(response, 401, 'This key is not known here.')
    response.setHeader('set-cookie', 'session=open; HttpOnly; SameSite=Strict; Path=/')
    empty(response)
  }

  #sendPicture(id: string, response: ServerResponse): void {
    const bytes = this.#pictures.get(id)
    if (bytes) {
      response.writeHead(200, { 'content-type': 'image/png', 'content-security-policy': 'sandbox' }).end(bytes)
    } else problem(response, 404, 'There is no such picture.')
  }
}

const onlyBuiltIn: BackendList = {
  designers: [{ name: 'scripted', models: [], defaultModel: null }],
  renderers: [{ name: 'sketch' }],
  defaults: { designer: 'scripted', renderer: 'sketch' },
  backends: [],
}

export async function startFakeApi(options: FakeApiOptions = {}): Promise<FakeApi> {
  const api = new FakeApi(options)
  await api.listen()
  return api
}

async function changePick(run: FakeRun, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'DELETE') {
    run.pick(null, null)
    return empty(response)
  }
  const { variation, note = null } = await body(request)
  run.pick(variation, note)
  json(response, 200, run.run.pick)
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
