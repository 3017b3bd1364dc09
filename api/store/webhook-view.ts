import type { Webhook, WebhookDelivery } from '#contract/webhooks.ts'
import { AppError } from '../errors.ts'
import type { Db } from './database.ts'
import { and, eq, isNull } from './drizzle.ts'
import { webhookDeliveries, webhookEndpoints } from './schema-access.ts'

export type EndpointRow = typeof webhookEndpoints.$inferSelect
export type DeliveryRow = typeof webhookDeliveries.$inferSelect

/** The owner's endpoint. Throws AppError `not-found`. */
export function findEndpoint(db: Db, owner: string, endpointId: string): EndpointRow {
  const isIt = and(eq(webhookEndpoints.id, endpointId), isOf(owner))
  const row = db.select().from(webhookEndpoints).where(isIt).get()
  if (row === undefined) throw new AppError('not-found', `There is no webhook ${endpointId}.`)
  return row
}

/** A delivery to the owner's endpoint. Throws AppError `not-found`. */
export function findDelivery(db: Db, owner: string, endpointId: string, deliveryId: string): DeliveryRow {
  findEndpoint(db, owner, endpointId)
  const isIt = and(eq(webhookDeliveries.id, deliveryId), eq(webhookDeliveries.endpointId, endpointId))
  const row = db.select().from(webhookDeliveries).where(isIt).get()
  if (row === undefined) throw new AppError('not-found', `Webhook ${endpointId} has no delivery ${deliveryId}.`)
  return row
}

/** What an owner sees: their own endpoints that are not deleted. */
export function isOf(owner: string) {
  return and(eq(webhookEndpoints.owner, owner), isNull(webhookEndpoints.deletedAt))
}

/** An endpoint as the API shows it: without its secret. */
export function toWebhook(row: EndpointRow): Webhook {
  const { id, url, events, description, isEnabled, disabledReason, createdAt } = row
  return { id, url, events, description, isEnabled, disabledReason, createdAt }
}

export function toDelivery(row: DeliveryRow): WebhookDelivery {
  const { id, type, state, tries, nextAt, lastStatus, lastError, createdAt, endedAt } = row
  return { id, type, state, tries, nextAt, lastStatus, lastError, createdAt, endedAt }
}
