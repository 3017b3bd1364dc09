import { and, eq, isNull } from '../drizzle.ts'
import { runs } from '../schema.ts'
import { append } from '../writer/append.ts'
import type { Tx } from '../writer/transaction.ts'
import { findVariations } from './find.ts'
import { hasNext, queueNext } from './queue-next.ts'

/**
 * Queues a new attempt of every failed variation of a run that has ended, and reopens it. True also when there was
 * nothing to queue; false when the run is gone.
 */
export function retryFailed(tx: Tx, runId: string): boolean {
  const isThere = and(eq(runs.id, runId), isNull(runs.deletedAt))
  if (tx.db.select({ id: runs.id }).from(runs).where(isThere).get() === undefined) return false
  const failed = findVariations(tx, runId).filter(({ attempt }) => attempt.outcome === 'failed' && hasNext(attempt))
  if (failed.length === 0) return true
  const drafts = failed.map(({ variation }) => queueNext(tx, variation, 'retry'))
  const reopen = () => tx.db.update(runs).set({ state: 'running', endedAt: null }).where(eq(runs.id, runId)).run()
  // what was queued is no longer ended, so that a repeat finds nothing; the head makes the key new for each retry
  append(tx, runId, drafts, reopen, { kind: 'command', key: `retry-failed:${tx.log.lastSeq(runId)}` })
  return true
}
