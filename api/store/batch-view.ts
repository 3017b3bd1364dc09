import type { Batch, BatchRow, RequestCounts } from '#contract/batch.ts'
import { AppError } from '../errors.ts'
import type { Db } from './database.ts'
import { and, count, eq, isNull, ne, sql } from './drizzle.ts'
import { logs } from './schema.ts'
import { batches, batchRows } from './schema-batches.ts'

export type StoredBatch = typeof batches.$inferSelect
export type StoredRow = typeof batchRows.$inferSelect

/** Of an owner's batches those that are there: not one whose rows still arrive, and not one that is deleted. */
export function isBatchOf(owner: string) {
  return and(eq(batches.owner, owner), ne(batches.state, 'staging'), isNull(batches.deletedAt))
}

/** The owner's batch. Throws AppError `not-found`. */
export function findBatch(db: Db, owner: string, batchId: string): StoredBatch {
  const batch = db
    .select()
    .from(batches)
    .where(and(eq(batches.id, batchId), isBatchOf(owner)))
    .get()
  if (batch === undefined) throw new AppError('not-found', `There is no batch ${batchId}.`)
  return batch
}

/** A batch as the API shows it. Call it inside one transaction, so that `lastSeq` fits the rest. Throws AppError `not-found`. */
export function readBatch(db: Db, owner: string, batchId: string): Batch {
  return toBatch(db, findBatch(db, owner, batchId))
}

export function toBatch(db: Db, batch: StoredBatch): Batch {
  const { id, name, state, wait, selection, faults, createdAt, endedAt } = batch
  const self = `/v1/batches/${id}`
  return {
    id,
    name,
    status: state === 'staging' ? 'running' : state,
    wait,
    selection,
    requestCounts: countRows(db, id),
    faults,
    lastSeq: db.select({ lastSeq: logs.lastSeq }).from(logs).where(eq(logs.id, id)).get()?.lastSeq ?? 0,
    createdAt,
    endedAt,
    links: {
      self,
      events: `${self}/events`,
      rows: `${self}/rows`,
      results: `${self}/results`,
      page: `/batches/${id}`,
    },
  }
}

/** How many rows are in which state; answered from an index alone. */
export function countRows(db: Db, batchId: string): RequestCounts {
  const counts = { total: 0, queued: 0, running: 0, succeeded: 0, partial: 0, failed: 0, cancelled: 0 }
  const found = db
    .select({ state: batchRows.state, count: count() })
    .from(batchRows)
    .where(eq(batchRows.batchId, batchId))
    .groupBy(batchRows.state)
    .all()
  for (const row of found) {
    counts[row.state] = row.count
    counts.total += row.count
  }
  return counts
}

/** Columns of a row as the API shows it: of its request, only the brief is read. */
export const rowColumns = {
  row: batchRows.row,
  line: batchRows.line,
  customId: batchRows.customId,
  brief: sql<string>`json_extract(${batchRows.request}, '$.brief')`,
  state: batchRows.state,
  runId: batchRows.runId,
  choice: batchRows.choice,
  fault: batchRows.fault,
}

/** One row as the API shows it. Throws AppError `not-found`. */
export function readRow(db: Db, batchId: string, row: number): BatchRow {
  const isIt = and(eq(batchRows.batchId, batchId), eq(batchRows.row, row))
  const found = db.select(rowColumns).from(batchRows).where(isIt).get()
  if (found === undefined) throw new AppError('not-found', `Batch ${batchId} has no row ${row}.`)
  return found
}
