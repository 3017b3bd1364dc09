import { MAX_DISRUPTIONS } from '#contract/limits.ts'
import { type AttemptEnd, isDisruption } from '../../lifecycle/attempt-end.ts'
import { and, desc, eq } from '../drizzle.ts'
import { attempts } from '../schema.ts'
import type { Draft, Tx } from '../writer/transaction.ts'
import { type AttemptRow, findVariation } from './find.ts'
import { hasNext, queueNext } from './queue-next.ts'

/**
 * Queues the next attempt of one that the machinery took away, so that nobody has to ask for it; the run goes on. After
 * two in a row that met the same, the failure stands.
 */
export function queueAfterDisruption(tx: Tx, attempt: AttemptRow, end: AttemptEnd): Draft[] {
  if (end.outcome !== 'failed' || end.reason === null || !isDisruption(end.reason)) return []
  const { variation } = findVariation(tx, attempt.runId, attempt.index)
  if (variation.attempt !== attempt.number || !hasNext(attempt)) return []
  if (disruptionsInARow(tx, attempt) >= MAX_DISRUPTIONS) return []
  return [queueNext(tx, variation, 'disruption')]
}

/** How many attempts up to this one were queued because the one before was taken away. */
function disruptionsInARow(tx: Tx, { runId, index }: AttemptRow): number {
  const isOfVariation = and(eq(attempts.runId, runId), eq(attempts.index, index))
  const newestFirst = tx.db
    .select({ cause: attempts.cause })
    .from(attempts)
    .where(isOfVariation)
    .orderBy(desc(attempts.number))
    .all()
  const other = newestFirst.findIndex(({ cause }) => cause !== 'disruption')
  return other === -1 ? newestFirst.length : other
}
