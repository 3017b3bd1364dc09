import type { Run } from '#contract/api.ts'
import { AppError } from '../../errors.ts'
import { unknownUsage } from '../call.ts'
import { and, eq, isNotNull } from '../drizzle.ts'
import { requireMatch } from '../entity-tag.ts'
import { readRun } from '../run-view.ts'
import {
  artifacts,
  attempts,
  calls,
  commandKeys,
  logs,
  picks,
  runParents,
  runs,
  segments,
  variations,
} from '../schema.ts'
import type { Answer, CommandContext } from '../store.ts'
import type { Tx } from '../writer/transaction.ts'
import { findRun } from './find.ts'
import { once } from './idempotent.ts'
import { addToDay } from './usage-day.ts'

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
    const isIt = and(eq(runs.id, runId), eq(runs.owner, context.owner))
    tx.db.update(runs).set({ deletedAt: null }).where(isIt).run()
    return readRun(tx.db, context.owner, runId)
  })
}

/** Removes a deleted run with everything that names it; its files are swept by whoever owns them. */
export function removeRun(tx: Tx, { runId }: { runId: string }): void {
  const isDeleted = and(eq(runs.id, runId), isNotNull(runs.deletedAt))
  if (tx.db.delete(runs).where(isDeleted).run().changes === 0) return
  tx.db.delete(runParents).where(eq(runParents.runId, runId)).run()
  tx.db.delete(variations).where(eq(variations.runId, runId)).run()
  tx.db.delete(attempts).where(eq(attempts.runId, runId)).run()
  removeCalls(tx, runId)
  tx.db.delete(artifacts).where(eq(artifacts.runId, runId)).run()
  tx.db.delete(picks).where(eq(picks.runId, runId)).run()
  tx.db.delete(segments).where(eq(segments.logId, runId)).run()
  tx.db.delete(commandKeys).where(eq(commandKeys.logId, runId)).run()
  tx.db.delete(logs).where(eq(logs.id, runId)).run()
}

/** The day's totals keep what they used; a call still open can no longer be settled and counts as unknown. */
function removeCalls(tx: Tx, runId: string): void {
  const isOpen = and(eq(calls.runId, runId), eq(calls.state, 'open'))
  for (const call of tx.db.select().from(calls).where(isOpen).all()) addToDay(tx, call, unknownUsage)
  tx.db.delete(calls).where(eq(calls.runId, runId)).run()
}
