import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { CreateRun, PatchRun, Run, RunList, RunState } from '#contract/api.ts'
import { RunPreview } from '#contract/run-preview.ts'
import type { OwnerCaps } from '../access/owner-caps.ts'
import type { Backends } from '../backends/backends.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { Waits } from '../plugins/prefer-wait.ts'
import type { EventLog, RunStore } from '../store/store.ts'
import { commandOf, replay } from './idempotency.ts'
import { nameModels } from './name-models.ts'
import type { Offer } from './offer.ts'
import { NoBody, RunParams } from './params.ts'
import { type PreviewJob, previewedAttempt } from './preview-job.ts'
import { noContent, problems } from './problem-schemas.ts'
import { refuseLackingModels, refuseUnavailable } from './refuse-unavailable.ts'
import { untilRunEnded } from './until-ended.ts'

export interface RunRouteOptions {
  readonly runs: RunStore
  readonly caps: OwnerCaps
  readonly log: Pick<EventLog, 'subscribe'>
  readonly waits: Waits
  readonly previewJob: PreviewJob
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

const CreateQuery = z.strictObject({
  dryRun: z
    .stringbool({ error: 'must be true or false' })
    .prefault('false')
    .describe('true: say what would be made, and make nothing'),
})

/** Most seconds after which it makes sense to look at a new run again. */
const POLL_S = 1

export const runRoutes: FastifyPluginAsyncZod<RunRouteOptions> = async (app, options) => {
  const { runs, caps, log, waits, previewJob, backends, offer } = options
  const tags = ['runs']
  const holdUntilEnded = (request: FastifyRequest, reply: FastifyReply, runId: string) =>
    waits.hold(request, reply, (waitMs, signal) =>
      untilRunEnded({ runs, log }, ownerOf(request), runId, waitMs, signal),
    )

  app.post(
    '/runs',
    {
      config: { isWaitable: true },
      schema: {
        tags,
        summary: 'Start a run, or with dryRun say what it would be',
        querystring: CreateQuery,
        body: CreateRun,
        response: { 200: z.union([Run, RunPreview]), 202: Run, ...problems(400, 404, 409, 422, 503, 507) },
      },
    },
    async (request, reply) => {
      refuseUnavailable(request.body, offer)
      const named = nameModels(request.body, offer)
      await refuseLackingModels(named.planned, backends)
      if (request.query.dryRun) {
        const plans = await runs.preview(named.request, offer.defaults, ownerOf(request))
        return { plans, job: await previewJob(previewedAttempt()) }
      }
      const context = commandOf(request)
      const make = () => runs.create(named.request, offer.defaults, context)
      const run = replay(reply, await caps.makeRun(context, make))
      // models are loaded while the agents start
      const ofOllama = named.planned.filter(({ designer }) => designer === 'ollama')
      for (const model of new Set(ofOllama.map((planned) => planned.model))) void backends.warm(model)
      reply.header('location', `/v1/runs/${run.id}`)
      const isEnded = await holdUntilEnded(request, reply, run.id)
      const now = isEnded === null ? run : await runs.get(ownerOf(request), run.id)
      if (isEnded) return now
      return reply.code(202).header('retry-after', POLL_S).send(now)
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
    {
      config: { isWaitable: true },
      schema: { tags, summary: 'Show a run', params: RunParams, response: { 200: Run, ...problems(400, 404) } },
    },
    async (request, reply) => {
      await holdUntilEnded(request, reply, request.params.id)
      return runs.get(ownerOf(request), request.params.id)
    },
  )

  app.patch(
    '/runs/:id',
    {
      schema: {
        tags,
        summary: 'Change the budget, labels or priority of a run',
        params: RunParams,
        body: PatchRun,
        response: { 200: Run, ...problems(400, 404, 412, 503) },
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
        response: { 204: noContent('Hidden'), ...problems(400, 404, 409, 412, 503) },
      },
    },
    async (request, reply) => {
      caps.noteRemoval(ownerOf(request), request.params.id)
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
