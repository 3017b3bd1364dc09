import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { OwnerCaps } from './access/owner-caps.ts'
import { createPublicApp } from './app.ts'
import type { Backends } from './backends/backends.ts'
import { openBackends } from './backends/open-backends.ts'
import { BatchLoop } from './batches/batch-loop.ts'
import { chooseWinner } from './batches/choose-winner.ts'
import type { Config } from './config.ts'
import { AppError } from './errors.ts'
import { createGatewayApp } from './gateway/gateway-app.ts'
import { PngReencoder } from './gateway/png-reencoder.ts'
import { Tickets } from './gateway/ticket.ts'
import type { PublicLimits } from './limits.ts'
import { listen, urlOf } from './listen.ts'
import { type OpenRunner, openRunner } from './open-runner.ts'
import { Orchestrator } from './orchestrator/orchestrator.ts'
import { hardDeadlineMs } from './orchestrator/orchestrator-deps.ts'
import { startRetention } from './orchestrator/retention-loop.ts'
import { mayCost } from './paid-work.ts'
import { RecentLog } from './recent-log.ts'
import { watchForRest } from './rest.ts'
import type { PreviewJob } from './routes/preview-job.ts'
import { ServerDoctor } from './server-doctor.ts'
import type { StoredAttempt } from './store/attempt-store.ts'
import { type OpenStore, openStore } from './store/open-store.ts'
import { WebhookSender } from './webhooks/webhook-sender.ts'

/** The parts that tests put in place of the built ones. */
export interface Parts {
  /** Absolute path of the bundled agent. */
  readonly agentEntry: string
  /** Folder of the built page; null for none. */
  readonly siteDir: string | null
  readonly limits?: Partial<PublicLimits>
  /** Where the logger keeps its last lines. */
  readonly recentLog?: RecentLog
}

export const builtParts: Parts = {
  agentEntry: fileURLToPath(new URL('../agent/dist/agent.mjs', import.meta.url)),
  siteDir: fileURLToPath(new URL('../web/dist', import.meta.url)),
}

/** Where a Job that is only shown has what must not be. */
const TICKET_PLACEHOLDER = '<ticket>'

export interface RunningServer {
  readonly url: string
  readonly gatewayUrl: string
  /** Attempts at work at this moment. */
  agentsAtWork(): number
  /** Ends streams cleanly, lets commits finish, leaves agents running. */
  close(): Promise<void>
}

/** Opens everything in the order it is needed, and begins. Throws what start-errors.ts explains. */
export async function startServer(config: Config, logger: Logger, parts: Parts): Promise<RunningServer> {
  const loseWriter = (error: Error) => {
    logger.fatal({ err: error }, 'the writer is lost; ending, the next start goes on from what is committed')
    process.exit(1)
  }
  const store = await openStore(config.dataDir, loseWriter, config.models)
  const backends = openBackends(config.models, logger, { isBusy: () => store.attempts.live().length > 0 })
  const pngs = new PngReencoder()
  const tickets = new Tickets(store.installation.secret)
  const gateway = await openGateway(config, store, { pngs, tickets, backends, logger })
  let isReady = false
  // the runner is opened behind the listener: it has to know its port
  let opened: OpenRunner | null = null
  const previewJob: PreviewJob = async (attempt) => {
    if (opened === null) throw new AppError('unavailable', 'The server is starting.', { retryAfterS: 1 })
    const first = { ...attempt, variation: 0, attempt: 1, ticket: TICKET_PLACEHOLDER }
    return opened.previewJob({ ...first, gatewayUrl: gateway.url, deadlineMs: hardDeadlineMs(config) })
  }
  const doctor = new ServerDoctor({ config, store, backends, recentLog: parts.recentLog ?? new RecentLog() })
  const caps = new OwnerCaps(config.access, store.usage)
  const app = await openPublic(config, logger, { ...store, caps, backends, previewJob, doctor }, parts, () => isReady)
  opened = await openRunner(config, {
    installation: store.installation.installationId,
    agentEntry: parts.agentEntry,
    gatewayUrl: gateway.url,
    publicPort: app.port,
    logger,
  })
  doctor.start({ url: app.url, gatewayUrl: gateway.url, opened })
  const { runner, close: closeRunner } = opened
  const ticketOf = (attemptId: string) => tickets.ticketOf(attemptId)
  const { attempts, calls } = store
  const isPaid = (attempt: StoredAttempt) => mayCost(config.models, attempt)
  const orchestrator = new Orchestrator(
    { ...config, attempts, calls, runner, logger, gatewayUrl: gateway.url, ticketOf, mayCost: isPaid },
    store,
  )
  orchestrator.start()
  const batchLoop = openBatchLoop(config, { ...store, caps }, logger)
  batchLoop.start()
  const sender = new WebhookSender({ store, logger, isPrivateAllowed: config.isWebhookPrivateAllowed })
  sender.start()
  const stopRetention = startRetention({ retention: store.retention, rule: config.retention, logger })
  const stopWatching = watchForRest(store)
  isReady = true
  return {
    url: app.url,
    gatewayUrl: gateway.url,
    agentsAtWork: () => attempts.live().filter((attempt) => attempt.state !== 'queued').length,
    close: async () => {
      isReady = false
      stopWatching()
      await Promise.all([
        backends.close(),
        app.app.close(),
        orchestrator.stop(),
        batchLoop.stop(),
        sender.stop(),
        stopRetention(),
      ])
      await doctor.close()
      await closeRunner()
      await gateway.app.close()
      pngs.close()
      await store.close()
    },
  }
}

function openBatchLoop(config: Config, store: OpenStore & { readonly caps: OwnerCaps }, logger: Logger): BatchLoop {
  const { batchWork: work, runs, caps, onChange } = store
  const { designer, renderer, maxAttempts } = config
  const defaults = { designer, renderer }
  return new BatchLoop({ work, runs, caps, logger, maxAttempts, defaults, choose: chooseWinner, onChange })
}

interface Listening {
  readonly app: FastifyInstance
  readonly url: string
  readonly port: number
}

interface ServedParts {
  readonly caps: OwnerCaps
  readonly backends: Backends
  readonly previewJob: PreviewJob
  readonly doctor: ServerDoctor
}

async function openPublic(
  config: Config,
  logger: Logger,
  store: OpenStore & ServedParts,
  { siteDir, limits }: Parts,
  isReady: () => boolean,
): Promise<Listening> {
  const { runs, log, artifacts, batches, health, backends, installation, previewJob, doctor, keys, caps } = store
  const sessionSecret = installation.secret
  const served = { runs, log, artifacts, batches, health, backends, previewJob, doctor, keys, caps }
  const deps = {
    config,
    logger,
    webhooks: store.webhooks,
    storage: store.storage,
    ...served,
    isReady,
    sessionSecret,
    siteDir,
  }
  const app = await createPublicApp({ ...deps, ...(limits === undefined ? {} : { limits }) })
  const address = await listen(app, { host: config.host, port: config.port, setting: 'PORT' })
  return { app, url: urlOf(address, config.host), port: address.port }
}

interface GatewayParts {
  readonly pngs: PngReencoder
  readonly tickets: Tickets
  readonly backends: Backends
  readonly logger: Logger
}

async function openGateway(config: Config, store: OpenStore, parts: GatewayParts): Promise<Listening> {
  const { installation } = store
  const { models, scriptedPace: pace, sketchSize } = config
  const agents = { pace, sketchSize, hasCritique: models.hasCritique }
  const app = await createGatewayApp({ ...parts, store, models, agents })
  const isAnyPort = config.gatewayPort === 0
  // agents of before a restart look for the gateway where it was
  const port = isAnyPort ? (installation.gatewayPort ?? 0) : config.gatewayPort
  const address = await listen(app, { host: config.gatewayHost, port, setting: 'GATEWAY_PORT', mayMove: isAnyPort })
  if (isAnyPort && address.port !== port) await store.keepGatewayPort(address.port)
  return { app, url: config.gatewayUrl ?? urlOf(address, config.gatewayHost), port: address.port }
}
