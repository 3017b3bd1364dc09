import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Batch } from '#contract/batch.ts'
import { BatchResult } from '#contract/batch-result.ts'
import { plain } from '../batches/picture-path.ts'
import { type ResultSource, resultRows } from '../batches/result-rows.ts'
import { toCsv, toJsonLines } from '../batches/results-text.ts'
import { zipResults } from '../batches/results-zip.ts'
import { pictureBytes } from '../batches/stored-pictures.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { BatchStore } from '../store/batch-store.ts'
import type { ArtifactReader, EventLog, RunStore } from '../store/store.ts'
import { RunParams } from './params.ts'
import { problems } from './problem-schemas.ts'

export interface BatchResultOptions {
  readonly batches: BatchStore
  readonly runs: RunStore
  readonly log: EventLog
  readonly artifacts: ArtifactReader
}

/** Full address of the route: it may last as long as its batch, so metrics leave it out of the durations. */
export const RESULTS_URL = '/v1/batches/:id/results'

const isTrue = (what: string) =>
  z.stringbool({ error: 'must be true or false' }).prefault('false').describe(`true: ${what}`)

const ResultQuery = z.strictObject({
  format: z.enum(['jsonl', 'csv', 'zip']).default('jsonl').describe('zip: the pictures, metadata.json and results.csv'),
  follow: isTrue('wait for the rows that have not ended; the answer ends with the batch'),
  pictures: z.enum(['all', 'chosen']).default('all').describe('Which pictures a zip holds'),
})
type ResultQuery = z.infer<typeof ResultQuery>

const mediaTypes = { jsonl: 'application/x-ndjson', csv: 'text/csv; charset=utf-8', zip: 'application/zip' } as const

export const batchResultRoutes: FastifyPluginAsyncZod<BatchResultOptions> = async (app, options) => {
  const { batches, artifacts } = options
  const closing = new AbortController()
  // what follows a batch would keep a stopping server for as long as the batch runs
  app.addHook('preClose', async () => closing.abort(new Error('the server stops')))

  app.get(
    '/batches/:id/results',
    {
      exposeHeadRoute: false,
      // counted among an owner's open streams, and cut when the key ends
      config: { isStream: true },
      schema: {
        tags: ['batches'],
        summary: 'The results of a batch, as far as they are there',
        params: RunParams,
        querystring: ResultQuery,
        response: {
          200: {
            description: 'Every row that has ended, once; a connection that breaks off has not given all of them',
            content: {
              'application/x-ndjson': { schema: BatchResult },
              'text/csv': { schema: z.string() },
              'application/zip': { schema: z.unknown().meta({ type: 'string', format: 'binary' }) },
            },
          },
          ...problems(400, 404),
        },
      },
    },
    async (request, reply) => {
      const owner = ownerOf(request)
      const batch = await batches.get(owner, request.params.id)
      const signal = AbortSignal.any([closing.signal, goneSignal(reply)])
      const picture = (one: { readonly id: string }) => pictureBytes(artifacts, owner, one)
      const body = bodyOf({ source: options, owner, batch, picture, signal }, request.query)
      // a server that stops does not wait for the last word of a store that sleeps
      signal.addEventListener('abort', () => body.destroy(new Error('broken off', { cause: signal.reason })))
      return reply
        .headers({
          'content-type': mediaTypes[request.query.format],
          'content-disposition': `attachment; filename="${fileName(batch, request.query.format)}"`,
          'cache-control': 'no-store',
        })
        .send(body)
    },
  )
}

interface Answering {
  readonly source: ResultSource
  readonly owner: string
  readonly batch: Batch
  readonly picture: Parameters<typeof zipResults>[0]['picture']
  readonly signal: AbortSignal
}

function bodyOf({ source, owner, batch, picture, signal }: Answering, query: ResultQuery): Readable {
  const { format, follow, pictures } = query
  const results = (isFollowing: boolean) => resultRows(source, { owner, batchId: batch.id, isFollowing }, signal)
  if (format === 'jsonl') return Readable.from(toJsonLines(results(follow)))
  if (format === 'csv') return Readable.from(toCsv(results(follow)))
  return zipResults(
    {
      results: (isFirst) => results(follow && isFirst),
      picture,
      at: new Date(batch.createdAt),
      isChosenOnly: pictures === 'chosen',
    },
    signal,
  )
}

/** Aborted when the answer is over, however it ended. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return gone.signal
}

function fileName({ name, id }: Batch, format: string): string {
  return `${plain(name ?? '') || `batch-${id}`}-results.${format}`
}
