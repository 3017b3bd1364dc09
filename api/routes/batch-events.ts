import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { BatchEventEnvelope } from '#contract/batch-event.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { EventStreams } from '../plugins/event-stream.ts'
import type { BatchStore } from '../store/batch-store.ts'
import { EventQuery, followLog } from './follow-log.ts'
import { RunParams } from './params.ts'
import { noContent, problems } from './problem-schemas.ts'

export interface BatchEventOptions {
  readonly batches: Pick<BatchStore, 'head'>
  readonly streams: EventStreams
}

/** Full address of the route: metrics leave it out of the durations. */
export const BATCH_EVENTS_URL = '/v1/batches/:id/events'

export const batchEventRoutes: FastifyPluginAsyncZod<BatchEventOptions> = async (app, { batches, streams }) => {
  app.get(
    '/batches/:id/events',
    {
      exposeHeadRoute: false,
      sse: { kind: 'manual', heartbeat: false },
      helmet: false,
      schema: {
        tags: ['batches'],
        summary: 'Follow the progress of a batch',
        params: RunParams,
        querystring: EventQuery,
        response: {
          200: {
            description: 'Every event once, in order; the stream stays open',
            content: {
              'text/event-stream': { schema: z.string() },
              'application/x-ndjson': { schema: BatchEventEnvelope },
            },
          },
          204: noContent('With until=end: the batch is ended and everything has been read'),
          ...problems(400, 404, 406, 410, 503),
        },
      },
    },
    async (request, reply) => {
      const owner = ownerOf(request)
      const { id } = request.params
      return followLog(request, reply, streams, { id, head: () => batches.head(owner, id) })
    },
  )
}
