import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { EventEnvelope } from '#contract/event.ts'
import { AppError } from '../errors.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { EventStreams } from '../plugins/event-stream.ts'
import { HttpError } from '../plugins/problem.ts'
import type { RunStore } from '../store/store.ts'
import { type EventFormat, formatFor } from './event-format.ts'
import { RunParams } from './params.ts'
import { noContent, problems } from './problem-schemas.ts'

export interface EventRouteOptions {
  readonly runs: RunStore
  readonly streams: EventStreams
}

/** Full address of the route: metrics leave it out of the durations. */
export const EVENTS_URL = '/v1/runs/:id/events'

const EventQuery = z.strictObject({
  after: z.string().optional().describe('Events after this seq; the header Last-Event-ID wins over it'),
  follow: z.stringbool({ error: 'must be true or false' }).prefault('true').describe('false: stop at what is stored'),
  until: z.literal('end', { error: 'must be "end"' }).optional().describe('Close when the run is ended at the head'),
})

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
          ...problems(400, 404, 406, 503),
        },
      },
    },
    async (request, reply) => {
      const owner = ownerOf(request)
      const { id } = request.params
      const { query, headers } = request
      const format = formatFor(headers.accept)
      if (format === null) throw new HttpError(406, 'Events come as text/event-stream or application/x-ndjson.')
      const head = await runs.head(owner, id)
      const after = cursorOf(headers['last-event-id'], query.after, head.lastSeq)
      const isUntilEnd = query.until === 'end'
      if (isUntilEnd && head.isEnded && after === head.lastSeq) return reply.code(204).send(null)
      streams.refuseWhenStopping()
      sendHead(reply, format)
      const isEnded = isUntilEnd ? endTest(runs, owner, id) : null
      const isFollowing = query.follow
      streams.open({ logId: id, after, format, isFollowing, isEnded, isMaybeEnded: head.isEnded }, reply.raw)
    },
  )
}

/** Whether a run is ended with nothing behind `seq`. */
function endTest(runs: RunStore, owner: string, id: string): (seq: number) => Promise<boolean> {
  return async (seq) => {
    const head = await runs.head(owner, id)
    return head.isEnded && head.lastSeq <= seq
  }
}

/** Where a reader stands. Throws AppError `bad-request` for anything but a number the log has reached. */
function cursorOf(lastEventId: string | string[] | undefined, after: string | undefined, lastSeq: number): number {
  const isHeader = lastEventId !== undefined
  const text = isHeader ? String(lastEventId) : (after ?? '0')
  const pointer = isHeader ? '/headers/last-event-id' : '/query/after'
  const name = isHeader ? 'Last-Event-ID' : 'after'
  if (!/^\d+$/.test(text)) throw badCursor(pointer, name, 'must be a decimal integer')
  if (Number(text) > lastSeq) throw badCursor(pointer, name, `must not be beyond the last event, ${lastSeq}`)
  return Number(text)
}

function badCursor(pointer: string, name: string, detail: string): AppError {
  return new AppError('bad-request', `${name} ${detail}.`, { errors: [{ pointer, detail }] })
}

// The connection ends with its stream: a stopping server then has none to wait for.
function sendHead(reply: FastifyReply, format: EventFormat): void {
  reply.headers({
    'content-type': format.mediaType,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    connection: 'close',
  })
  reply.sse.keepAlive()
  reply.sse.sendHeaders(200)
  if (format.opening === null) reply.raw.flushHeaders()
  else reply.raw.write(format.opening)
}
