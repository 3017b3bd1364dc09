import { unknownUsage } from '../call.ts'
import { and, asc, eq, inArray, lte, sql } from '../drizzle.ts'
import { artifacts, calls, commandKeys, segments } from '../schema.ts'
import { batchRows } from '../schema-batches.ts'
import type { Tx } from '../writer/transaction.ts'
import { addToDay } from './usage-day.ts'

// What is removed is overwritten, and all others who write wait meanwhile: so much at a time that it takes some
// milliseconds, on a slow disk some tens.
const CHUNK_BYTES = 256 * 1024
const CHUNK_ROWS = 100
/** A row of a batch holds a brief and its settings, and stands in three indexes. */
const CHUNK_BATCH_ROWS = 200

/** Removes the oldest events of a log, so that what is left has no hole. True once there are none. */
export function removeSomeEvents(tx: Tx, logId: string): boolean {
  const some = tx.db
    .select({ rowId: segments.rowId, bytes: sql<number>`length(${segments.frames})` })
    .from(segments)
    .where(eq(segments.logId, logId))
    .orderBy(asc(segments.lastSeq))
    .limit(CHUNK_ROWS)
    .all()
  const chosen: number[] = []
  let bytes = 0
  for (const segment of some) {
    if (bytes >= CHUNK_BYTES) break
    chosen.push(segment.rowId)
    bytes += segment.bytes
  }
  tx.db.delete(segments).where(inArray(segments.rowId, chosen)).run()
  return chosen.length === some.length && some.length < CHUNK_ROWS
}

/** Removes some of the keys of a log's commands. True once there are none. */
export function removeSomeKeys(tx: Tx, logId: string): boolean {
  const isOfLog = eq(commandKeys.logId, logId)
  const some = tx.db.select({ key: commandKeys.key }).from(commandKeys).where(isOfLog).limit(CHUNK_ROWS).all()
  const keys = some.map(({ key }) => key)
  tx.db
    .delete(commandKeys)
    .where(and(isOfLog, inArray(commandKeys.key, keys)))
    .run()
  return some.length < CHUNK_ROWS
}

/**
 * Removes some of a run's calls. True once there are none. The day's totals keep what they used; one that is still open
 * can no longer be settled and counts as unknown.
 */
export function removeSomeCalls(tx: Tx, runId: string): boolean {
  const some = tx.db.select().from(calls).where(eq(calls.runId, runId)).limit(CHUNK_ROWS).all()
  for (const call of some) {
    if (call.state === 'open') addToDay(tx, call, unknownUsage)
    tx.db
      .delete(calls)
      .where(and(eq(calls.attemptId, call.attemptId), eq(calls.id, call.id)))
      .run()
  }
  return some.length < CHUNK_ROWS
}

/** Removes some of a run's pictures, or of its previews alone. True once there are none; their files are swept. */
export function removeSomePictures(tx: Tx, runId: string, kind?: 'preview'): boolean {
  const isOne = and(eq(artifacts.runId, runId), kind === undefined ? undefined : eq(artifacts.kind, kind))
  const some = tx.db.select({ id: artifacts.id }).from(artifacts).where(isOne).limit(CHUNK_ROWS).all()
  const ids = some.map(({ id }) => id)
  tx.db.delete(artifacts).where(inArray(artifacts.id, ids)).run()
  return some.length < CHUNK_ROWS
}

/** Removes the first rows of a batch. True once there are none. */
export function removeSomeRows(tx: Tx, batchId: string): boolean {
  const isOfBatch = eq(batchRows.batchId, batchId)
  const some = tx.db
    .select({ row: batchRows.row })
    .from(batchRows)
    .where(isOfBatch)
    .orderBy(asc(batchRows.row))
    .limit(CHUNK_BATCH_ROWS)
    .all()
  const last = some.at(-1)?.row ?? -1
  tx.db
    .delete(batchRows)
    .where(and(isOfBatch, lte(batchRows.row, last)))
    .run()
  return some.length < CHUNK_BATCH_ROWS
}
