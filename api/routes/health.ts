import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { StoreHealth } from '../store/store.ts'
import { problems } from './problem-schemas.ts'

export interface HealthRouteOptions {
  readonly health: StoreHealth
  readonly isReady: () => boolean
  readonly version: string
}

export const healthRoutes: FastifyPluginAsyncZod<HealthRouteOptions> = async (app, { health, isReady, version }) => {
  const tags = ['health']

  app.get(
    '/healthz',
    {
      schema: { tags, summary: 'Whether the process lives', response: { 200: z.object({ status: z.literal('ok') }) } },
    },
    async () => ({ status: 'ok' as const }),
  )

  // A full disk does not make the server unready: streams and reads go on, and it heals by itself.
  app.get(
    '/readyz',
    {
      schema: {
        tags,
        summary: 'Whether calls are served',
        response: { 200: z.object({ status: z.literal('ready'), isWritable: z.boolean() }), ...problems(503) },
      },
    },
    async () => {
      if (!isReady()) throw new AppError('unavailable', 'The server is starting or stopping.', { retryAfterS: 1 })
      return { status: 'ready' as const, isWritable: health.isWritable }
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
