import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Batch, CancelBatch } from '#contract/batch.ts'
import type { BatchStore } from '../store/batch-store.ts'
import { commandOf, replay } from './idempotency.ts'
import { NoBody, RunParams } from './params.ts'
import { problems } from './problem-schemas.ts'

export interface BatchActionOptions {
  readonly batches: BatchStore
}

const actions = {
  pause: 'Admit no further rows until it is resumed; what runs goes on',
  resume: 'Go on with a batch that was paused',
  retry: 'Run what failed once more: the failed variations of its rows',
} as const

export const batchActionRoutes: FastifyPluginAsyncZod<BatchActionOptions> = async (app, { batches }) => {
  const config = { scope: 'batch' } as const
  const onBatch = {
    tags: ['batches'],
    params: RunParams,
    response: { 202: Batch, ...problems(400, 404, 409, 422, 503) },
  }

  app.post(
    '/batches/:id/cancel',
    {
      config,
      schema: {
        ...onBatch,
        summary: 'Cancel what waits of a batch, and stop or finish what runs',
        body: CancelBatch.nullish().transform((body) => body ?? CancelBatch.parse({})),
      },
    },
    async (request, reply) => {
      const { running } = request.body
      const batch = replay(reply, await batches.cancel(request.params.id, running, commandOf(request)))
      return reply.code(202).send(batch)
    },
  )

  for (const action of ['pause', 'resume', 'retry'] as const) {
    app.post(
      `/batches/:id/${action}`,
      { config, schema: { ...onBatch, summary: actions[action], body: NoBody } },
      async (request, reply) => {
        const batch = replay(reply, await batches[action](request.params.id, commandOf(request)))
        return reply.code(202).send(batch)
      },
    )
  }
}
