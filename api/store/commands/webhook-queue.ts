import type { WebhookEventType, WebhookPayload } from '#contract/webhooks.ts'
import { and, count, eq, isNull, sql } from '../drizzle.ts'
import { webhookDeliveries, webhookEndpoints } from '../schema-access.ts'
import type { Tx } from '../writer/transaction.ts'

/**
 * Most deliveries that may wait for one endpoint: twice the largest batch. One that is behind by more than that takes
 * nothing, and what waits for it would only grow.
 */
export const MAX_PENDING = 20_000

/** Spelled out and not bound, so that the index of what waits is used. */
export const isWaiting = sql`${webhookDeliveries.state} = 'pending'`

/** Something that happened, as it is told to the owner's endpoints. */
export interface WebhookEvent {
  readonly owner: string
  readonly type: WebhookEventType
  /** Of the run or the batch. */
  readonly id: string
  /** Path under which it is read. */
  readonly href: string
  readonly outcome: string | null
  readonly variation: number | null
}

/**
 * Queues a delivery for each endpoint of the owner that wants it, in the transaction of what happened: an event that was
 * committed is told, also after a crash. An endpoint that is too far behind is turned off, and says so.
 */
export function queueWebhooks(tx: Tx, { owner, type, ...data }: WebhookEvent): void {
  const at = tx.now.toISOString()
  const isOn = and(
    eq(webhookEndpoints.owner, owner),
    eq(webhookEndpoints.isEnabled, true),
    isNull(webhookEndpoints.deletedAt),
  )
  const wanting = tx.db.select().from(webhookEndpoints).where(isOn).all()
  for (const endpoint of wanting) {
    if (!endpoint.events.includes(type)) continue
    if (countPending(tx, endpoint.id) >= MAX_PENDING) {
      disableEndpoint(tx, endpoint.id, `More than ${MAX_PENDING} deliveries waited for it.`)
      continue
    }
    const payload = { type, timestamp: at, data } satisfies WebhookPayload
    const row = { id: tx.newId(), endpointId: endpoint.id, owner, type, state: 'pending' as const }
    tx.db
      .insert(webhookDeliveries)
      .values({ ...row, payload: JSON.stringify(payload), nextAt: at, createdAt: at })
      .run()
  }
}

/** Turns an endpoint off; what waits for it is given up by the next sweep. */
export function disableEndpoint(tx: Tx, endpointId: string, disabledReason: string): void {
  tx.db
    .update(webhookEndpoints)
    .set({ isEnabled: false, disabledReason })
    .where(eq(webhookEndpoints.id, endpointId))
    .run()
}

function countPending(tx: Tx, endpointId: string): number {
  const isPending = and(eq(webhookDeliveries.endpointId, endpointId), isWaiting)
  return tx.db.select({ count: count() }).from(webhookDeliveries).where(isPending).get()?.count ?? 0
}
