import type {
  CreateWebhook,
  NewWebhook,
  PatchWebhook,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryList,
  WebhookList,
} from '../webhooks.ts'
import type { Http } from './http.ts'
import type { CallOptions } from './request.ts'

/** What an endpoint is made from; the server fills in the rest. */
export type WebhookRequest = Partial<CreateWebhook> & Pick<CreateWebhook, 'url'>

export interface WebhookQuery {
  readonly limit?: number
  readonly cursor?: string | null
}

const pathOf = (id: string) => `/v1/webhooks/${encodeURIComponent(id)}`

/** Endpoints that are told of what happens, and what they were told. */
export function webhookCalls(http: Http) {
  return {
    /** The only answer that shows the signing secret, but for that of `rotate`. */
    create: (webhook: WebhookRequest, options?: CallOptions) =>
      http.json<NewWebhook>('POST', '/v1/webhooks', { ...options, body: webhook }),
    get: (id: string, options?: CallOptions) => http.json<Webhook>('GET', pathOf(id), options),
    list: (query: WebhookQuery = {}, options?: CallOptions) =>
      http.json<WebhookList>('GET', '/v1/webhooks', { ...options, query: { ...query } }),
    patch: (id: string, change: PatchWebhook, options?: CallOptions) =>
      http.json<Webhook>('PATCH', pathOf(id), { ...options, body: change }),
    /** Gives a new secret; the one before it signs as well for a day. */
    rotate: (id: string, options?: CallOptions) => http.json<NewWebhook>('POST', `${pathOf(id)}/rotate`, options),
    remove: (id: string, options?: CallOptions) => http.json<void>('DELETE', pathOf(id), options),
    deliveries: (id: string, query: WebhookQuery = {}, options?: CallOptions) =>
      http.json<WebhookDeliveryList>('GET', `${pathOf(id)}/deliveries`, { ...options, query: { ...query } }),
    redeliver: (id: string, delivery: string, options?: CallOptions) =>
      http.json<WebhookDelivery>('POST', `${pathOf(id)}/deliveries/${delivery}/redeliver`, options),
  }
}
