import type { BatchChoice, RowFault } from '#contract/batch.ts'
import type { RunOutcome } from '#contract/event.ts'
import { AppError } from '../../errors.ts'
import type { StoredBatch, StoredRow } from '../batch-view.ts'
import { and, eq } from '../drizzle.ts'
import { runs } from '../schema.ts'
import { batches, batchRows } from '../schema-batches.ts'
import type { RunDefaults } from '../store.ts'
import type { Tx } from '../writer/transaction.ts'
import { CHOSEN_BY_HAND } from './choose-row.ts'
import { insertRun } from './create-run.ts'
import { retryFailed } from './retry-failed.ts'
import { markEnded, markRunning } from './row-state.ts'

interface OfRow {
  readonly batchId: string
  readonly row: number
}

interface Admission extends OfRow {
  readonly defaults: RunDefaults
}

/**
 * Makes a waiting row's run and says so of the row: one transaction, so that no crash makes two or none. A row that is
 * retried goes on in the run it has. False when it is not to be admitted any more.
 */
export function admitRow(tx: Tx, { batchId, row, defaults }: Admission): boolean {
  const found = findRow(tx, batchId, row)
  if (found === null || found.batch.state !== 'running' || found.row.state !== 'queued') return false
  const { runId, fault } = startRow(tx, found, defaults)
  if (runId === null) markEnded(tx, found.row, { runId, outcome: 'failed', choice: null, fault })
  else markRunning(tx, found.row, runId)
  return true
}

interface Started {
  readonly runId: string | null
  readonly fault: RowFault | null
}

function startRow(tx: Tx, { batch, row }: BatchAndRow, defaults: RunDefaults): Started {
  if (row.runId !== null && retryFailed(tx, row.runId)) return { runId: row.runId, fault: null }
  try {
    const runId = insertRun(tx, row.request, { defaults, owner: batch.owner, batchId: batch.id })
    return { runId, fault: null }
  } catch (error) {
    // it was good when it was staged, and other settings since may have made it bad; anything else is a bug of ours
    if (!(error instanceof AppError)) throw error
    const pointer = error.errors[0]?.pointer ?? ''
    return { runId: null, fault: { line: row.line, pointer, detail: error.message } }
  }
}

interface EndArgs extends OfRow {
  readonly runId: string
  readonly outcome: RunOutcome
  readonly choice: BatchChoice | null
}

/** Ends a row whose run has ended like that. False when it was ended before, or its run goes on again. */
export function endRow(tx: Tx, { batchId, row, runId, outcome, choice }: EndArgs): boolean {
  const found = findRow(tx, batchId, row)
  if (found === null || found.row.state !== 'running' || found.row.runId !== runId) return false
  const run = tx.db.select({ state: runs.state }).from(runs).where(eq(runs.id, runId)).get()
  if (run !== undefined && run.state !== outcome) return false
  const isByHand = found.row.choice?.why === CHOSEN_BY_HAND
  markEnded(tx, found.row, { runId, outcome, choice: isByHand ? found.row.choice : choice, fault: null })
  return true
}

/** Rows ended in one transaction while a batch is cancelled. */
const CANCELLED_ROWS = 200

/** Ends some of the rows that wait in a batch that is being cancelled; says how many. */
export function cancelRows(tx: Tx, { batchId }: { batchId: string }): number {
  const isWaiting = and(eq(batchRows.batchId, batchId), eq(batchRows.state, 'queued'), eq(batches.state, 'cancelling'))
  const found = tx.db
    .select({ row: batchRows })
    .from(batchRows)
    .innerJoin(batches, eq(batches.id, batchRows.batchId))
    .where(isWaiting)
    .orderBy(batchRows.row)
    .limit(CANCELLED_ROWS)
    .all()
  for (const { row } of found) {
    const { runId, choice } = row
    markEnded(tx, row, { runId, choice, outcome: outcomeOf(tx, row), fault: null })
  }
  return found.length
}

/** A row that waited for its retry stays what its run is. */
function outcomeOf(tx: Tx, { runId }: StoredRow): RunOutcome {
  const run = runId === null ? undefined : tx.db.select().from(runs).where(eq(runs.id, runId)).get()
  return run === undefined || run.state === 'running' ? 'cancelled' : run.state
}

interface BatchAndRow {
  readonly batch: StoredBatch
  readonly row: StoredRow
}

function findRow(tx: Tx, batchId: string, row: number): BatchAndRow | null {
  const found = tx.db
    .select({ batch: batches, row: batchRows })
    .from(batchRows)
    .innerJoin(batches, eq(batches.id, batchRows.batchId))
    .where(and(eq(batchRows.batchId, batchId), eq(batchRows.row, row)))
    .get()
  return found ?? null
}
