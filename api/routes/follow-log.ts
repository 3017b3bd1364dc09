import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { EventStreams } from '../plugins/event-stream.ts'
import { HttpError } from '../plugins/problem.ts'
import { type EventFormat, formatFor } from './event-format.ts'

/** What a stream of events can be asked, whatever the log is of. */
export const EventQuery = z.strictObject({
  after: z.string().optional().describe('Events after this seq; the header Last-Event-ID wins over it'),
  follow: z.stringbool({ error: 'must be true or false' }).prefault('true').describe('false: stop at what is stored'),
  until: z.literal('end', { error: 'must be "end"' }).optional().describe('Close when it is ended at the head'),
})

export interface FollowedLog {
  readonly id: string
  /** The end of the log, and whether what it is of is ended there. Throws AppError `not-found`. */
  head(): Promise<{ lastSeq: number; isEnded: boolean; keptFrom: number }>
}

type EventRequest = Pick<FastifyRequest, 'headers'> & { readonly query: z.infer<typeof EventQuery> }

/** Answers with the events of a log: one rule for runs and batches. Gives the reply where there is nothing to stream. */
export async function followLog(
  request: EventRequest,
  reply: FastifyReply,
  streams: EventStreams,
  log: FollowedLog,
): Promise<FastifyReply | undefined> {
  const { query, headers } = request
  const format = formatFor(headers.accept)
  if (format === null) throw new HttpError(406, 'Events come as text/event-stream or application/x-ndjson.')
  const head = await log.head()
  const after = cursorOf(headers['last-event-id'], query.after, head.lastSeq)
  refuseRemoved(after, head.keptFrom)
  const isUntilEnd = query.until === 'end'
  if (isUntilEnd && head.isEnded && after === head.lastSeq) return reply.code(204).send(null)
  streams.refuseWhenStopping()
  sendHead(reply, format)
  const isEnded = isUntilEnd ? endTest(log) : null
  const plan = { logId: log.id, after, format, isFollowing: query.follow, isEnded, isMaybeEnded: head.isEnded }
  streams.open(plan, reply.raw)
  return undefined
}

// Nothing is left out in silence: who has not read what is gone by now is told where the rest begins.
function refuseRemoved(after: number, keptFrom: number): void {
  if (after + 1 >= keptFrom) return
  const last = keptFrom - 1
  throw new HttpError(410, `Events up to ${last} are no longer kept. Ask for those behind: after=${last}.`)
}

/** Whether it is ended with nothing behind `seq`. */
function endTest(log: FollowedLog): (seq: number) => Promise<boolean> {
  return async (seq) => {
    const head = await log.head()
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
