import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Batch, BatchMetric, type BatchSelection, MAX_BATCH_BYTES, MAX_LISTED_FAULTS } from '#contract/batch.ts'
import type { Backends } from '../backends/backends.ts'
import type { FileLine } from '../batches/file-line.ts'
import { IntakePace } from '../batches/intake-pace.ts'
import { readCsv } from '../batches/read-csv.ts'
import { readJsonl } from '../batches/read-jsonl.ts'
import { RowChunks, type StageResult, stageLines } from '../batches/stage-batch.ts'
import { AppError } from '../errors.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { Waits } from '../plugins/prefer-wait.ts'
import { HttpError } from '../plugins/problem.ts'
import type { BatchStaging, BatchStore, NewBatch } from '../store/batch-store.ts'
import type { Answer, EventLog } from '../store/store.ts'
import { createLineCheck } from './check-line.ts'
import { commandOf, replay } from './idempotency.ts'
import type { Offer } from './offer.ts'
import { problems } from './problem-schemas.ts'
import { untilBatchEnded } from './until-ended.ts'
import { Upload } from './upload.ts'

export interface BatchUploadOptions {
  readonly batches: BatchStaging & Pick<BatchStore, 'get' | 'head'>
  readonly log: Pick<EventLog, 'subscribe'>
  readonly waits: Waits
  readonly backends: Backends
  readonly offer: Offer
  /** How long a file may take to arrive. */
  readonly arrivalMs: number
}

/** Most files that arrive at the same time; each holds a line, a chunk of rows and its rows' names in memory. */
const MAX_UPLOADS = 8

/** Others are done by then, or have given up. */
const RETRY_AFTER_S = 5
/** Most seconds after which it makes sense to look at a new batch again. */
const POLL_S = 5

type ReadLines = (chunks: AsyncIterable<Buffer>) => AsyncIterable<FileLine>

const readers: Readonly<Record<string, ReadLines>> = { 'application/x-ndjson': readJsonl, 'text/csv': readCsv }
const mediaTypes = Object.keys(readers)

const rules = ['none', 'first', ...BatchMetric.options.map((metric) => `best-by:${metric}` as const)] as const

const UploadQuery = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  partial: z
    .stringbool({ error: 'must be true or false' })
    .prefault('false')
    .describe('true: leave bad lines out instead of refusing the file for them'),
  selection: z.enum(rules).default('none').describe("How each row's variation is chosen; none: by people"),
})
type UploadQuery = z.infer<typeof UploadQuery>

/** In a scope of its own: here, and nowhere else, bodies are files. */
export const batchUploadRoutes: FastifyPluginAsyncZod<BatchUploadOptions> = async (app, options) => {
  const { batches, log, waits } = options
  let uploads = 0
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(mediaTypes, (_request, payload, done) => done(null, payload))
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(new HttpError(415, `A batch is sent as ${mediaTypes.join(' or ')}.`))
  })
  app.post(
    '/batches',
    {
      bodyLimit: MAX_BATCH_BYTES,
      config: { scope: 'batch', arrivalMs: options.arrivalMs, isWaitable: true },
      schema: {
        tags: ['batches'],
        summary: 'Start a batch: one brief a line, each with a customId and what a run takes',
        querystring: UploadQuery,
        consumes: mediaTypes,
        body: z.unknown().describe('JSON objects, one a line, or a table whose first line names its columns'),
        response: { 200: Batch, 202: Batch, ...problems(400, 413, 415, 422, 503) },
      },
    },
    async (request, reply) => {
      if (uploads >= MAX_UPLOADS) throw tooManyUploads()
      uploads++
      const answer = await takeFile(request, reply, options).finally(() => uploads--)
      const batch = replay(reply, answer)
      reply.header('location', `/v1/batches/${batch.id}`)
      const owner = ownerOf(request)
      const isEnded = await waits.hold(request, reply, (waitMs, signal) =>
        untilBatchEnded({ batches, log }, owner, batch.id, waitMs, signal),
      )
      const now = isEnded === null ? batch : await batches.get(owner, batch.id)
      if (isEnded) return now
      return reply.code(202).header('retry-after', POLL_S).send(now)
    },
  )
}

type UploadRequest = FastifyRequest<{ Querystring: UploadQuery }>

async function takeFile(request: FastifyRequest, reply: FastifyReply, options: BatchUploadOptions) {
  const { batches, backends, offer } = options
  const { query } = request as UploadRequest
  const read = readers[mediaTypeOf(request)]
  if (!(request.body instanceof Readable) || read === undefined) {
    throw new HttpError(415, `A batch is sent as ${mediaTypes.join(' or ')}.`)
  }
  const upload = new Upload(request.body, MAX_BATCH_BYTES)
  const { owner } = contextOf(request, null)
  const batch: NewBatch = { name: query.name ?? null, selection: selectionOf(query), isPartial: query.partial }
  const left = new AbortController()
  // the request's own signal ends with its body, and there is still work to be paced
  reply.raw.once('close', () => left.abort())
  const pace = new IntakePace(batches, left.signal)
  const batchId = await batches.begin(batch, owner)
  let answer: Answer<Batch> | null = null
  try {
    const chunks = new RowChunks(batches, batchId)
    const check = createLineCheck(offer, backends)
    const staged = await stageLines(read(upload.chunks()), check, chunks, { pace, isPartial: batch.isPartial })
    refuseBad(staged, batch)
    answer = await batches.start(batchId, staged.faults, contextOf(request, upload.sha256()))
    return answer
  } finally {
    // refused, broken off, or known by its key already
    if (answer === null || answer.isReplayed) await batches.discard(batchId, () => pace.turn())
    reply.log.debug({ batchId, isStarted: answer !== null, pauses: pace.pauses }, 'a file has arrived')
  }
}

function tooManyUploads(): AppError {
  return new AppError('unavailable', `${MAX_UPLOADS} files arrive already.`, { retryAfterS: RETRY_AFTER_S })
}

/** The command of an upload: what makes it the same as another one is its bytes and what is asked of them. */
function contextOf(request: FastifyRequest, sha256: string | null) {
  request.body = { sha256, query: request.query }
  return commandOf(request)
}

function mediaTypeOf({ headers }: FastifyRequest): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function selectionOf({ selection }: UploadQuery): BatchSelection {
  if (selection === 'none' || selection === 'first') return { rule: selection }
  return { rule: 'best-by', metric: BatchMetric.parse(selection.slice('best-by:'.length)) }
}

/** Throws AppError `bad-request` with every fault of every line, as far as they can be listed. */
function refuseBad({ rows, faults, faultCount, isFatal }: StageResult, { isPartial }: NewBatch): void {
  if (faultCount === 0 && rows === 0)
    throw new AppError('bad-request', 'The file has no line. A batch has at least one.')
  if (!isFatal && (faultCount === 0 || (isPartial && rows > 0))) return
  const count = faultCount === 1 ? '1 fault' : `${faultCount} faults`
  const listed = faultCount > MAX_LISTED_FAULTS ? `; the first ${MAX_LISTED_FAULTS} are listed` : ''
  const errors = faults.map(({ line, pointer, detail }) => ({ pointer: `/lines/${line}${pointer}`, detail }))
  throw new AppError('bad-request', `Nothing was started: the file has ${count}${listed}.`, { errors })
}
