import type { AttemptEnd } from '../../lifecycle/attempt-end.ts'
import { eq } from '../drizzle.ts'
import { runs } from '../schema.ts'
import { append } from '../writer/append.ts'
import type { Draft, Tx } from '../writer/transaction.ts'
import { type AttemptRow, findVariation, findVariations } from './find.ts'
import { hasNext, queueNext } from './queue-next.ts'
import { reopenRow } from './row-state.ts'

/** Notes that a run's budget was raised, and queues again every lane that failed for want of it; the run reopens. */
export function queueAfterRaise(tx: Tx, runId: string): void {
  tx.db.update(runs).set({ budgetRaisedAt: tx.now.toISOString() }).where(eq(runs.id, runId)).run()
  const stopped = findVariations(tx, runId).filter(({ attempt }) => attempt.reason === 'budget' && hasNext(attempt))
  if (stopped.length === 0) return
  const drafts = stopped.map(({ variation }) => queueNext(tx, variation, 'retry'))
  const reopen = () => {
    tx.db.update(runs).set({ state: 'running', endedAt: null }).where(eq(runs.id, runId)).run()
    reopenRow(tx, runId)
  }
  // what was queued is no longer ended, so that a repeat finds nothing; the head makes the key new for each raise
  append(tx, runId, drafts, reopen, { kind: 'command', key: `raise:${tx.log.lastSeq(runId)}` })
}

/**
 * Queues the next attempt of one that ends for want of a budget that was raised since it was refused: its agent was on
 * its way out when the raise came, and would be forgotten.
 */
export function queueIfRaised(
  tx: Tx,
  { id, runId, index, number, budgetRefusedAt }: AttemptRow,
  end: AttemptEnd,
): Draft[] {
  if (end.reason !== 'budget' || budgetRefusedAt === null) return []
  const run = tx.db.select({ raisedAt: runs.budgetRaisedAt }).from(runs).where(eq(runs.id, runId)).get()
  const raisedAt = run?.raisedAt ?? null
  if (raisedAt === null || raisedAt < budgetRefusedAt) return []
  const { variation, attempt } = findVariation(tx, runId, index)
  if (attempt.id !== id || variation.attempt !== number || !hasNext(attempt)) return []
  return [queueNext(tx, variation, 'retry')]
}
