import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type Logger, pino } from 'pino'
import type { Run } from '#contract/api.ts'
import { OwnerCaps } from '../../api/access/owner-caps.ts'
import { createPublicApp } from '../../api/app.ts'
import type { Backends } from '../../api/backends/backends.ts'
import { openBackends } from '../../api/backends/open-backends.ts'
import { loadConfig } from '../../api/config.ts'
import type { PublicLimits } from '../../api/limits.ts'
import { RecentLog } from '../../api/recent-log.ts'
import type { PreviewJob } from '../../api/routes/preview-job.ts'
import { ServerDoctor } from '../../api/server-doctor.ts'
import { type OpenStore, openStore } from '../../api/store/open-store.ts'
import { packEvent, packEvents } from '../../api/store/packed-events.ts'

export interface PublicApiOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly limits?: Partial<PublicLimits>
  readonly siteDir?: string
  readonly logger?: Logger
  readonly sessionSecret?: Buffer
  readonly isReady?: () => boolean
  readonly previewJob?: PreviewJob
  /** Other than those of `env`; the caller closes them. */
  readonly backends?: Backends
  readonly recentLog?: RecentLog
}

/** The public API on a port of its own, over a real store in a folder of its own. Nothing launches its attempts. */
export interface PublicApi {
  readonly url: string
  readonly app: FastifyInstance
  readonly store: OpenStore
  readonly dataDir: string
  close(): Promise<void>
}

export async function startPublicApi(options: PublicApiOptions = {}): Promise<PublicApi> {
  const dataDir = await mkdtemp(join(tmpdir(), 'axoloom-http-'))
  const store = await openStore(dataDir, (error) => {
    throw error
  })
  const app = await createApp(store, { ...options, env: { DATA_DIR: dataDir, ...options.env } })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const close = async () => {
    await app.close()
    await store.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { url, app, store, dataDir, close }
}

/** Another public API over the same store; it is not listening yet. */
export async function createApp(store: OpenStore, options: PublicApiOptions = {}): Promise<FastifyInstance> {
  const config = loadConfig(options.env ?? {}, { directory: join(tmpdir(), 'axoloom-without-env') })
  const logger = options.logger ?? pino({ level: 'silent' })
  const backends = options.backends ?? openBackends(config.models, logger)
  const doctor = new ServerDoctor({ config, store, backends, recentLog: options.recentLog ?? new RecentLog() })
  const app = await createPublicApp({
    doctor,
    config,
    logger,
    backends,
    runs: store.runs,
    log: store.log,
    artifacts: store.artifacts,
    batches: store.batches,
    health: store.health,
    keys: store.keys,
    caps: new OwnerCaps(config.access, store.usage),
    webhooks: store.webhooks,
    storage: store.storage,
    previewJob: options.previewJob ?? (async () => null),
    isReady: options.isReady ?? (() => true),
    sessionSecret: options.sessionSecret ?? randomBytes(32),
    siteDir: options.siteDir ?? null,
    limits: options.limits ?? {},
  })
  app.addHook('onListen', async () => startDoctor(doctor, app))
  app.addHook('onClose', () => doctor.close())
  if (options.backends === undefined) app.addHook('onClose', () => backends.close())
  return app
}

/** There is no runner: nothing runs, and nothing is left over. */
function startDoctor(doctor: ServerDoctor, app: FastifyInstance): void {
  const nothing = async () => {}
  const runner = {
    ...{ kind: 'local' as const, launch: nothing, stop: nothing, remove: nothing, list: async () => [] },
    ...{ async *watch() {}, async *follow() {} },
  }
  const url = app.listeningOrigin
  doctor.start({ url, gatewayUrl: url, opened: { runner, checks: { checks: [], removeCommand: () => null } } })
}

/** Starts a run the way a caller does. */
export async function postRun(url: string, body: object = {}, headers: Record<string, string> = {}): Promise<Run> {
  const answer = await fetch(`${url}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ brief: 'an axolotl who tends a lighthouse', variations: 1, ...body }),
  })
  if (answer.status !== 202) throw new Error(`POST /v1/runs: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Run
}

/** Makes a run's first attempt one that runs, as launcher and runner would. */
export async function startFirstAttempt(store: OpenStore, runId: string) {
  const attempt = store.attempts.live().find((candidate) => candidate.runId === runId)
  if (attempt === undefined) throw new Error(`Run ${runId} has no live attempt.`)
  if (attempt.state === 'queued') await store.attempts.launch(attempt.id)
  if (attempt.state !== 'running') await store.attempts.start(attempt.id, 'local', { text: 'a test', details: {} })
  return attempt
}

/** Commits log events to a run's first attempt as its follower would, one commit for all of them. */
export async function commitLogs(store: OpenStore, runId: string, texts: readonly string[]): Promise<void> {
  const attempt = await startFirstAttempt(store, runId)
  const lastN = attempt.lastN + texts.length
  const isTaken = await store.attempts.ingest({
    attemptId: attempt.id,
    from: attempt.cursor,
    to: JSON.stringify({ offset: lastN }),
    lastN,
    place: { run: runId, variation: attempt.index, attempt: attempt.number, at: new Date().toISOString() },
    packed: packEvents(texts.map((text) => packEvent('log', { text }))),
    design: null,
  })
  if (!isTaken) throw new Error('The store refused the events.')
}
