import type { Variation } from '#contract/api.ts'
import { MAX_ATTEMPTS_PER_VARIATION } from '#contract/limits.ts'
import { AppError } from '../../errors.ts'
import { and, eq } from '../drizzle.ts'
import { readVariation } from '../run-view.ts'
import { runs, variations } from '../schema.ts'
import type { Answer, CommandContext } from '../store.ts'
import { append } from '../writer/append.ts'
import type { Tx } from '../writer/transaction.ts'
import { findRun, findVariation } from './find.ts'
import { once } from './idempotent.ts'
import { insertAttempt } from './insert-attempt.ts'

interface RetryArgs {
  readonly runId: string
  readonly index: number
  readonly context: CommandContext
}

/** Queues a new attempt of an ended one and reopens the run; nothing new while one is live. */
export function retryVariation(tx: Tx, { runId, index, context }: RetryArgs): Answer<Variation> {
  return once(tx, context, () => {
    findRun(tx, context.owner, runId)
    const { variation, attempt } = findVariation(tx, runId, index)
    if (attempt.state !== 'ended') return readVariation(tx.db, runId, index)
    if (attempt.number >= MAX_ATTEMPTS_PER_VARIATION) {
      throw new AppError('conflict', `Variation ${index} has had all its ${MAX_ATTEMPTS_PER_VARIATION} attempts.`)
    }
    const number = attempt.number + 1
    const queued = insertAttempt(tx, { runId, index, number, cause: 'retry', variationSeed: variation.seed })
    const change = () => {
      const isIt = and(eq(variations.runId, runId), eq(variations.index, index))
      tx.db.update(variations).set({ attempt: number, design: null, wait: null }).where(isIt).run()
      tx.db.update(runs).set({ state: 'running', endedAt: null }).where(eq(runs.id, runId)).run()
    }
    append(tx, runId, [queued], change, { kind: 'command', key: `retry:${index}:${number}` })
    return readVariation(tx.db, runId, index)
  })
}
