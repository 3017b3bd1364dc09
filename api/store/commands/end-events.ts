import type { BudgetShort } from '#contract/budget.ts'
import type { Outcome } from '#contract/event.ts'
import type { AttemptEnd } from '../../lifecycle/attempt-end.ts'
import { runOutcome } from '../../lifecycle/attempt-state.ts'
import { and, eq } from '../drizzle.ts'
import { linksOf } from '../run-view.ts'
import { attempts, runs, variations } from '../schema.ts'
import { type Draft, draft, type Tx } from '../writer/transaction.ts'
import { type AttemptRow, findVariation, findVariations, placeOf } from './find.ts'
import { queueAfterDisruption } from './queue-after-disruption.ts'
import { queueIfRaised } from './queue-after-raise.ts'
import { queueWebhooks } from './webhook-queue.ts'

/**
 * Writes an attempt's end and returns its event; behind it the next attempt's, when a disruption or a budget raised
 * since ended this one, or the run's end, when this was the last.
 */
export function writeEnd(tx: Tx, attempt: AttemptRow, end: AttemptEnd): Draft[] {
  const at = tx.now.toISOString()
  tx.db
    .update(attempts)
    .set({ ...end, state: 'ended', endedAt: at, tokenSha256: null })
    .where(eq(attempts.id, attempt.id))
    .run()
  const budget = leaveWait(tx, attempt, end)
  const { outcome, reason, message, isRetryable } = end
  const failure =
    reason === null ? {} : { reason, message: message ?? '', isRetryable: isRetryable ?? false, ...budget }
  const ended = draft(tx, placeOf(attempt), 'attempt-end', { outcome, ...failure })
  const next = [...queueAfterDisruption(tx, attempt, end), ...queueIfRaised(tx, attempt, end)]
  return [ended, ...next, ...endRunIfDone(tx, attempt.runId)]
}

/** Ends the wait of an attempt that ends. What is given up for a budget keeps it, and its event names that budget too. */
function leaveWait(tx: Tx, { runId, index }: AttemptRow, { reason }: AttemptEnd): { budget?: BudgetShort } {
  const { wait } = findVariation(tx, runId, index).variation
  if (reason === 'budget' && wait?.budget) return { budget: wait.budget }
  const isIt = and(eq(variations.runId, runId), eq(variations.index, index))
  tx.db.update(variations).set({ wait: null }).where(isIt).run()
  return {}
}

function endRunIfDone(tx: Tx, runId: string): Draft[] {
  const outcomes: Outcome[] = []
  for (const { attempt } of findVariations(tx, runId)) {
    if (attempt.outcome === null) return []
    outcomes.push(attempt.outcome)
  }
  const outcome = runOutcome(outcomes)
  const isIt = eq(runs.id, runId)
  const run = tx.db.update(runs).set({ state: outcome, endedAt: tx.now.toISOString() }).where(isIt).returning().get()
  const data = { id: runId, href: linksOf(runId).self, outcome, variation: null }
  if (run !== undefined) queueWebhooks(tx, { owner: run.owner, type: 'run.ended', ...data })
  return [draft(tx, { run: runId, variation: null, attempt: null }, 'run-end', { outcome })]
}
