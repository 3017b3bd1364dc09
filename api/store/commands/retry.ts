import type { Variation } from '#contract/api.ts'
import { MAX_ATTEMPTS_PER_VARIATION } from '#contract/limits.ts'
import { AppError } from '../../errors.ts'
import { eq } from '../drizzle.ts'
import { readVariation } from '../run-view.ts'
import { runs } from '../schema.ts'
import type { Answer, CommandContext } from '../store.ts'
import { append } from '../writer/append.ts'
import type { Tx } from '../writer/transaction.ts'
import { findRun, findVariation } from './find.ts'
import { once } from './idempotent.ts'
import { hasNext, queueNext } from './queue-next.ts'
import { reopenRow } from './row-state.ts'

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
    if (!hasNext(attempt)) {
      throw new AppError('conflict', `Variation ${index} has had all its ${MAX_ATTEMPTS_PER_VARIATION} attempts.`)
    }
    const number = attempt.number + 1
    const queued = queueNext(tx, variation, 'retry')
    const change = () => {
      tx.db.update(runs).set({ state: 'running', endedAt: null }).where(eq(runs.id, runId)).run()
      reopenRow(tx, runId)
    }
    append(tx, runId, [queued], change, { kind: 'command', key: `retry:${index}:${number}` })
    return readVariation(tx.db, runId, index)
  })
}
