import type { BatchEventData, BatchEventType } from '#contract/batch-event.ts'
import { batchEnvelopeTail } from '../../stream/frame.ts'
import { append } from '../writer/append.ts'
import type { Draft, Tx } from '../writer/transaction.ts'

/** One event of a batch as a draft; `row` is null for what is about the whole batch. */
export function batchDraft<T extends BatchEventType>(
  tx: Tx,
  batch: string,
  row: number | null,
  type: T,
  data: BatchEventData<T>,
): Draft {
  return { type, tail: batchEnvelopeTail({ batch, row, type, at: tx.now.toISOString(), data }) }
}

/**
 * Adds events to a batch's log. What they tell must be guarded by a state that the same transaction changes: the key is
 * new for each.
 */
export function appendToBatch(tx: Tx, batchId: string, drafts: readonly Draft[]): void {
  append(tx, batchId, drafts, () => {}, { kind: 'command', key: `change:${tx.log.lastSeq(batchId)}` })
}
