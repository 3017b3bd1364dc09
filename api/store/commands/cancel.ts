import type { Run, Variation } from '#contract/api.ts'
import { eq } from '../drizzle.ts'
import { readRun, readVariation } from '../run-view.ts'
import { attempts } from '../schema.ts'
import type { Answer, CommandContext } from '../store.ts'
import { append } from '../writer/append.ts'
import { draft, type Tx } from '../writer/transaction.ts'
import { writeEnd } from './end-events.ts'
import { type AttemptRow, findRun, findVariation, findVariations, placeOf } from './find.ts'
import { once } from './idempotent.ts'

type CancelledBy = 'user' | 'run' | 'keep-best'

export function cancelRun(tx: Tx, { runId, context }: { runId: string; context: CommandContext }): Answer<Run> {
  return once(tx, context, () => {
    findRun(tx, context.owner, runId)
    cancelAttempts(tx, runId)
    return readRun(tx.db, context.owner, runId)
  })
}

/** Cancels all that is unfinished of a run. */
export function cancelAttempts(tx: Tx, runId: string): void {
  for (const { attempt } of findVariations(tx, runId)) cancelAttempt(tx, attempt, 'run')
}

interface CancelVariationArgs {
  readonly runId: string
  readonly index: number
  readonly context: CommandContext
}

export function cancelVariation(tx: Tx, { runId, index, context }: CancelVariationArgs): Answer<Variation> {
  return once(tx, context, () => {
    findRun(tx, context.owner, runId)
    cancelAttempt(tx, findVariation(tx, runId, index).attempt, 'user')
    return readVariation(tx.db, runId, index)
  })
}

/**
 * Commits the wish and the death of the run token; what never ran ends here, the rest is stopped by the orchestrator.
 * An agent that has finished is past being cancelled: only an earlier cancel wins over a finish.
 */
function cancelAttempt(tx: Tx, attempt: AttemptRow, by: CancelledBy): void {
  if (attempt.state === 'ended' || attempt.desired === 'cancelled' || attempt.finish !== null) return
  tx.db.update(attempts).set({ desired: 'cancelled', tokenSha256: null }).where(eq(attempts.id, attempt.id)).run()
  const drafts = [draft(tx, placeOf(attempt), 'attempt-cancel', { by })]
  if (attempt.state === 'queued') {
    drafts.push(...writeEnd(tx, attempt, { outcome: 'cancelled', reason: null, message: null, isRetryable: null }))
  }
  append(tx, attempt.runId, drafts, () => {}, { kind: 'command', key: `cancel:${attempt.id}` })
}
