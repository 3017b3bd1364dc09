import type { Run } from '#contract/api.ts'
import { AppError } from '../../errors.ts'
import { and, eq, gt, isNotNull, isNull, or } from '../drizzle.ts'
import { requireMatch } from '../entity-tag.ts'
import { readRun } from '../run-view.ts'
import { attempts, logs, picks, runParents, runs, variations } from '../schema.ts'
import type { Answer, CommandContext } from '../store.ts'
import type { Tx } from '../writer/transaction.ts'
import { findRun } from './find.ts'
import { once } from './idempotent.ts'
import { removeSomeCalls, removeSomeEvents, removeSomeKeys, removeSomePictures } from './remove-rows.ts'

/** When a run was deleted of which parts are gone already: older than any deletion, so that nobody brings it back. */
export const REMOVING = new Date(0).toISOString()

interface OfRun {
  readonly runId: string
  readonly context: CommandContext
}

/** Hides a run that has ended; it can be restored until it is removed. Throws AppError `conflict` while it is live. */
export function deleteRun(tx: Tx, { runId, context }: OfRun): void {
  const run = findRun(tx, context.owner, runId)
  requireMatch(context, () => readRun(tx.db, context.owner, runId))
  if (run.state === 'running') throw new AppError('conflict', 'This run is still going on. Cancel it first.')
  tx.db.update(runs).set({ deletedAt: tx.now.toISOString() }).where(eq(runs.id, runId)).run()
}

export function restoreRun(tx: Tx, { runId, context }: OfRun): Answer<Run> {
  return once(tx, context, () => {
    const isWhole = or(isNull(runs.deletedAt), gt(runs.deletedAt, REMOVING))
    const isIt = and(eq(runs.id, runId), eq(runs.owner, context.owner), isWhole)
    tx.db.update(runs).set({ deletedAt: null }).where(isIt).run()
    return readRun(tx.db, context.owner, runId)
  })
}

/**
 * Removes some of a deleted run and of all that names it; call it until it is true. What is begun cannot be restored. Its
 * files are swept by whoever owns them.
 */
export function removeRun(tx: Tx, { runId }: { runId: string }): boolean {
  const isDeleted = and(eq(runs.id, runId), isNotNull(runs.deletedAt))
  if (tx.db.update(runs).set({ deletedAt: REMOVING }).where(isDeleted).run().changes === 0) return true
  if (!removeSomeEvents(tx, runId)) return false
  if (!removeSomeKeys(tx, runId)) return false
  if (!removeSomeCalls(tx, runId)) return false
  if (!removeSomePictures(tx, runId)) return false
  // a few rows each, sixteen variations of ten attempts at most
  tx.db.delete(runParents).where(eq(runParents.runId, runId)).run()
  tx.db.delete(variations).where(eq(variations.runId, runId)).run()
  tx.db.delete(attempts).where(eq(attempts.runId, runId)).run()
  tx.db.delete(picks).where(eq(picks.runId, runId)).run()
  tx.db.delete(logs).where(eq(logs.id, runId)).run()
  tx.db.delete(runs).where(isDeleted).run()
  return true
}
