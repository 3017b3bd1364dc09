import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { EventEnvelope } from '#contract/event.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { EventStreams } from '../plugins/event-stream.ts'
import type { RunStore } from '../store/store.ts'
import { EventQuery, followLog } from './follow-log.ts'
import { RunParams } from './params.ts'
import { noContent, problems } from './problem-schemas.ts'

export interface EventRouteOptions {
  readonly runs: RunStore
  readonly streams: EventStreams
}

/** Full address of the route: metrics leave it out of the durations. */
export const EVENTS_URL = '/v1/runs/:id/events'

export const eventRoutes: FastifyPluginAsyncZod<EventRouteOptions> = async (app, { runs, streams }) => {
  app.get(
    '/runs/:id/events',
    {
      exposeHeadRoute: false,
      sse: { kind: 'manual', heartbeat: false },
      // a thousand idle readers each keep their head: only the headers that matter to a stream are in it
      helmet: false,
      schema: {
        tags: ['events'],
        summary: 'Follow the events of a run',
        params: RunParams,
        querystring: EventQuery,
        response: {
          200: {
            description: 'Every event once, in order; the stream stays open',
            content: { 'text/event-stream': { schema: z.string() }, 'application/x-ndjson': { schema: EventEnvelope } },
          },
          204: noContent('With until=end: the run is ended and everything has been read'),
          ...problems(400, 404, 406, 410, 503),
        },
      },
    },
    async (request, reply) => {
      const owner = ownerOf(request)
      const { id } = request.params
      return followLog(request, reply, streams, { id, head: () => runs.head(owner, id) })
    },
  )
}
