import { type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync, fastify, LogController } from 'fastify'
import { createAccess } from './access/access.ts'
import type { OwnerCaps } from './access/owner-caps.ts'
import { TrustedProxies } from './access/trusted-proxies.ts'
import type { UnknownProxies } from './access/unknown-proxies.ts'
import type { Backends } from './backends/backends.ts'
import type { Config } from './config.ts'
import { type PublicLimits, publicLimits } from './limits.ts'
import accessControl from './plugins/access-control.ts'
import arrivalLimit from './plugins/arrival-limit.ts'
import { answerClientError, noteAnswers } from './plugins/client-error.ts'
import etag from './plugins/etag.ts'
import eventStream, { EventStreams } from './plugins/event-stream.ts'
import hostCheck from './plugins/host-check.ts'
import metrics from './plugins/metrics.ts'
import openApi from './plugins/open-api.ts'
import preferWait, { Waits } from './plugins/prefer-wait.ts'
import problems, { answerError } from './plugins/problems.ts'
import requestId, { requestIdOf } from './plugins/request-id.ts'
import requestLog from './plugins/request-log.ts'
import securityHeaders from './plugins/security-headers.ts'
import silentConnections from './plugins/silent-connections.ts'
import unknownProxies from './plugins/unknown-proxies.ts'
import validation from './plugins/validation.ts'
import webSite from './plugins/web-site.ts'
import { allBatchRoutes } from './routes/all-batch-routes.ts'
import { artifactRoutes } from './routes/artifacts.ts'
import { backendRoutes } from './routes/backends.ts'
import { BATCH_EVENTS_URL } from './routes/batch-events.ts'
import { RESULTS_URL } from './routes/batch-results.ts'
import { type DoctorService, doctorRoutes } from './routes/doctor.ts'
import { doctorStreamRoutes, type StreamTrials } from './routes/doctor-stream.ts'
import { EVENTS_URL, eventRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { keyRoutes } from './routes/keys.ts'
import { meRoutes } from './routes/me.ts'
import { offerOf } from './routes/offer.ts'
import type { PreviewJob } from './routes/preview-job.ts'
import { runActionRoutes } from './routes/run-actions.ts'
import { runRoutes } from './routes/runs.ts'
import { sessionRoutes } from './routes/session.ts'
import { storageRoutes } from './routes/storage.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import type { BatchStaging, BatchStore } from './store/batch-store.ts'
import type { KeyStore } from './store/key-store.ts'
import type { StorageReader } from './store/storage-use.ts'
import type { ArtifactReader, EventLog, RunStore, StoreHealth } from './store/store.ts'
import type { WebhookStore } from './store/webhook-store.ts'
import { readVersion } from './version.ts'

export interface PublicAppDeps {
  readonly config: Pick<
    Config,
    | 'apiKeys'
    | 'access'
    | 'allowedHosts'
    | 'trustedProxies'
    | 'designer'
    | 'renderer'
    | 'models'
    | 'retention'
    | 'isWebhookPrivateAllowed'
  >
  readonly logger: FastifyBaseLogger
  readonly runs: RunStore
  readonly log: EventLog
  readonly artifacts: ArtifactReader
  readonly batches: BatchStore & BatchStaging
  readonly keys: KeyStore
  readonly caps: OwnerCaps
  readonly webhooks: WebhookStore
  readonly storage: StorageReader
  readonly health: StoreHealth
  readonly backends: Backends
  readonly doctor: DoctorService & { readonly trials: StreamTrials; readonly proxies: Pick<UnknownProxies, 'note'> }
  isReady(): boolean
  readonly previewJob: PreviewJob
  /** Signs session cookies; at least 32 bytes that stay the same over restarts. */
  readonly sessionSecret: Buffer
  /** Folder of the built page; null where there is none. */
  readonly siteDir: string | null
  /** Other bounds than the usual ones, for tests. */
  readonly limits?: Partial<PublicLimits>
}

/** The public API, ready to listen. Closing it ends every stream first. */
export async function createPublicApp(deps: PublicAppDeps): Promise<FastifyInstance> {
  const limits = { ...publicLimits, ...deps.limits }
  const version = readVersion()
  const proxies = new TrustedProxies(deps.config.trustedProxies)
  const app: FastifyInstance = fastify({
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    genReqId: requestIdOf,
    trustProxy: proxies.isEmpty ? false : (address, hop) => proxies.isTrusted(address, hop),
    bodyLimit: limits.bodyBytes,
    // of the longest; arrival-limit.ts holds all others to theirs
    requestTimeout: limits.uploadMs,
    // what still arrives while streams end is served; streams themselves are refused by their route
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerClientError,
  })
  app.server.headersTimeout = limits.requestMs
  noteAnswers(app.server)
  const streams = new EventStreams(deps.log, limits, (err, runId) =>
    deps.logger.error({ err, runId }, 'a stream failed'),
  )
  await app.register(requestId)
  await app.register(requestLog)
  await app.register(arrivalLimit, { arrivalMs: limits.requestMs })
  await app.register(securityHeaders)
  await app.register(problems)
  await app.register(etag)
  const waits = new Waits()
  await app.register(preferWait, { waits })
  await app.register(silentConnections)
  await app.register(unknownProxies, { trusted: proxies, unknown: deps.doctor.proxies })
  await app.register(hostCheck, { allowedHosts: deps.config.allowedHosts })
  await app.register(validation)
  await app.register(eventStream, { streams, closeMs: limits.streamCloseMs })
  const { health, backends } = deps
  await app.register(metrics, {
    health,
    version,
    countReaders: () => streams.size,
    streamUrls: [EVENTS_URL, BATCH_EVENTS_URL, RESULTS_URL],
  })
  await app.register(openApi, { version })
  await app.register(healthRoutes, { health, backends, version, isReady: () => deps.isReady() })
  await app.register(doctorStreamRoutes, { trials: deps.doctor.trials })
  await app.register(v1Routes, { prefix: '/v1', deps, streams, waits, limits })
  await app.register(webSite, { siteDir: deps.siteDir })
  return app
}

interface V1Options {
  readonly deps: PublicAppDeps
  readonly streams: EventStreams
  readonly waits: Waits
  readonly limits: PublicLimits
}

/** A scope of its own: the demand for a key holds here and nowhere else. */
const v1Routes: FastifyPluginAsync<V1Options> = async (app, { deps, streams, waits, limits }) => {
  const { config, runs, artifacts, backends, sessionSecret, keys, caps } = deps
  const { apiKeys } = config
  const access = createAccess({ apiKeys, sessionSecret, keys, caps, limits: config.access })
  await app.register(accessControl, { access })
  const offer = offerOf(config)
  await app.register(runRoutes, {
    runs,
    caps,
    log: deps.log,
    waits,
    previewJob: deps.previewJob,
    backends,
    offer,
  })
  await app.register(backendRoutes, { backends, offer })
  await app.register(runActionRoutes, { runs, caps })
  await app.register(eventRoutes, { runs, streams })
  await app.register(artifactRoutes, { artifacts })
  const { batches, log } = deps
  const arrivalMs = limits.uploadMs
  await app.register(allBatchRoutes, {
    batches,
    runs,
    caps,
    log,
    artifacts,
    streams,
    waits,
    backends,
    offer,
    arrivalMs,
  })
  await app.register(sessionRoutes, { keys: access.ring, sessionMs: limits.sessionMs })
  await app.register(keyRoutes, { keys: access.keys, onRevoke: () => access.cutDead() })
  await app.register(meRoutes, access)
  await app.register(storageRoutes, { storage: deps.storage, rule: config.retention })
  const isPrivateAllowed = config.isWebhookPrivateAllowed
  await app.register(webhookRoutes, { webhooks: deps.webhooks, isPrivateAllowed })
  await app.register(doctorRoutes, { doctor: deps.doctor })
}
