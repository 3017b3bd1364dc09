import type { ServerResponse } from 'node:http'
import { fastifySSE } from '@fastify/sse'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { AppError } from '../errors.ts'
import type { PublicLimits } from '../limits.ts'
import type { EventLog } from '../store/store.ts'
import { EventReader, type ReaderPlan, type ReaderSetup } from '../stream/event-reader.ts'
import { ResponseSink } from '../stream/frame-sink.ts'
import { Heartbeat } from '../stream/heartbeat.ts'
import { SharedLog } from '../stream/shared-log.ts'

/** The open streams of this server: one timer and one subscription per log for all of them. */
export class EventStreams {
  readonly #setup: ReaderSetup
  readonly #readers: Heartbeat<EventReader>
  #isStopping = false
  #cut: NodeJS.Timeout | null = null

  constructor(log: EventLog, limits: PublicLimits, onError: ReaderSetup['onError']) {
    this.#readers = new Heartbeat(limits.readerTickMs)
    this.#setup = {
      log: new SharedLog(log),
      chunkBytes: limits.readerChunkBytes,
      stallMs: limits.readerStallMs,
      heartbeatMs: limits.heartbeatMs,
      tickMs: limits.readerTickMs,
      onError,
    }
  }

  get size(): number {
    return this.#readers.size
  }

  /** Throws AppError `unavailable` once the server is stopping. */
  refuseWhenStopping(): void {
    if (this.#isStopping) throw new AppError('unavailable', 'The server is stopping.', { retryAfterS: 1 })
  }

  /** Streams to an answer whose head was sent, until its connection closes. */
  open(plan: ReaderPlan, response: ServerResponse): void {
    // a drain follows at once where the kernel took everything: a long replay must let others have their turn
    const drained = () => reader.drained()
    const sink = new ResponseSink(response, () => setImmediate(drained))
    const reader: EventReader = new EventReader(this.#setup, plan, sink)
    this.#readers.add(reader)
    response.once('close', () => {
      reader.closed()
      this.#readers.remove(reader)
    })
    reader.start()
  }

  /** Ends every stream cleanly; cuts those that do not take their end within `graceMs`. */
  stop(graceMs: number): void {
    this.#isStopping = true
    for (const reader of this.#readers.members()) reader.end()
    this.#cut = setTimeout(() => {
      for (const reader of this.#readers.members()) reader.destroy()
    }, graceMs)
  }

  /** Forgets the cut: every connection is gone. */
  stopped(): void {
    if (this.#cut !== null) clearTimeout(this.#cut)
  }
}

export interface EventStreamOptions {
  readonly streams: EventStreams
  readonly closeMs: number
}

/** Negotiation and heads come from @fastify/sse; without an end in preClose, close() would wait for every client. */
async function eventStream(app: FastifyInstance, { streams, closeMs }: EventStreamOptions): Promise<void> {
  await app.register(fastifySSE)
  app.addHook('preClose', async () => streams.stop(closeMs))
  app.addHook('onClose', async () => streams.stopped())
}

export default fp(eventStream, { name: 'event-stream' })
