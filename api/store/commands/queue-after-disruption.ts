import { MAX_ATTEMPTS_PER_VARIATION, MAX_DISRUPTIONS } from '#contract/limits.ts'
import { type AttemptEnd, isDisruption } from '../../lifecycle/attempt-end.ts'
import { and, desc, eq } from '../drizzle.ts'
import { attempts, variations } from '../schema.ts'
import type { Draft, Tx } from '../writer/transaction.ts'
import { type AttemptRow, findVariation } from './find.ts'
import { insertAttempt } from './insert-attempt.ts'

/**
 * Queues the next attempt of one that the machinery took away, so that nobody has to ask for it; the run goes on. After
 * two in a row that met the same, the failure stands.
 */
export function queueAfterDisruption(tx: Tx, attempt: AttemptRow, end: AttemptEnd): Draft[] {
  if (end.outcome !== 'failed' || end.reason === null || !isDisruption(end.reason)) return []
  const { runId, index, number } = attempt
  const { variation } = findVariation(tx, runId, index)
  if (variation.attempt !== number || number >= MAX_ATTEMPTS_PER_VARIATION) return []
  if (disruptionsInARow(tx, attempt) >= MAX_DISRUPTIONS) return []
  const next = number + 1
  const isIt = and(eq(variations.runId, runId), eq(variations.index, index))
  tx.db.update(variations).set({ attempt: next, design: null, wait: null }).where(isIt).run()
  return [insertAttempt(tx, { runId, index, number: next, cause: 'disruption', variationSeed: variation.seed })]
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
