import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id } from '#contract/ids.ts'
import {
  CreateWebhook,
  NewWebhook,
  PatchWebhook,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryList,
  WebhookList,
} from '#contract/webhooks.ts'
import { AppError } from '../errors.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { WebhookStore } from '../store/webhook-store.ts'
import { urlFault } from '../webhooks/target-rules.ts'
import { commandOf, replay } from './idempotency.ts'
import { NoBody } from './params.ts'
import { noContent, problems } from './problem-schemas.ts'

export interface WebhookRouteOptions {
  readonly webhooks: WebhookStore
  /** Whether endpoints may be on private networks. */
  readonly isPrivateAllowed: boolean
}

const WebhookParams = z.object({ id: Id })
const DeliveryParams = z.object({ id: Id, delivery: Id })

const ListQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .pipe(z.int().min(1, 'must be at least 1').max(100, 'must be at most 100'))
    .prefault('20'),
  cursor: Id.optional().describe('The nextCursor of the page before'),
})

const tags = ['webhooks']

/** Endpoints that are told what happens to their owner's runs and batches. */
export const webhookRoutes: FastifyPluginAsyncZod<WebhookRouteOptions> = async (app, options) => {
  const { webhooks, isPrivateAllowed } = options
  const onWebhook = { tags, params: WebhookParams }

  app.post(
    '/webhooks',
    {
      schema: {
        tags,
        summary: 'Register an endpoint; the secret it is signed with is in this answer and nowhere else',
        body: CreateWebhook,
        response: { 201: NewWebhook, ...problems(400, 409, 422, 503) },
      },
    },
    async (request, reply) => {
      refuseTarget(request.body.url, isPrivateAllowed)
      const webhook = replay(reply, await webhooks.create(request.body, commandOf(request)))
      const address = `/v1/webhooks/${webhook.id}`
      return reply.code(201).header('location', address).header('cache-control', 'no-store').send(webhook)
    },
  )

  app.get(
    '/webhooks',
    {
      schema: {
        tags,
        summary: 'List endpoints, newest first; never their secrets',
        querystring: ListQuery,
        response: { 200: WebhookList, ...problems(400) },
      },
    },
    async (request) => webhooks.list(ownerOf(request), request.query),
  )

  app.get(
    '/webhooks/:id',
    { schema: { ...onWebhook, summary: 'Show an endpoint', response: { 200: Webhook, ...problems(400, 404) } } },
    async (request) => webhooks.get(ownerOf(request), request.params.id),
  )

  app.patch(
    '/webhooks/:id',
    {
      schema: {
        ...onWebhook,
        summary: 'Change an endpoint, turn it off or on again',
        body: PatchWebhook,
        response: { 200: Webhook, ...problems(400, 404, 503) },
      },
    },
    async (request) => {
      const { url } = request.body
      if (url !== undefined) refuseTarget(url, isPrivateAllowed)
      return webhooks.patch(request.params.id, request.body, commandOf(request))
    },
  )

  app.delete(
    '/webhooks/:id',
    {
      schema: {
        ...onWebhook,
        summary: 'Remove an endpoint with all that it was told',
        response: { 204: noContent('It is gone'), ...problems(400, 404, 503) },
      },
    },
    async (request, reply) => {
      await webhooks.delete(request.params.id, commandOf(request))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/webhooks/:id/rotate',
    {
      schema: {
        ...onWebhook,
        summary: 'Give an endpoint a new secret; the one before it signs as well for a day',
        body: NoBody,
        response: { 200: NewWebhook, ...problems(400, 404, 422, 503) },
      },
    },
    async (request, reply) => {
      const webhook = replay(reply, await webhooks.rotate(request.params.id, commandOf(request)))
      return reply.header('cache-control', 'no-store').send(webhook)
    },
  )

  await app.register(deliveryRoutes, { webhooks })
}

const deliveryRoutes: FastifyPluginAsyncZod<Pick<WebhookRouteOptions, 'webhooks'>> = async (app, { webhooks }) => {
  app.get(
    '/webhooks/:id/deliveries',
    {
      schema: {
        tags,
        params: WebhookParams,
        summary: 'What an endpoint was told or is yet to be told, newest first',
        querystring: ListQuery,
        response: { 200: WebhookDeliveryList, ...problems(400, 404) },
      },
    },
    async (request) => webhooks.deliveries(ownerOf(request), request.params.id, request.query),
  )

  app.post(
    '/webhooks/:id/deliveries/:delivery/redeliver',
    {
      schema: {
        tags,
        params: DeliveryParams,
        summary: 'Send a delivery again, under the same id',
        body: NoBody,
        response: { 202: WebhookDelivery, ...problems(400, 404, 409, 422, 503) },
      },
    },
    async (request, reply) => {
      const { id, delivery } = request.params
      return reply.code(202).send(replay(reply, await webhooks.redeliver(id, delivery, commandOf(request))))
    },
  )
}

// Said here so that a person learns of it at once; what counts is the look at the address of each connection.
function refuseTarget(url: string, isPrivateAllowed: boolean): void {
  const detail = urlFault(url, isPrivateAllowed)
  if (detail === null) return
  throw new AppError('bad-request', `Nothing can be sent there: the URL ${detail}.`, {
    errors: [{ pointer: '/url', detail }],
  })
}
