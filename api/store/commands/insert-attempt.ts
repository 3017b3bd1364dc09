import { attemptSeed } from '#contract/seed.ts'
import { attempts } from '../schema.ts'
import { type Draft, draft, type Tx } from '../writer/transaction.ts'

interface NewAttempt {
  readonly runId: string
  readonly index: number
  readonly number: number
  readonly cause: 'first' | 'retry' | 'disruption'
  readonly variationSeed: number
}

/** Queues an attempt; the returned event must be appended in the same transaction. */
export function insertAttempt(tx: Tx, { runId, index, number, cause, variationSeed }: NewAttempt): Draft {
  tx.db
    .insert(attempts)
    .values({
      id: tx.newId(),
      runId,
      index,
      number,
      cause,
      seed: attemptSeed(variationSeed, number),
      desired: 'running',
      state: 'queued',
      queuedAt: tx.now.toISOString(),
    })
    .run()
  return draft(tx, { run: runId, variation: index, attempt: number }, 'attempt-queue', { cause })
}
