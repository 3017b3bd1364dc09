import type { Batch, RowFault } from '#contract/batch.ts'
import type { NewBatch, NewRow } from '../batch-store.ts'
import { countRows, readBatch } from '../batch-view.ts'
import { and, eq, inArray } from '../drizzle.ts'
import { logs } from '../schema.ts'
import { batches, batchRows } from '../schema-batches.ts'
import type { Answer, CommandContext } from '../store.ts'
import { append } from '../writer/append.ts'
import type { Tx } from '../writer/transaction.ts'
import { batchDraft } from './batch-log.ts'
import { once } from './idempotent.ts'

/** Of the lines left out, those the batch shows for good. */
const KEPT_FAULTS = 100
/** Rows removed in one transaction. */
const DISCARDED_ROWS = 500

/** A batch that nobody sees yet: its rows arrive. */
export function beginBatch(tx: Tx, { batch, owner }: { batch: NewBatch; owner: string }): string {
  const id = tx.newId()
  const createdAt = tx.now.toISOString()
  tx.db
    .insert(batches)
    .values({ id, owner, ...batch, state: 'staging', faults: [], createdAt })
    .run()
  return id
}

interface RowsArgs {
  readonly batchId: string
  readonly rows: readonly NewRow[]
}

/** One chunk of rows; whoever sends them keeps it small, because others wait meanwhile. */
export function addBatchRows(tx: Tx, { batchId, rows }: RowsArgs): void {
  if (rows.length === 0) return
  tx.db
    .insert(batchRows)
    .values(rows.map((row) => ({ batchId, ...row, state: 'queued' as const })))
    .run()
}

interface StartArgs {
  readonly batchId: string
  readonly faults: readonly RowFault[]
  readonly context: CommandContext
}

/** From here on it is seen and runs, with a log of its own. */
export function startBatch(tx: Tx, { batchId, faults, context }: StartArgs): Answer<Batch> {
  return once(tx, context, () => {
    const isIt = and(eq(batches.id, batchId), eq(batches.state, 'staging'))
    const set = { state: 'running' as const, startedAt: tx.now.toISOString(), faults: faults.slice(0, KEPT_FAULTS) }
    const [batch] = tx.db.update(batches).set(set).where(isIt).returning().all()
    if (batch === undefined) throw new Error(`Batch ${batchId} is not one that can start.`)
    const { name, selection } = batch
    tx.db.insert(logs).values({ id: batchId, kind: 'batch', lastSeq: 0 }).run()
    const start = batchDraft(tx, batchId, null, 'batch-start', {
      name,
      selection,
      rows: countRows(tx.db, batchId).total,
    })
    append(tx, batchId, [start], () => {}, { kind: 'command', key: 'create' })
    return readBatch(tx.db, context.owner, batchId)
  })
}

/** Removes some rows of a batch that never started, and with the last of them the batch. True once it is gone. */
export function discardBatch(tx: Tx, { batchId }: { batchId: string }): boolean {
  const isStaged = and(eq(batches.id, batchId), eq(batches.state, 'staging'))
  if (tx.db.select({ id: batches.id }).from(batches).where(isStaged).get() === undefined) return true
  const isOfBatch = eq(batchRows.batchId, batchId)
  const some = tx.db.select({ row: batchRows.row }).from(batchRows).where(isOfBatch).limit(DISCARDED_ROWS).all()
  const rows = some.map(({ row }) => row)
  tx.db
    .delete(batchRows)
    .where(and(isOfBatch, inArray(batchRows.row, rows)))
    .run()
  if (rows.length === DISCARDED_ROWS) return false
  tx.db.delete(batches).where(isStaged).run()
  return true
}
