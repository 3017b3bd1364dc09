import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../errors.ts'

/** A stream that the doctor sends to itself. */
export interface StreamTrials {
  readonly path: string
  /** Undefined for a token of no trial. */
  take(token: string): AsyncIterable<string> | undefined
}

const Query = z.strictObject({ token: z.string().min(1).max(64) })

/** Its token is its key: the doctor asks for it through whatever stands before the server, which may not pass ours on. */
export const doctorStreamRoutes: FastifyPluginAsyncZod<{ trials: StreamTrials }> = async (app, { trials }) => {
  app.get(
    trials.path,
    { exposeHeadRoute: false, helmet: false, schema: { hide: true, querystring: Query } },
    async ({ query }, reply) => {
      const events = trials.take(query.token)
      if (events === undefined) throw new AppError('not-found', 'There is no such trial.')
      // the same as for the events of runs: what is tried must be what people get
      reply.headers({
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        connection: 'close',
        'x-accel-buffering': 'no',
      })
      return reply.send(Readable.from(events))
    },
  )
}
