import { MAX_ATTEMPTS_PER_VARIATION } from '#contract/limits.ts'
import { and, eq } from '../drizzle.ts'
import { variations } from '../schema.ts'
import type { Draft, Tx } from '../writer/transaction.ts'
import type { AttemptRow, VariationRow } from './find.ts'
import { insertAttempt } from './insert-attempt.ts'

/** True while a variation may have one more attempt after this one. */
export function hasNext({ number }: AttemptRow): boolean {
  return number < MAX_ATTEMPTS_PER_VARIATION
}

/** Queues the attempt after the last one of a variation; the returned event must be appended in the same transaction. */
export function queueNext(tx: Tx, variation: VariationRow, cause: 'retry' | 'disruption'): Draft {
  const { runId, index, seed } = variation
  const number = variation.attempt + 1
  const isIt = and(eq(variations.runId, runId), eq(variations.index, index))
  tx.db.update(variations).set({ attempt: number, design: null, wait: null }).where(isIt).run()
  return insertAttempt(tx, { runId, index, number, cause, variationSeed: seed })
}
