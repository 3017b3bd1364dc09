import { hash } from 'node:crypto'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import { z } from 'zod'
import { ArtifactName, ArtifactQuery, type ClaimAnswer, ClaimRequest, FinishRequest } from '#contract/assignment.ts'
import type { Backends } from '../backends/backends.ts'
import { AppError } from '../errors.ts'
import type { ModelsConfig } from '../models-config.ts'
import problems, { answerError } from '../plugins/problems.ts'
import requestId, { requestIdOf } from '../plugins/request-id.ts'
import validation from '../plugins/validation.ts'
import type { AgentSettings } from '../store/assignment.ts'
import type { OpenStore } from '../store/open-store.ts'
import { LaneWaits } from './lane-waits.ts'
import type { ModelLimits } from './models/model-limits.ts'
import { modelRoutes } from './models/model-routes.ts'
import type { PngReencoder } from './png-reencoder.ts'
import type { RenderTimings } from './render-deps.ts'
import { renderRoutes } from './render-routes.ts'
import { createRunToken, SpeakingAttempts } from './run-token.ts'
import type { Tickets } from './ticket.ts'
import { UploadLimit } from './upload-limit.ts'

/** Largest upload: a 4096 x 4096 picture as PNG rarely exceeds it. */
const MAX_PICTURE_BYTES = 32 * 1024 * 1024
const MAX_JSON_BYTES = 256 * 1024
/** How long a stopping gateway waits for its connections: one on which nothing was ever asked stays open for a minute. */
const CLOSE_MS = 2000

export interface GatewayDeps {
  readonly store: Pick<OpenStore, 'attempts' | 'calls' | 'runs' | 'artifacts' | 'blobs' | 'onChange'>
  readonly models: ModelsConfig
  readonly backends: Backends
  readonly tickets: Tickets
  readonly pngs: PngReencoder
  readonly logger: Logger
  /** Told to each agent with its assignment. */
  readonly agents: AgentSettings
  /** For tests that cannot wait as long as people can. */
  readonly limits?: Partial<ModelLimits>
  readonly renderTimings?: Partial<RenderTimings>
}

type Gateway = FastifyInstance<
  import('http').Server,
  import('http').IncomingMessage,
  import('http').ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** The agents' one door, on a listener of its own (PROTOCOL section 7). */
export async function createGatewayApp(deps: GatewayDeps): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: deps.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // what is logged of a request names it by itself
    childLoggerFactory: (logger) => logger,
    bodyLimit: MAX_JSON_BYTES,
    genReqId: requestIdOf,
    frameworkErrors: answerError,
  }).withTypeProvider<ZodTypeProvider>()
  await app.register(requestId)
  await app.register(problems)
  await app.register(validation)
  app.addContentTypeParser('image/png', { parseAs: 'buffer', bodyLimit: MAX_PICTURE_BYTES }, (_request, body, done) =>
    done(null, body),
  )
  endConnections(app)
  claimRoutes(app, deps)
  await app.register((scope: Gateway, _options, done) => {
    workRoutes(scope, deps)
    done()
  })
  return app
}

function endConnections(app: Gateway): void {
  app.addHook('preClose', async () => {
    const timer = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS)
    app.server.once('close', () => clearTimeout(timer))
  })
}

function claimRoutes(app: Gateway, { store: { attempts }, tickets, agents, logger }: GatewayDeps): void {
  app.post('/agent/v1/claim', { schema: { body: ClaimRequest } }, async (request): Promise<ClaimAnswer> => {
    const attemptId = tickets.read(request.body.ticket)
    if (attemptId === null) {
      logger.warn({ requestId: request.id }, 'a claim came with a ticket that is not ours')
      throw new AppError('unauthorized', 'This ticket is not ours.')
    }
    const { token, tokenSha256 } = createRunToken()
    await attempts.claim(attemptId, tokenSha256)
    const assignment = attempts.assignment(attemptId, agents)
    if (assignment === undefined) throw new AppError('not-found', 'There is no such attempt.')
    return { assignment, token }
  })
}

/** A scope of its own: here the run token is asked for before a body is read. */
function workRoutes(app: Gateway, deps: GatewayDeps): void {
  const { attempts, blobs, onChange } = deps.store
  const { pngs, logger } = deps
  const speaking = new SpeakingAttempts({ attempts, onChange, logger })
  app.addHook('onClose', async () => speaking.close())
  const uploads = new UploadLimit()
  app.addHook('onRequest', (request) => speaking.admit(request))
  modelWork(app, deps, speaking)
  app.get('/agent/v1/attempt', async (request) => {
    const { desired } = speaking.of(request)
    return { desired }
  })
  app.post('/agent/v1/finish', { schema: { body: FinishRequest } }, async (request) => {
    await attempts.finish(speaking.of(request).id, request.body)
    return { isAccepted: true }
  })
  const schema = { params: z.object({ name: ArtifactName }), querystring: ArtifactQuery }
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.raw.once('close', uploads.begin(speaking.of(request).id))
  }
  app.put('/agent/v1/artifacts/:name', { schema, bodyLimit: MAX_PICTURE_BYTES, onRequest }, async (request) => {
    const attempt = speaking.of(request)
    const source = request.body
    if (!Buffer.isBuffer(source)) throw new AppError('bad-request', 'Send the picture itself, as image/png.')
    const { bytes, width, height } = await pngs.reencode(source)
    const sha256 = await blobs.put(bytes)
    return attempts.addArtifact({
      ...request.query,
      attemptId: attempt.id,
      owner: attempt.owner,
      name: request.params.name,
      mediaType: 'image/png',
      width,
      height,
      bytes: bytes.length,
      sha256,
      sourceSha256: hash('sha256', source),
    })
  })
}

/** What agents ask of model servers, and never reach themselves. */
function modelWork(app: Gateway, deps: GatewayDeps, speaking: SpeakingAttempts): void {
  const { store, models, backends, pngs, logger, limits = {}, renderTimings = {} } = deps
  const waits = new LaneWaits({ attempts: store.attempts, logger })
  app.addHook('onClose', async () => waits.close())
  void app.register((scope: Gateway, _options, done) => {
    modelRoutes(scope, { ...store, models, backends, waits, logger, limits, attemptOf: (it) => speaking.of(it) })
    done()
  })
  const { comfyui: workflow, prices } = models
  if (workflow === null) return
  renderRoutes(app, { ...store, workflow, prices, pngs, waits, logger, backends, timings: renderTimings }, speaking)
}
