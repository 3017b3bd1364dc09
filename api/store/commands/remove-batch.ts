import type { Batch } from '#contract/batch.ts'
import { AppError } from '../../errors.ts'
import { findBatch, readBatch, toBatch } from '../batch-view.ts'
import { and, eq, inArray, isNotNull, isNull, lt, ne } from '../drizzle.ts'
import { requireMatch } from '../entity-tag.ts'
import { logs, runs } from '../schema.ts'
import { batches, batchRows } from '../schema-batches.ts'
import type { Answer, CommandContext } from '../store.ts'
import type { Tx } from '../writer/transaction.ts'
import { once } from './idempotent.ts'
import { removeSomeEvents, removeSomeKeys, removeSomeRows } from './remove-rows.ts'

/** The owner of a batch that is being removed: nobody's, so that it is gone for all and nobody brings it back. */
export const NOBODY = ''

interface OfBatch {
  readonly batchId: string
  readonly context: CommandContext
}

/**
 * Hides a batch that has ended, with the runs of its rows; they can be restored until they are removed. Throws AppError
 * `conflict` while it is live, as it is again when one of its runs is retried.
 */
export function deleteBatch(tx: Tx, { batchId, context }: OfBatch): void {
  const batch = findBatch(tx.db, context.owner, batchId)
  requireMatch(context, () => toBatch(tx.db, batch))
  if (batch.state !== 'ended') throw new AppError('conflict', 'This batch is still going on. Cancel it first.')
  const deletedAt = tx.now.toISOString()
  tx.db.update(batches).set({ deletedAt }).where(eq(batches.id, batchId)).run()
  // one that was deleted by itself before keeps its time, and does not come back with the batch
  tx.db
    .update(runs)
    .set({ deletedAt })
    .where(and(isRunOf(tx, batchId), isNull(runs.deletedAt)))
    .run()
}

export function restoreBatch(tx: Tx, { batchId, context }: OfBatch): Answer<Batch> {
  return once(tx, context, () => {
    const isIt = and(eq(batches.id, batchId), eq(batches.owner, context.owner), isNotNull(batches.deletedAt))
    const { deletedAt } = tx.db.select({ deletedAt: batches.deletedAt }).from(batches).where(isIt).get() ?? {}
    if (deletedAt) {
      tx.db.update(batches).set({ deletedAt: null }).where(isIt).run()
      tx.db
        .update(runs)
        .set({ deletedAt: null })
        .where(and(isRunOf(tx, batchId), eq(runs.deletedAt, deletedAt)))
        .run()
    }
    return readBatch(tx.db, context.owner, batchId)
  })
}

/** From here on, batches deleted before that time cannot be restored. Says which are to be removed. */
export function giveUpBatches(tx: Tx, { deletedBefore }: { deletedBefore: string }): string[] {
  const isOver = and(isNotNull(batches.deletedAt), lt(batches.deletedAt, deletedBefore), ne(batches.owner, NOBODY))
  tx.db.update(batches).set({ owner: NOBODY }).where(isOver).run()
  const isNobodys = eq(batches.owner, NOBODY)
  return tx.db
    .select({ id: batches.id })
    .from(batches)
    .where(isNobodys)
    .all()
    .map(({ id }) => id)
}

/** Removes some of a batch that is nobody's any more; call it until it is true. Its runs are removed as deleted runs are. */
export function removeBatch(tx: Tx, { batchId }: { batchId: string }): boolean {
  const isNobodys = and(eq(batches.id, batchId), eq(batches.owner, NOBODY))
  if (tx.db.select({ id: batches.id }).from(batches).where(isNobodys).get() === undefined) return true
  if (!removeSomeEvents(tx, batchId) || !removeSomeKeys(tx, batchId) || !removeSomeRows(tx, batchId)) return false
  tx.db.delete(logs).where(eq(logs.id, batchId)).run()
  tx.db.delete(batches).where(isNobodys).run()
  return true
}

function isRunOf(tx: Tx, batchId: string) {
  const isRow = and(eq(batchRows.batchId, batchId), isNotNull(batchRows.runId))
  return inArray(runs.id, tx.db.select({ id: batchRows.runId }).from(batchRows).where(isRow))
}
