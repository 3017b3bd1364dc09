import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Batch } from '#contract/batch.ts'
import type { OwnerCaps } from '../access/owner-caps.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { BatchStore } from '../store/batch-store.ts'
import { commandOf, replay } from './idempotency.ts'
import { NoBody, RunParams } from './params.ts'
import { noContent, problems } from './problem-schemas.ts'

export interface BatchRemovalOptions {
  readonly batches: BatchStore
  readonly caps: Pick<OwnerCaps, 'noteBatchRemoval'>
}

export const batchRemovalRoutes: FastifyPluginAsyncZod<BatchRemovalOptions> = async (app, { batches, caps }) => {
  const config = { scope: 'batch' } as const

  app.delete(
    '/batches/:id',
    {
      config,
      schema: {
        tags: ['batches'],
        summary: 'Delete a batch with the runs of its rows: hidden at once, removed after 10 s',
        params: RunParams,
        response: { 204: noContent('Hidden'), ...problems(400, 404, 409, 412, 503) },
      },
    },
    async (request, reply) => {
      caps.noteBatchRemoval(ownerOf(request), request.params.id)
      await batches.delete(request.params.id, commandOf(request))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/batches/:id/restore',
    {
      config,
      schema: {
        tags: ['batches'],
        summary: 'Undo a delete of a batch',
        params: RunParams,
        body: NoBody,
        response: { 200: Batch, ...problems(400, 404, 422, 503) },
      },
    },
    async (request, reply) => replay(reply, await batches.restore(request.params.id, commandOf(request))),
  )
}
