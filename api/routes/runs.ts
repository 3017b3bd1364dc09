import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { CreateRun, PatchRun, Run, RunList, RunState } from '#contract/api.ts'
import type { Backends } from '../backends/backends.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { RunStore } from '../store/store.ts'
import { commandOf, replay } from './idempotency.ts'
import { nameModels } from './name-models.ts'
import type { Offer } from './offer.ts'
import { NoBody, RunParams } from './params.ts'
import { noContent, problems } from './problem-schemas.ts'
import { refuseLackingModels, refuseUnavailable } from './refuse-unavailable.ts'

export interface RunRouteOptions {
  readonly runs: RunStore
  readonly backends: Backends
  readonly offer: Offer
}

const ListQuery = z.strictObject({
  state: RunState.optional(),
  q: z.string().trim().max(200).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .pipe(z.int().min(1, 'must be at least 1').max(100, 'must be at most 100'))
    .prefault('20'),
  cursor: z.string().max(200).optional(),
})

export const runRoutes: FastifyPluginAsyncZod<RunRouteOptions> = async (app, { runs, backends, offer }) => {
  const tags = ['runs']

  app.post(
    '/runs',
    {
      schema: {
        tags,
        summary: 'Start a run',
        body: CreateRun,
        response: { 202: Run, ...problems(400, 409, 422, 503) },
      },
    },
    async (request, reply) => {
      refuseUnavailable(request.body, offer)
      const named = nameModels(request.body, offer)
      await refuseLackingModels(named.planned, backends)
      const run = replay(reply, await runs.create(named.request, offer.defaults, commandOf(request)))
      // models are loaded while the agents start
      const ofOllama = named.planned.filter(({ designer }) => designer === 'ollama')
      for (const model of new Set(ofOllama.map((planned) => planned.model))) void backends.warm(model)
      return reply.code(202).header('location', `/v1/runs/${run.id}`).send(run)
    },
  )

  app.get(
    '/runs',
    {
      schema: {
        tags,
        summary: 'List runs, newest first',
        querystring: ListQuery,
        response: { 200: RunList, ...problems(400) },
      },
    },
    (request) => runs.list(ownerOf(request), request.query),
  )

  app.get(
    '/runs/:id',
    { schema: { tags, summary: 'Show a run', params: RunParams, response: { 200: Run, ...problems(400, 404) } } },
    (request) => runs.get(ownerOf(request), request.params.id),
  )

  app.patch(
    '/runs/:id',
    {
      schema: {
        tags,
        summary: 'Change the budget, labels or priority of a run',
        params: RunParams,
        body: PatchRun,
        response: { 200: Run, ...problems(400, 404, 503) },
      },
    },
    async (request, reply) => replay(reply, await runs.patch(request.params.id, request.body, commandOf(request))),
  )

  app.delete(
    '/runs/:id',
    {
      schema: {
        tags,
        summary: 'Delete a run: hidden at once, removed after 10 s',
        params: RunParams,
        response: { 204: noContent('Hidden'), ...problems(400, 404, 409, 503) },
      },
    },
    async (request, reply) => {
      await runs.delete(request.params.id, commandOf(request))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/runs/:id/restore',
    {
      schema: {
        tags,
        summary: 'Undo a delete',
        params: RunParams,
        body: NoBody,
        response: { 200: Run, ...problems(400, 404, 422, 503) },
      },
    },
    async (request, reply) => replay(reply, await runs.restore(request.params.id, commandOf(request))),
  )
}
