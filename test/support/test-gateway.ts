import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import sharp from 'sharp'
import type { Backends } from '../../api/backends/backends.ts'
import { openBackends } from '../../api/backends/open-backends.ts'
import { loadConfig } from '../../api/config.ts'
import { createGatewayApp } from '../../api/gateway/gateway-app.ts'
import type { ModelLimits } from '../../api/gateway/models/model-limits.ts'
import { PngReencoder } from '../../api/gateway/png-reencoder.ts'
import type { RenderTimings } from '../../api/gateway/render-deps.ts'
import { Tickets } from '../../api/gateway/ticket.ts'
import { createLogger } from '../../api/logging.ts'
import type { ClaimAnswer } from '../../contract/assignment.ts'
import { createRun, liveAttempt, openTestStore, type TestStore } from './test-store.ts'

/** The agents' door on a port of its own, over a real store; it logs everything it can into `logs`. */
export interface TestGateway extends TestStore {
  readonly url: string
  readonly app: FastifyInstance
  readonly backends: Backends
  readonly tickets: Tickets
  readonly logs: string[]
  /** A launched attempt of a new run, and its ticket. */
  launch(request?: object): Promise<{ runId: string; attemptId: string; ticket: string }>
  claim(ticket: string, more?: object): Promise<Response>
  /** A launched attempt that is claimed. */
  work(request?: object): Promise<Work>
}

export interface Work {
  readonly runId: string
  readonly attemptId: string
  readonly ticket: string
  readonly token: string
}

export interface TestGatewayOptions {
  /** Settings of models, as in the environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly limits?: Partial<ModelLimits>
  readonly renderTimings?: Partial<RenderTimings>
  /** A data folder of before; it is left there. */
  readonly folder?: string
}

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { env = {}, limits = {}, renderTimings = {}, folder } = options
  const { models } = loadConfig(env, { directory: join(tmpdir(), 'axoloom-without-env') })
  const testStore = await openTestStore(folder, models)
  const { store } = testStore
  const logs: string[] = []
  const logger = createLogger({ logLevel: 'trace', logFormat: 'json' }, { write: (line) => void logs.push(line) })
  const tickets = new Tickets(store.installation.secret)
  const pngs = new PngReencoder()
  const backends = openBackends(models, logger)
  const shared = { store, models, backends, tickets, pngs, logger }
  const agents = { pace: 0, sketchSize: 256, hasCritique: models.hasCritique }
  const app = await createGatewayApp({ ...shared, limits, renderTimings, agents })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  const launch = async (request: object = {}) => {
    const { id: runId } = await createRun(store, request)
    const { id: attemptId } = liveAttempt(store, runId)
    await store.attempts.launch(attemptId)
    await store.attempts.start(attemptId, 'local', { text: 'a test', details: {} })
    return { runId, attemptId, ticket: tickets.ticketOf(attemptId) }
  }
  const claim = (ticket: string, more: object = {}) => postJson(`${url}/agent/v1/claim`, { ticket, ...more })

  return {
    ...testStore,
    store,
    url,
    app,
    backends,
    tickets,
    logs,
    launch,
    claim,
    async work(request) {
      const launched = await launch(request)
      const answer = (await (await claim(launched.ticket)).json()) as ClaimAnswer
      return { ...launched, token: answer.token }
    },
    async close() {
      await backends.close()
      await app.close()
      pngs.close()
      await testStore.close()
    },
  }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

export function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text })
}

export function finish(url: string, token: string, body: object | string): Promise<Response> {
  return postJson(`${url}/agent/v1/finish`, body, bearer(token))
}

export function putPicture(
  url: string,
  token: string,
  bytes: Uint8Array<ArrayBuffer>,
  name = 'sketch-1',
  query = 'kind=sketch&step=sketch',
): Promise<Response> {
  const headers = { ...bearer(token), 'content-type': 'image/png' }
  return fetch(`${url}/agent/v1/artifacts/${name}?${query}`, { method: 'PUT', headers, body: bytes })
}

/** A picture in one colour, as PNG. */
export async function png(width: number, height: number, background = '#3366aa'): Promise<Uint8Array<ArrayBuffer>> {
  const picture = sharp({ create: { width, height, channels: 3, background }, limitInputPixels: false })
  return new Uint8Array(await picture.png().toBuffer())
}

export const silent = pino({ level: 'silent' })
