import type { Batch, RowFault } from '#contract/batch.ts'
import type { NewBatch, NewRow } from '../batch-store.ts'
import { countRows, readBatch } from '../batch-view.ts'
import { and, eq, sql } from '../drizzle.ts'
import { prepared } from '../prepared.ts'
import { logs } from '../schema.ts'
import { batches, batchRows } from '../schema-batches.ts'
import type { Answer, CommandContext } from '../store.ts'
import { append } from '../writer/append.ts'
import type { Tx } from '../writer/transaction.ts'
import { batchDraft } from './batch-log.ts'
import { once } from './idempotent.ts'
import { removeSomeRows } from './remove-rows.ts'

/** Of the lines left out, those the batch shows for good. */
const KEPT_FAULTS = 100

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
  for (const row of rows) insertRow(tx.db).run({ batchId, ...row })
}

// one statement for all rows: a statement of a hundred rows takes longer to build than all of them to be inserted
const insertRow = prepared((db) => {
  const batchId = sql.placeholder('batchId')
  const row = sql.placeholder('row')
  const line = sql.placeholder('line')
  const customId = sql.placeholder('customId')
  // as it comes: it is JSON already
  const request = sql`${sql.placeholder('request')}`
  return db.insert(batchRows).values({ batchId, row, line, customId, request, state: 'queued' }).prepare()
})

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
  if (!removeSomeRows(tx, batchId)) return false
  tx.db.delete(batches).where(isStaged).run()
  return true
}
