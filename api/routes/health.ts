import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { BackendHealth } from '#contract/backends.ts'
import type { Backends } from '../backends/backends.ts'
import { AppError } from '../errors.ts'
import type { StoreHealth } from '../store/store.ts'
import { problems } from './problem-schemas.ts'

export interface HealthRouteOptions {
  readonly health: StoreHealth
  readonly backends: Backends
  readonly isReady: () => boolean
  readonly version: string
}

const Ready = z.object({
  status: z.literal('ready'),
  isWritable: z.boolean(),
  backends: z.array(BackendHealth).optional(),
})

export const healthRoutes: FastifyPluginAsyncZod<HealthRouteOptions> = async (app, options) => {
  const { health, backends, isReady, version } = options
  const tags = ['health']
  // what was so a moment ago says nothing of now
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    '/healthz',
    {
      schema: { tags, summary: 'Whether the process lives', response: { 200: z.object({ status: z.literal('ok') }) } },
    },
    async () => ({ status: 'ok' as const }),
  )

  // Neither a full disk nor a server of models that is away makes this one unready: reads go on, and both heal.
  app.get(
    '/readyz',
    {
      schema: {
        tags,
        summary: 'Whether calls are served; with ?verbose also how the servers of models are',
        querystring: z.object({ verbose: z.string().optional() }),
        response: { 200: Ready, ...problems(503) },
      },
    },
    async ({ query }) => {
      if (!isReady()) throw new AppError('unavailable', 'The server is starting or stopping.', { retryAfterS: 1 })
      const ready = { status: 'ready' as const, isWritable: health.isWritable }
      if (query.verbose === undefined) return ready
      await backends.refresh()
      // no key is asked for here, so addresses of other machines stay inside
      return { ...ready, backends: backends.states().map(({ url: _, ...state }) => state) }
    },
  )

  app.get(
    '/version',
    {
      schema: {
        tags,
        summary: 'What is running',
        response: { 200: z.object({ name: z.literal('axoloom'), version: z.string(), node: z.string() }) },
      },
    },
    async () => ({ name: 'axoloom' as const, version, node: process.version }),
  )
}
