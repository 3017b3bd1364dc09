import type { Batch, BatchList, BatchRow, BatchRowList, RowFault } from '#contract/batch.ts'
import { Id } from '#contract/ids.ts'
import { AppError } from '../errors.ts'
import type { BatchQuery, BatchStaging, BatchStore, NewBatch, NewRow, RowQuery } from './batch-store.ts'
import { findBatch, isBatchOf, readBatch, readRow, rowColumns, toBatch } from './batch-view.ts'
import type { Db } from './database.ts'
import { and, asc, desc, eq, gt, inArray, isNull, lt, ne, sql } from './drizzle.ts'
import { keptFrom } from './kept-from.ts'
import { prepared } from './prepared.ts'
import { attempts, logs, runs } from './schema.ts'
import { batches, batchRows } from './schema-batches.ts'
import type { Answer, CommandContext } from './store.ts'
import type { Writer } from './writer/writer.ts'

/** A posted run's attempt of which no line has come; by the index of live attempts, of which there are few. */
const firstStarting = prepared((db) => {
  const { id, runId, state, lastN, queuedAt, launchedAt } = attempts
  const isRecent = sql`coalesce(${launchedAt}, ${queuedAt}) >= ${sql.placeholder('since')}`
  return db
    .select({ id })
    .from(attempts)
    .innerJoin(runs, eq(runs.id, runId))
    .where(and(ne(state, 'ended'), eq(lastN, 0), isRecent, isNull(runs.batchId)))
    .limit(1)
    .prepare()
})

/** Batches in SQLite: reads on a connection of their own, every change through the writer. */
export class SqliteBatchStore implements BatchStore, BatchStaging {
  readonly #db: Db
  readonly #writer: Writer

  constructor(db: Db, writer: Writer) {
    this.#db = db
    this.#writer = writer
  }

  async get(owner: string, batchId: string): Promise<Batch> {
    return this.#db.transaction((db) => readBatch(db, owner, batchId))
  }

  async list(owner: string, { limit, cursor }: BatchQuery): Promise<BatchList> {
    const isBehind = cursor === undefined ? undefined : lt(batches.id, parseCursor(cursor))
    return this.#db.transaction((db) => {
      const isOne = and(isBatchOf(owner), isBehind)
      // ids are ULIDs: their order is the order of creation
      const found = db
        .select()
        .from(batches)
        .where(isOne)
        .orderBy(desc(batches.id))
        .limit(limit + 1)
        .all()
      const page = found.slice(0, limit)
      const nextCursor = found.length > limit ? (page.at(-1)?.id ?? null) : null
      return { data: page.map((batch) => toBatch(db, batch)), nextCursor }
    })
  }

  async rows(owner: string, batchId: string, { state, limit, cursor }: RowQuery): Promise<BatchRowList> {
    findBatch(this.#db, owner, batchId)
    const after = cursor === undefined ? -1 : parseRowCursor(cursor)
    const isOne = and(state === undefined ? undefined : eq(batchRows.state, state), gt(batchRows.row, after))
    const found = this.#rows(batchId, isOne, limit + 1)
    const data = found.slice(0, limit)
    return { data, nextCursor: found.length > limit ? String(data.at(-1)?.row ?? 0) : null }
  }

  async row(owner: string, batchId: string, row: number): Promise<BatchRow> {
    findBatch(this.#db, owner, batchId)
    return readRow(this.#db, batchId, row)
  }

  async endedRows(owner: string, batchId: string, afterRow: number, limit: number): Promise<BatchRow[]> {
    findBatch(this.#db, owner, batchId)
    const isEnded = inArray(batchRows.state, ['succeeded', 'partial', 'failed', 'cancelled'])
    return this.#rows(batchId, and(isEnded, gt(batchRows.row, afterRow)), limit)
  }

  async head(owner: string, batchId: string): Promise<{ lastSeq: number; isEnded: boolean; keptFrom: number }> {
    const isIt = and(eq(batches.id, batchId), isBatchOf(owner))
    const row = this.#db
      .select({ lastSeq: logs.lastSeq, state: batches.state })
      .from(batches)
      .innerJoin(logs, eq(logs.id, batches.id))
      .where(isIt)
      .get()
    if (row === undefined) throw new AppError('not-found', `There is no batch ${batchId}.`)
    const { lastSeq } = row
    return { lastSeq, isEnded: row.state === 'ended', keptFrom: keptFrom(this.#db, batchId, lastSeq) }
  }

  cancel(batchId: string, running: 'finish' | 'stop', context: CommandContext): Promise<Answer<Batch>> {
    return this.#writer.run('cancelBatch', { batchId, running, context })
  }

  pause(batchId: string, context: CommandContext): Promise<Answer<Batch>> {
    return this.#writer.run('pauseBatch', { batchId, context })
  }

  resume(batchId: string, context: CommandContext): Promise<Answer<Batch>> {
    return this.#writer.run('resumeBatch', { batchId, context })
  }

  retry(batchId: string, context: CommandContext): Promise<Answer<Batch>> {
    return this.#writer.run('retryBatch', { batchId, context })
  }

  delete(batchId: string, context: CommandContext): Promise<void> {
    return this.#writer.run('deleteBatch', { batchId, context })
  }

  restore(batchId: string, context: CommandContext): Promise<Answer<Batch>> {
    return this.#writer.run('restoreBatch', { batchId, context })
  }

  choose(batchId: string, row: number, variation: number | null, context: CommandContext): Promise<BatchRow> {
    return this.#writer.run('chooseRow', { batchId, row, variation, context })
  }

  begin(batch: NewBatch, owner: string): Promise<string> {
    return this.#writer.run('beginBatch', { batch, owner })
  }

  add(batchId: string, rows: readonly NewRow[]): Promise<void> {
    return this.#writer.run('addBatchRows', { batchId, rows })
  }

  start(batchId: string, faults: readonly RowFault[], context: CommandContext): Promise<Answer<Batch>> {
    return this.#writer.run('startBatch', { batchId, faults, context })
  }

  async discard(batchId: string, turn: () => Promise<void>): Promise<void> {
    while (!(await this.#writer.run('discardBatch', { batchId }))) await turn()
  }

  isAnyStarting(since: Date): boolean {
    if (this.#writer.isUnderWay('createRun')) return true
    return firstStarting(this.#db).get({ since: since.toISOString() }) !== undefined
  }

  #rows(batchId: string, condition: ReturnType<typeof and>, limit: number): BatchRow[] {
    const isOne = and(eq(batchRows.batchId, batchId), condition)
    return this.#db.select(rowColumns).from(batchRows).where(isOne).orderBy(asc(batchRows.row)).limit(limit).all()
  }
}

function parseCursor(cursor: string): string {
  const parsed = Id.safeParse(cursor)
  if (parsed.success) return parsed.data
  throw badCursor()
}

function parseRowCursor(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor)
  throw badCursor()
}

function badCursor(): AppError {
  return new AppError('bad-request', 'This cursor is not one of ours. Start again without it.', {
    errors: [{ pointer: '/cursor', detail: 'must be a nextCursor of an earlier answer' }],
  })
}
