import { randomBytes } from 'node:crypto'
import type {
  CreateWebhook,
  NewWebhook,
  PatchWebhook,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryList,
  WebhookList,
} from '#contract/webhooks.ts'
import type { SettleDelivery } from './commands/webhook-deliveries.ts'
import { isWaiting } from './commands/webhook-queue.ts'
import type { Db } from './database.ts'
import { and, asc, desc, eq, lt, lte } from './drizzle.ts'
import { webhookDeliveries, webhookEndpoints } from './schema-access.ts'
import type { Answer, CommandContext } from './store.ts'
import { type EndpointRow, findEndpoint, isOf, toDelivery, toWebhook } from './webhook-view.ts'
import type { Writer } from './writer/writer.ts'

/** Of a secret: as long as the hash it keys, within the 24 to 64 bytes of the specification. */
const SECRET_BYTES = 32

/** A page of a list; `cursor` is the id of the last one before it. */
export interface WebhookQuery {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** A delivery whose time has come, with all that is needed to send it. */
export interface DueDelivery {
  readonly id: string
  readonly endpointId: string
  readonly url: string
  readonly body: string
  readonly secrets: readonly string[]
  /** How often it was tried already. */
  readonly tries: number
}

/** Endpoints and deliveries. Throws AppError `not-found`, `conflict`, `precondition-failed`, `unprocessable`. */
export class WebhookStore {
  readonly #db: Db
  readonly #writer: Writer

  constructor(db: Db, writer: Writer) {
    this.#db = db
    this.#writer = writer
  }

  get(owner: string, endpointId: string): Webhook {
    return toWebhook(findEndpoint(this.#db, owner, endpointId))
  }

  /** Newest first. */
  list(owner: string, { limit, cursor }: WebhookQuery): WebhookList {
    const isShown = and(isOf(owner), cursor === undefined ? undefined : lt(webhookEndpoints.id, cursor))
    const rows = this.#db.select().from(webhookEndpoints).where(isShown).orderBy(desc(webhookEndpoints.id))
    return pageOf(rows.limit(limit + 1).all(), limit, toWebhook)
  }

  /** Newest first. */
  deliveries(owner: string, endpointId: string, { limit, cursor }: WebhookQuery): WebhookDeliveryList {
    findEndpoint(this.#db, owner, endpointId)
    const isBehind = cursor === undefined ? undefined : lt(webhookDeliveries.id, cursor)
    const isShown = and(eq(webhookDeliveries.endpointId, endpointId), isBehind)
    const rows = this.#db.select().from(webhookDeliveries).where(isShown).orderBy(desc(webhookDeliveries.id))
    return pageOf(rows.limit(limit + 1).all(), limit, toDelivery)
  }

  create(request: CreateWebhook, context: CommandContext): Promise<Answer<NewWebhook>> {
    return this.#writer.run('createWebhook', { request, secret: newSecret(), context })
  }

  patch(endpointId: string, change: PatchWebhook, context: CommandContext): Promise<Webhook> {
    return this.#writer.run('patchWebhook', { endpointId, change, context })
  }

  delete(endpointId: string, context: CommandContext): Promise<void> {
    return this.#writer.run('deleteWebhook', { endpointId, context })
  }

  rotate(endpointId: string, context: CommandContext): Promise<Answer<NewWebhook>> {
    return this.#writer.run('rotateWebhookSecret', { endpointId, secret: newSecret(), context })
  }

  redeliver(endpointId: string, deliveryId: string, context: CommandContext): Promise<Answer<WebhookDelivery>> {
    return this.#writer.run('redeliverWebhook', { endpointId, deliveryId, context })
  }

  /** Endpoints that take deliveries, of all owners. */
  enabledIds(): string[] {
    const isOn = eq(webhookEndpoints.isEnabled, true)
    const rows = this.#db.select({ id: webhookEndpoints.id }).from(webhookEndpoints).where(isOn)
    return rows
      .orderBy(asc(webhookEndpoints.id))
      .all()
      .map(({ id }) => id)
  }

  /** What may be sent to an endpoint at that time, the longest due first. */
  due(endpointId: string, at: Date, limit: number): DueDelivery[] {
    const isDue = and(
      eq(webhookDeliveries.endpointId, endpointId),
      isWaiting,
      lte(webhookDeliveries.nextAt, at.toISOString()),
    )
    const rows = this.#db
      .select({ delivery: webhookDeliveries, endpoint: webhookEndpoints })
      .from(webhookDeliveries)
      .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, webhookDeliveries.endpointId))
      .where(isDue)
      .orderBy(asc(webhookDeliveries.nextAt))
      .limit(limit)
      .all()
    return rows.map(({ delivery: { id, payload, tries }, endpoint }) => {
      return { id, endpointId, url: endpoint.url, body: payload, secrets: secretsOf(endpoint, at), tries }
    })
  }

  settle(result: SettleDelivery): Promise<void> {
    return this.#writer.run('settleDelivery', result)
  }
}

/** A new `whsec_…`. */
function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
}

function secretsOf({ secret, previousSecret, previousSecretUntil }: EndpointRow, at: Date): string[] {
  const isBothValid = previousSecret !== null && (previousSecretUntil ?? '') > at.toISOString()
  return isBothValid ? [secret, previousSecret] : [secret]
}

/** `rows` has one more than the page where there is a next one. */
function pageOf<R extends { readonly id: string }, T>(rows: readonly R[], limit: number, show: (row: R) => T) {
  const page = rows.slice(0, limit)
  return { data: page.map(show), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}
