import { setImmediate } from 'node:timers/promises'
import type { Run } from '#contract/api.ts'
import type { BatchRow } from '#contract/batch.ts'
import type { BatchResult, SheetRow } from '#contract/batch-result.ts'
import { AppError } from '../errors.ts'
import type { BatchStore, RowQuery } from '../store/batch-store.ts'
import type { EventLog, RunStore } from '../store/store.ts'
import { nextWake } from './next-wake.ts'
import { resultOf, sheetRowOf } from './result-of.ts'

/** What results are read from. */
export interface ResultSource {
  readonly batches: Pick<BatchStore, 'head' | 'rows' | 'endedRows'>
  readonly runs: Pick<RunStore, 'get'>
  readonly log: Pick<EventLog, 'subscribe'>
}

export interface ResultQuery {
  readonly owner: string
  readonly batchId: string
  /** Waits for the rows that have not ended; otherwise it is what there is now. */
  readonly isFollowing: boolean
}

/** Rows asked of the store at a time. */
const PAGE = 100

/**
 * The rows that have ended, each once: in the order of the file, and behind those already there in the order of their
 * ends. Ends with the batch. Throws AppError `not-found`, and what `signal` was aborted with: what breaks off must not
 * look whole.
 */
export async function* resultRows(
  source: ResultSource,
  query: ResultQuery,
  signal: AbortSignal,
): AsyncGenerator<BatchResult> {
  const seen = new SeenRows()
  for (;;) {
    // both before the look: what happens during it is seen by the next one
    const wake = query.isFollowing ? nextWake(source.log, query.batchId, signal) : null
    try {
      const { isEnded } = await source.batches.head(query.owner, query.batchId)
      yield* newlyEnded(source, query, seen, signal)
      if (wake === null || isEnded) return
      await wake.done
    } finally {
      wake?.cancel()
    }
  }
}

/** One page of a contact sheet, unfinished rows included. Throws AppError. */
export async function sheetPage(source: ResultSource, owner: string, batchId: string, query: RowQuery) {
  const { data, nextCursor } = await source.batches.rows(owner, batchId, query)
  const rows: SheetRow[] = []
  for (const row of data) rows.push(sheetRowOf(row, await runOf(source, owner, row)))
  return { data: rows, nextCursor }
}

async function* newlyEnded(
  source: ResultSource,
  { owner, batchId }: ResultQuery,
  seen: SeenRows,
  signal: AbortSignal,
): AsyncGenerator<BatchResult> {
  let after = seen.allUpTo
  for (;;) {
    signal.throwIfAborted()
    const page = await source.batches.endedRows(owner, batchId, after, PAGE)
    for (const row of page) {
      signal.throwIfAborted()
      after = row.row
      if (!seen.add(row.row)) continue
      yield resultOf(row, await runOf(source, owner, row))
      // reading is synchronous: others have their turn between two rows
      await setImmediate()
    }
    if (page.length < PAGE) return
  }
}

async function runOf({ runs }: ResultSource, owner: string, { runId }: BatchRow): Promise<Run | null> {
  if (runId === null) return null
  try {
    return await runs.get(owner, runId)
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not-found') return null
    throw error
  }
}

/** Rows already given. Those without a gap from the first are one number. */
class SeenRows {
  /** Every row up to this one has been seen; -1 for none. */
  allUpTo = -1
  readonly #beyond = new Set<number>()

  /** False where it was there before. */
  add(row: number): boolean {
    if (row <= this.allUpTo || this.#beyond.has(row)) return false
    this.#beyond.add(row)
    while (this.#beyond.delete(this.allUpTo + 1)) this.allUpTo += 1
    return true
  }
}
