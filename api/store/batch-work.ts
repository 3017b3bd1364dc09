import type { BatchChoice, BatchSelection, BatchWait } from '#contract/batch.ts'
import type { RunOutcome } from '#contract/event.ts'
import { isOfVariation } from './assignment.ts'
import { NOBODY } from './commands/remove-batch.ts'
import type { Db } from './database.ts'
import { and, asc, count, eq, inArray, isNotNull, isNull, ne, or } from './drizzle.ts'
import { attempts, runs, variations } from './schema.ts'
import { batches, batchRows } from './schema-batches.ts'
import type { RunDefaults } from './store.ts'
import type { Writer } from './writer/writer.ts'

export interface OpenBatch {
  readonly id: string
  readonly owner: string
  readonly state: 'running' | 'paused' | 'cancelling'
  readonly selection: BatchSelection
  /** What its rows wait for, as was said last. */
  readonly wait: BatchWait | null
}

export interface WaitingRow {
  readonly row: number
  /** How many attempts it will queue, at most. */
  readonly variations: number
}

/** A row that runs, though its run does not any more; `outcome` is null when the run is gone. */
export interface OverdueRow {
  readonly row: number
  readonly runId: string
  readonly outcome: RunOutcome | null
}

/** What those who run batches ask and change. Every change is one transaction of the writer. */
export class BatchWork {
  readonly #db: Db
  readonly #writer: Writer
  #leftovers: readonly string[]

  constructor(db: Db, writer: Writer) {
    this.#db = db
    this.#writer = writer
    // before anybody can begin another: these are of processes that are gone
    this.#leftovers = db
      .select({ id: batches.id })
      .from(batches)
      .where(eq(batches.state, 'staging'))
      .all()
      .map(({ id }) => id)
  }

  /** Removes rows of batches whose file never arrived whole, because the server was ended meanwhile. */
  async sweep(signal: AbortSignal): Promise<void> {
    for (const batchId of this.#leftovers) {
      while (!signal.aborted && !(await this.#writer.run('discardBatch', { batchId })));
      if (signal.aborted) return
      this.#leftovers = this.#leftovers.filter((id) => id !== batchId)
    }
  }

  /** Batches whose time to be restored is over: from now on nobody can. */
  async giveUpDeleted(before: Date): Promise<string[]> {
    const deletedBefore = before.toISOString()
    // hidden ones alone: most of the time there are none, and the writer is left in peace
    const isHidden = or(isNotNull(batches.deletedAt), eq(batches.owner, NOBODY))
    if (this.#db.select({ id: batches.id }).from(batches).where(isHidden).limit(1).get() === undefined) return []
    return this.#writer.run('giveUpBatches', { deletedBefore })
  }

  /** Removes some of a batch that is given up; false while there is more. */
  removeSome(batchId: string): Promise<boolean> {
    return this.#writer.run('removeBatch', { batchId })
  }

  /** Oldest first. */
  open(): OpenBatch[] {
    const { id, owner, state, selection, wait } = batches
    const rows = this.#db
      .select({ id, owner, state, selection, wait })
      .from(batches)
      .where(and(ne(batches.state, 'ended'), ne(batches.state, 'staging')))
      .orderBy(asc(batches.id))
      .all()
    return rows.flatMap((row) => (isOpenState(row.state) ? [{ ...row, state: row.state }] : []))
  }

  /** The first rows that wait, in the order of the file. */
  waiting(batchId: string, limit: number): WaitingRow[] {
    const isWaiting = and(eq(batchRows.batchId, batchId), eq(batchRows.state, 'queued'))
    const { row, request } = batchRows
    const found = this.#db
      .select({ row, request })
      .from(batchRows)
      .where(isWaiting)
      .orderBy(asc(row))
      .limit(limit)
      .all()
    return found.map(({ row: at, request: { variations } }) => ({
      row: at,
      variations: typeof variations === 'number' ? variations : variations.length,
    }))
  }

  overdue(batchId: string): OverdueRow[] {
    const isOver = and(
      eq(batchRows.batchId, batchId),
      eq(batchRows.state, 'running'),
      isNotNull(batchRows.runId),
      or(isNull(runs.state), ne(runs.state, 'running')),
    )
    const found = this.#db
      .select({ row: batchRows.row, runId: batchRows.runId, state: runs.state })
      .from(batchRows)
      .leftJoin(runs, eq(runs.id, batchRows.runId))
      .where(isOver)
      .all()
    return found.flatMap(({ row, runId, state }) =>
      runId === null || state === 'running' ? [] : [{ row, runId, outcome: state }],
    )
  }

  /** Whether anything of it waits or runs. */
  isBusy(batchId: string): boolean {
    const isUnfinished = and(eq(batchRows.batchId, batchId), inArray(batchRows.state, ['queued', 'running']))
    return this.#db.select({ row: batchRows.row }).from(batchRows).where(isUnfinished).limit(1).get() !== undefined
  }

  /** Attempts of each batch that wait for a place. */
  queuedAttempts(): ReadonlyMap<string, number> {
    // the first condition is the one the index of live attempts is for
    const isQueued = and(ne(attempts.state, 'ended'), eq(attempts.state, 'queued'), isNotNull(runs.batchId))
    const found = this.#db
      .select({ batchId: runs.batchId, count: count() })
      .from(attempts)
      .innerJoin(runs, eq(runs.id, attempts.runId))
      .where(isQueued)
      .groupBy(runs.batchId)
      .all()
    return new Map(found.flatMap((row) => (row.batchId === null ? [] : [[row.batchId, row.count] as const])))
  }

  /** What its attempts are told that wait for a budget, when all of them do: until one goes on no row is admitted. */
  budgetWait(batchId: string): BatchWait | null {
    const isLast = and(isOfVariation, eq(variations.attempt, attempts.number))
    const live = this.#db
      .select({ wait: variations.wait })
      .from(attempts)
      .innerJoin(runs, eq(runs.id, attempts.runId))
      .innerJoin(variations, isLast)
      .where(and(ne(attempts.state, 'ended'), eq(runs.batchId, batchId)))
      .all()
    const [first] = live
    if (!first?.wait || live.some(({ wait }) => wait?.reason !== 'budget')) return null
    return { reason: 'budget', message: first.wait.message, until: null }
  }

  /** Says what its rows wait for; null: for nothing any more. */
  wait(batchId: string, wait: BatchWait | null): Promise<void> {
    return this.#writer.run('waitBatch', { batchId, wait })
  }

  admit(batchId: string, row: number, defaults: RunDefaults): Promise<boolean> {
    return this.#writer.run('admitRow', { batchId, row, defaults })
  }

  endRow(
    batchId: string,
    end: { row: number; runId: string; outcome: RunOutcome; choice: BatchChoice | null },
  ): Promise<boolean> {
    return this.#writer.run('endRow', { batchId, ...end })
  }

  /** Ends some of the rows that wait in a batch that is being cancelled; says how many. */
  cancelRows(batchId: string): Promise<number> {
    return this.#writer.run('cancelRows', { batchId })
  }

  /** Ends a batch with nothing left to wait for. */
  end(batchId: string): Promise<boolean> {
    return this.#writer.run('endBatch', { batchId })
  }
}

function isOpenState(state: string): state is OpenBatch['state'] {
  return state === 'running' || state === 'paused' || state === 'cancelling'
}
