import type { EventData } from '#contract/event.ts'
import { append } from '../writer/append.ts'
import { draft, type Tx } from '../writer/transaction.ts'
import { findAttempt, placeOf } from './find.ts'

interface ProgressArgs {
  readonly attemptId: string
  readonly progress: EventData<'image-progress'>
}

/** Shows how far the picture of an attempt at work is; of any other it says nothing. */
export function showProgress(tx: Tx, { attemptId, progress }: ProgressArgs): void {
  const attempt = findAttempt(tx, attemptId)
  if (attempt === undefined || attempt.state === 'ended' || attempt.desired === 'cancelled') return
  const drafts = [draft(tx, placeOf(attempt), 'image-progress', progress)]
  // nobody repeats a progress: what is lost is behind the next one, and the head makes the key new
  const key = `progress:${attemptId}:${tx.log.lastSeq(attempt.runId)}`
  append(tx, attempt.runId, drafts, () => {}, { kind: 'command', key })
}
