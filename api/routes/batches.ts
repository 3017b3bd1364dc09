import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Batch, BatchList, BatchRow, BatchRowList, BatchRowState, PutChoice } from '#contract/batch.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { Waits } from '../plugins/prefer-wait.ts'
import type { BatchStore } from '../store/batch-store.ts'
import type { EventLog } from '../store/store.ts'
import { commandOf } from './idempotency.ts'
import { RowParams, RunParams } from './params.ts'
import { problems } from './problem-schemas.ts'
import { untilBatchEnded } from './until-ended.ts'

export interface BatchRouteOptions {
  readonly batches: BatchStore
  readonly log: Pick<EventLog, 'subscribe'>
  readonly waits: Waits
}

const limitTo = (most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/, `must be a whole number from 1 to ${most}`)
    .transform(Number)
    .pipe(z.int().min(1, 'must be at least 1').max(most, `must be at most ${most}`))
    .prefault(String(usual))
const Cursor = z.string().max(200).optional()

const ListQuery = z.strictObject({ limit: limitTo(100, 20), cursor: Cursor })
const RowQuery = z.strictObject({ state: BatchRowState.optional(), limit: limitTo(1000, 100), cursor: Cursor })

export const batchRoutes: FastifyPluginAsyncZod<BatchRouteOptions> = async (app, options) => {
  const { batches, log, waits } = options
  const tags = ['batches']

  app.get(
    '/batches',
    {
      schema: {
        tags,
        summary: 'List batches, newest first',
        querystring: ListQuery,
        response: { 200: BatchList, ...problems(400) },
      },
    },
    (request) => batches.list(ownerOf(request), request.query),
  )

  app.get(
    '/batches/:id',
    {
      config: { isWaitable: true },
      schema: { tags, summary: 'Show a batch', params: RunParams, response: { 200: Batch, ...problems(400, 404) } },
    },
    async (request, reply) => {
      const owner = ownerOf(request)
      const { id } = request.params
      await waits.hold(request, reply, (waitMs, signal) => untilBatchEnded({ batches, log }, owner, id, waitMs, signal))
      return batches.get(owner, id)
    },
  )

  app.get(
    '/batches/:id/rows',
    {
      schema: {
        tags,
        summary: 'List the rows of a batch, in the order of its file',
        params: RunParams,
        querystring: RowQuery,
        response: { 200: BatchRowList, ...problems(400, 404) },
      },
    },
    (request) => batches.rows(ownerOf(request), request.params.id, request.query),
  )

  app.get(
    '/batches/:id/rows/:row',
    {
      schema: {
        tags,
        summary: 'Show a row of a batch',
        params: RowParams,
        response: { 200: BatchRow, ...problems(400, 404) },
      },
    },
    (request) => batches.row(ownerOf(request), request.params.id, request.params.row),
  )

  app.put(
    '/batches/:id/rows/:row/choice',
    {
      config: { scope: 'batch' },
      schema: {
        tags,
        summary: 'Choose the variation of a row by hand, or take the choice back',
        params: RowParams,
        body: PutChoice,
        response: { 200: BatchRow, ...problems(400, 404, 409, 412, 503) },
      },
    },
    (request) => {
      const { id, row } = request.params
      return batches.choose(id, row, request.body.variation, commandOf(request))
    },
  )
}
