import { z } from 'zod'
import { Id, Timestamp } from './ids.ts'

export const WebhookEventType = z.enum(['run.ended', 'batch.ended', 'pick.made'])
export type WebhookEventType = z.infer<typeof WebhookEventType>

const Url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2000)
const Events = z.array(WebhookEventType).min(1).max(3)
const Description = z.string().trim().max(200)

/** Body of `POST /v1/webhooks`. */
export const CreateWebhook = z
  .strictObject({
    url: Url,
    events: Events.default(['run.ended', 'batch.ended', 'pick.made']),
    description: Description.optional(),
  })
  .meta({ id: 'CreateWebhook' })
export type CreateWebhook = z.infer<typeof CreateWebhook>

/** Body of `PATCH /v1/webhooks/{id}`. */
export const PatchWebhook = z
  .strictObject({
    url: Url.optional(),
    events: Events.optional(),
    description: Description.nullable().optional(),
    isEnabled: z.boolean().optional(),
  })
  .meta({ id: 'PatchWebhook' })
export type PatchWebhook = z.infer<typeof PatchWebhook>

export const Webhook = z
  .object({
    id: Id,
    url: z.string(),
    events: z.array(WebhookEventType),
    description: z.string().nullable(),
    isEnabled: z.boolean(),
    disabledReason: z.string().nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof Webhook>

/** The answer that shows the signing secret, once. */
export const NewWebhook = Webhook.extend({ secret: z.string() }).meta({ id: 'NewWebhook' })
export type NewWebhook = z.infer<typeof NewWebhook>

export const WebhookList = z
  .object({ data: z.array(Webhook), nextCursor: z.string().nullable() })
  .meta({ id: 'WebhookList' })
export type WebhookList = z.infer<typeof WebhookList>

export const WebhookDelivery = z
  .object({
    id: Id,
    type: WebhookEventType,
    state: z.enum(['pending', 'delivered', 'failed']),
    tries: z.int(),
    nextAt: Timestamp.nullable(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: 'WebhookDelivery' })
export type WebhookDelivery = z.infer<typeof WebhookDelivery>

export const WebhookDeliveryList = z
  .object({ data: z.array(WebhookDelivery), nextCursor: z.string().nullable() })
  .meta({ id: 'WebhookDeliveryList' })
export type WebhookDeliveryList = z.infer<typeof WebhookDeliveryList>

/** What an endpoint is sent: thin, so that what it is about is fetched with a key. */
export const WebhookPayload = z.object({
  type: WebhookEventType,
  timestamp: Timestamp,
  data: z.object({ id: Id, href: z.string(), outcome: z.string().nullable(), variation: z.int().nullable() }),
})
export type WebhookPayload = z.infer<typeof WebhookPayload>
