import type { BatchChoice, RowFault } from '#contract/batch.ts'
import type { RunOutcome } from '#contract/event.ts'
import type { StoredRow } from '../batch-view.ts'
import { and, eq } from '../drizzle.ts'
import { batches, batchRows } from '../schema-batches.ts'
import type { Tx } from '../writer/transaction.ts'
import { appendToBatch, batchDraft } from './batch-log.ts'

export interface RowEnd {
  readonly runId: string | null
  readonly outcome: RunOutcome
  readonly choice: BatchChoice | null
  readonly fault: RowFault | null
}

/** The row's run is under way. */
export function markRunning(tx: Tx, row: StoredRow, runId: string): void {
  setRow(tx, row, { state: 'running', runId, fault: null })
  const { batchId, customId } = row
  appendToBatch(tx, batchId, [batchDraft(tx, batchId, row.row, 'row-start', { customId, runId })])
}

export function markEnded(tx: Tx, row: StoredRow, { outcome, runId, choice, fault }: RowEnd): void {
  const end = { runId, choice, fault }
  setRow(tx, row, { ...end, state: outcome })
  const { batchId, customId } = row
  appendToBatch(tx, batchId, [batchDraft(tx, batchId, row.row, 'row-end', { customId, outcome, ...end })])
}

/** A run goes on again after its end: so do its row and its batch. Call it in the transaction of the run's change. */
export function reopenRow(tx: Tx, runId: string): void {
  const row = tx.db.select().from(batchRows).where(eq(batchRows.runId, runId)).get()
  if (row === undefined || row.state === 'running') return
  markRunning(tx, row, runId)
  tx.db
    .update(batches)
    .set({ state: 'running', endedAt: null })
    .where(and(eq(batches.id, row.batchId), eq(batches.state, 'ended')))
    .run()
}

function setRow(tx: Tx, { batchId, row }: StoredRow, set: Partial<typeof batchRows.$inferInsert>): void {
  tx.db
    .update(batchRows)
    .set(set)
    .where(and(eq(batchRows.batchId, batchId), eq(batchRows.row, row)))
    .run()
}
