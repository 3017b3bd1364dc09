import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Pick, PutPick, Run, Variation } from '#contract/api.ts'
import type { OwnerCaps } from '../access/owner-caps.ts'
import type { RunStore } from '../store/store.ts'
import { commandOf, replay } from './idempotency.ts'
import { NoBody, RunParams, VariationParams } from './params.ts'
import { noContent, problems } from './problem-schemas.ts'

export interface RunActionOptions {
  readonly runs: RunStore
  readonly caps: OwnerCaps
}

export const runActionRoutes: FastifyPluginAsyncZod<RunActionOptions> = async (app, { runs, caps }) => {
  const onRun = { params: RunParams, body: NoBody, response: { 202: Run, ...problems(400, 404, 422, 503) } }
  const onVariation = {
    params: VariationParams,
    body: NoBody,
    response: { 202: Variation, ...problems(400, 404, 409, 422, 503, 507) },
  }

  app.post(
    '/runs/:id/cancel',
    { schema: { tags: ['runs'], summary: 'Cancel all that is unfinished', ...onRun } },
    async (request, reply) => {
      const run = replay(reply, await runs.cancelRun(request.params.id, commandOf(request)))
      return reply.code(202).send(run)
    },
  )

  app.post(
    '/runs/:id/variations/:index/cancel',
    { schema: { tags: ['variations'], summary: 'Cancel one variation', ...onVariation } },
    async (request, reply) => {
      const { id, index } = request.params
      const variation = replay(reply, await runs.cancelVariation(id, index, commandOf(request)))
      return reply.code(202).send(variation)
    },
  )

  app.post(
    '/runs/:id/variations/:index/retry',
    { schema: { tags: ['variations'], summary: 'Start a new attempt of a variation that has ended', ...onVariation } },
    async (request, reply) => {
      const { id, index } = request.params
      const context = commandOf(request)
      const make = () => runs.retryVariation(id, index, context)
      const variation = replay(reply, await caps.makeAttempt(context, id, make))
      return reply.code(202).send(variation)
    },
  )

  app.put(
    '/runs/:id/pick',
    {
      schema: {
        tags: ['pick'],
        summary: 'Pick a variation that has a picture',
        params: RunParams,
        body: PutPick,
        response: { 200: Pick, ...problems(400, 404, 409, 412, 503) },
      },
    },
    async (request, reply) => {
      const { variation, note } = request.body
      return replay(reply, await runs.pick(request.params.id, { variation, note: note ?? null }, commandOf(request)))
    },
  )

  app.delete(
    '/runs/:id/pick',
    {
      schema: {
        tags: ['pick'],
        summary: 'Take the pick back',
        params: RunParams,
        response: { 204: noContent('Nothing is picked'), ...problems(400, 404, 412, 503) },
      },
    },
    async (request, reply) => {
      await runs.unpick(request.params.id, commandOf(request))
      return reply.code(204).send(null)
    },
  )
}
