import { and, eq, inArray, isNull, lt, ne, sql } from '../drizzle.ts'
import { runs } from '../schema.ts'
import { webhookDeliveries, webhookEndpoints } from '../schema-access.ts'
import { batches } from '../schema-batches.ts'
import type { Tx } from '../writer/transaction.ts'
import { NOBODY, removeBatch } from './remove-batch.ts'
import { removeSomeEvents, removeSomePictures } from './remove-rows.ts'
import { REMOVING } from './remove-run.ts'
import { isWaiting } from './webhook-queue.ts'

/** Deliveries that are removed at a time. */
const CHUNK_ROWS = 200

export interface Expired {
  readonly id: string
  /** What ended before that time goes; what was reopened since does not. */
  readonly endedBefore: string
}

/** Hides an ended run for good; `removeRun` does the rest. False where it is not over or not old enough. */
export function expireRun(tx: Tx, { id, endedBefore }: Expired): boolean {
  const isOver = and(isEndedRun(id, endedBefore), isNull(runs.deletedAt))
  const run = tx.db.select({ batchId: runs.batchId }).from(runs).where(isOver).get()
  // a row's pictures are the batch's results: they stay as long as it does
  if (run === undefined || isKeptBatch(tx, run.batchId, endedBefore)) return false
  tx.db.update(runs).set({ deletedAt: REMOVING }).where(eq(runs.id, id)).run()
  return true
}

function isKeptBatch(tx: Tx, batchId: string | null, endedBefore: string): boolean {
  if (batchId === null || isEndedBatch(tx, batchId, endedBefore)) return false
  return tx.db.select({ id: batches.id }).from(batches).where(eq(batches.id, batchId)).get() !== undefined
}

/** Removes some events of what ended before that time; it stays with everything else. True once there are none. */
export function expireEvents(tx: Tx, { id, endedBefore }: Expired): boolean {
  const isOver = tx.db.select({ id: runs.id }).from(runs).where(isEndedRun(id, endedBefore)).get() !== undefined
  return isOver || isEndedBatch(tx, id, endedBefore) ? removeSomeEvents(tx, id) : true
}

/** Removes some previews of a run that ended before that time. True once there are none. */
export function expirePreviews(tx: Tx, { id, endedBefore }: Expired): boolean {
  const isOver = tx.db.select({ id: runs.id }).from(runs).where(isEndedRun(id, endedBefore)).get() !== undefined
  return isOver ? removeSomePictures(tx, id, 'preview') : true
}

/** Hides a batch that ended before that time and removes some of it; call it until it is true. */
export function expireBatch(tx: Tx, { id, endedBefore }: Expired): boolean {
  if (isEndedBatch(tx, id, endedBefore)) {
    tx.db.update(batches).set({ owner: NOBODY }).where(eq(batches.id, id)).run()
  }
  return removeBatch(tx, { batchId: id })
}

/** Gives up some of what waits for endpoints that are off. True once nothing does. */
export function giveUpDeliveries(tx: Tx, { endpointId }: { endpointId: string }): boolean {
  const isOff = and(eq(webhookEndpoints.id, endpointId), eq(webhookEndpoints.isEnabled, false))
  if (tx.db.select({ id: webhookEndpoints.id }).from(webhookEndpoints).where(isOff).get() === undefined) return true
  const isOne = and(eq(webhookDeliveries.endpointId, endpointId), isWaiting)
  const some = tx.db.select({ id: webhookDeliveries.id }).from(webhookDeliveries).where(isOne).limit(CHUNK_ROWS).all()
  const ids = some.map(({ id }) => id)
  const lastError = sql`coalesce(${webhookDeliveries.lastError}, 'The webhook was turned off.')`
  tx.db
    .update(webhookDeliveries)
    .set({ state: 'failed', nextAt: null, endedAt: tx.now.toISOString(), lastError })
    .where(inArray(webhookDeliveries.id, ids))
    .run()
  return some.length < CHUNK_ROWS
}

/** Removes some deliveries of a deleted endpoint, and with the last of them the endpoint. True once it is gone. */
export function removeWebhook(tx: Tx, { endpointId }: { endpointId: string }): boolean {
  const isDeleted = and(eq(webhookEndpoints.id, endpointId), sql`${webhookEndpoints.deletedAt} IS NOT NULL`)
  const row = tx.db.select({ id: webhookEndpoints.id }).from(webhookEndpoints).where(isDeleted).get()
  if (row === undefined) return true
  const isOne = eq(webhookDeliveries.endpointId, endpointId)
  const some = tx.db.select({ id: webhookDeliveries.id }).from(webhookDeliveries).where(isOne).limit(CHUNK_ROWS).all()
  removeDeliveries(tx, some)
  if (some.length === CHUNK_ROWS) return false
  tx.db.delete(webhookEndpoints).where(isDeleted).run()
  return true
}

/** Removes some deliveries that were over before that time. True once there are none. */
export function expireDeliveries(tx: Tx, { endedBefore, madeBefore }: { endedBefore: string; madeBefore: string }) {
  const isOld = and(
    // ids begin with the time: what is younger is not looked at
    lt(webhookDeliveries.id, madeBefore),
    ne(webhookDeliveries.state, 'pending'),
    lt(webhookDeliveries.endedAt, endedBefore),
  )
  const some = tx.db.select({ id: webhookDeliveries.id }).from(webhookDeliveries).where(isOld).limit(CHUNK_ROWS).all()
  removeDeliveries(tx, some)
  return some.length < CHUNK_ROWS
}

function removeDeliveries(tx: Tx, some: readonly { readonly id: string }[]): void {
  const ids = some.map(({ id }) => id)
  tx.db.delete(webhookDeliveries).where(inArray(webhookDeliveries.id, ids)).run()
}

function isEndedRun(id: string, endedBefore: string) {
  return and(eq(runs.id, id), ne(runs.state, 'running'), lt(runs.endedAt, endedBefore))
}

function isEndedBatch(tx: Tx, id: string, endedBefore: string): boolean {
  const isOver = and(eq(batches.id, id), eq(batches.state, 'ended'), lt(batches.endedAt, endedBefore))
  return tx.db.select({ id: batches.id }).from(batches).where(isOver).get() !== undefined
}
