import type { FinishRequest } from '#contract/assignment.ts'
import { AppError } from '../../errors.ts'
import { and, eq } from '../drizzle.ts'
import { attempts } from '../schema.ts'
import type { Tx } from '../writer/transaction.ts'
import { type AttemptRow, findAttempt } from './find.ts'

interface ClaimArgs {
  readonly attemptId: string
  readonly tokenSha256: string
}

/**
 * Gives an attempt its run token. A repeat replaces the token until one has been used: an agent that lost the
 * answer can ask again, a stolen ticket cannot. Throws AppError `forbidden`, `not-found`.
 */
export function claimAttempt(tx: Tx, { attemptId, tokenSha256 }: ClaimArgs): void {
  const attempt = findAttempt(tx, attemptId)
  if (attempt === undefined) throw new AppError('not-found', 'There is no such attempt.')
  refuseUnlessWanted(attempt)
  if (attempt.isTokenUsed) throw new AppError('forbidden', 'This attempt is claimed and at work already.')
  const set = { tokenSha256, claimedAt: tx.now.toISOString() }
  tx.db.update(attempts).set(set).where(eq(attempts.id, attemptId)).run()
}

/** Notes the first use of a run token; false when another claim has replaced it meanwhile. */
export function useToken(tx: Tx, { attemptId, tokenSha256 }: ClaimArgs): boolean {
  const isIt = and(eq(attempts.id, attemptId), eq(attempts.tokenSha256, tokenSha256))
  return tx.db.update(attempts).set({ isTokenUsed: true }).where(isIt).run().changes === 1
}

/** Stores how an agent says it is done. The same again is fine, another is a conflict. */
export function finishAttempt(tx: Tx, { attemptId, finish }: { attemptId: string; finish: FinishRequest }): void {
  const attempt = findAttempt(tx, attemptId)
  if (attempt === undefined) throw new AppError('not-found', 'There is no such attempt.')
  if (attempt.finish !== null) {
    if (JSON.stringify(attempt.finish) === JSON.stringify(finish)) return
    throw new AppError('conflict', 'This attempt has finished with another result already.')
  }
  refuseUnlessWanted(attempt)
  tx.db.update(attempts).set({ finish }).where(eq(attempts.id, attemptId)).run()
}

/** Throws AppError `forbidden` for an attempt that is not at work, or is to stop. */
export function refuseUnlessWanted(attempt: AttemptRow): void {
  if (attempt.state === 'ended') throw new AppError('forbidden', 'This attempt has ended.')
  if (attempt.desired === 'cancelled') throw new AppError('forbidden', 'This attempt was cancelled.')
  if (attempt.stopReason !== null) throw new AppError('forbidden', 'This attempt is being stopped.')
  if (attempt.state === 'queued') throw new AppError('forbidden', 'This attempt has not been launched.')
}
