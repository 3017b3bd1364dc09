import type { WebhookDelivery } from '#contract/webhooks.ts'
import { AppError } from '../../errors.ts'
import { and, eq, sql } from '../drizzle.ts'
import { webhookDeliveries } from '../schema-access.ts'
import type { Answer, CommandContext } from '../store.ts'
import { type DeliveryRow, findDelivery, findEndpoint, toDelivery } from '../webhook-view.ts'
import type { Tx } from '../writer/transaction.ts'
import { once } from './idempotent.ts'
import { disableEndpoint, isWaiting } from './webhook-queue.ts'

export interface SettleDelivery {
  readonly deliveryId: string
  readonly endpointId: string
  readonly status: number | null
  /** Null: it was accepted. */
  readonly error: string | null
  /** When it is tried again; null: never. */
  readonly nextAt: string | null
  /** The endpoint says that it is gone for good. */
  readonly isGone: boolean
  readonly at: string
}

/** Notes what came of a try. One that is over already, because its endpoint was turned off meanwhile, stays as it is. */
export function settleDelivery(tx: Tx, { deliveryId, endpointId, ...result }: SettleDelivery): void {
  const { status, error, at } = result
  const nextAt = error === null || result.isGone ? null : result.nextAt
  const outcome = { nextAt, endedAt: nextAt === null ? at : null }
  const state = nextAt === null ? (error === null ? 'delivered' : 'failed') : 'pending'
  tx.db
    .update(webhookDeliveries)
    .set({ ...outcome, state, tries: sql`${webhookDeliveries.tries} + 1`, lastStatus: status, lastError: error })
    .where(and(eq(webhookDeliveries.id, deliveryId), isWaiting))
    .run()
  if (result.isGone) disableEndpoint(tx, endpointId, 'It answered 410 (gone).')
}

interface RedeliverArgs {
  readonly endpointId: string
  readonly deliveryId: string
  readonly context: CommandContext
}

/** Sends it once more, with all the tries of a new one; one that waits is tried at once. Throws AppError `conflict`. */
export function redeliverWebhook(tx: Tx, { endpointId, deliveryId, context }: RedeliverArgs): Answer<WebhookDelivery> {
  return once(tx, context, () => {
    const { isEnabled } = findEndpoint(tx.db, context.owner, endpointId)
    const row = findDelivery(tx.db, context.owner, endpointId, deliveryId)
    if (!isEnabled) throw new AppError('conflict', 'This webhook is turned off. Turn it on first.')
    const nextAt = tx.now.toISOString()
    const set = row.state === 'pending' ? { nextAt } : { state: 'pending' as const, tries: 0, nextAt, endedAt: null }
    return toDelivery(setDelivery(tx, deliveryId, set))
  })
}

function setDelivery(tx: Tx, deliveryId: string, set: Partial<DeliveryRow>): DeliveryRow {
  return tx.db.update(webhookDeliveries).set(set).where(eq(webhookDeliveries.id, deliveryId)).returning().get()
}
