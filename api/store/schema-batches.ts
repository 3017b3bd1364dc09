import type { CreateRun } from '#contract/api.ts'
import type { BatchChoice, BatchSelection, BatchWait, RowFault } from '#contract/batch.ts'
import type { RunOutcome } from '#contract/event.ts'
import { index, integer, primaryKey, sql, sqliteTable, text, uniqueIndex } from './drizzle.ts'

export const batches = sqliteTable(
  'batches',
  {
    id: text().primaryKey(),
    owner: text().notNull(),
    name: text(),
    /** `staging`: its rows arrive, and nothing of it is shown or run yet. */
    state: text().$type<'staging' | 'running' | 'paused' | 'cancelling' | 'ended'>().notNull(),
    selection: text({ mode: 'json' }).$type<BatchSelection>().notNull(),
    /** Bad rows were left out instead of refusing all. */
    isPartial: integer({ mode: 'boolean' }).notNull(),
    /** Of the lines that were left out, the first hundred. */
    faults: text({ mode: 'json' }).$type<RowFault[]>().notNull(),
    createdAt: text().notNull(),
    startedAt: text(),
    endedAt: text(),
    deletedAt: text(),
    /** Why none of the rows that wait is admitted now. */
    wait: text({ mode: 'json' }).$type<BatchWait>(),
  },
  (table) => [
    index('batches_by_owner').on(table.owner, table.id),
    index('batches_open').on(table.id).where(sql`state <> 'ended'`),
  ],
)

/** One line of a batch. Its run is made when the row is admitted, in the transaction that says so here. */
export const batchRows = sqliteTable(
  'batch_rows',
  {
    batchId: text().notNull(),
    /** From 0, in the order of the file without its bad lines. */
    row: integer('idx').notNull(),
    /** Line of the file, from 1. */
    line: integer().notNull(),
    customId: text().notNull(),
    request: text({ mode: 'json' }).$type<CreateRun>().notNull(),
    state: text().$type<'queued' | 'running' | RunOutcome>().notNull(),
    runId: text(),
    choice: text({ mode: 'json' }).$type<BatchChoice>(),
    /** Why it has no run, when making one failed. */
    fault: text({ mode: 'json' }).$type<RowFault>(),
  },
  (table) => [
    primaryKey({ columns: [table.batchId, table.row] }),
    uniqueIndex('batch_rows_by_custom_id').on(table.batchId, table.customId),
    index('batch_rows_by_run').on(table.runId),
    // what waits, in order, and the counts, without reading the requests
    index('batch_rows_by_state').on(table.batchId, table.state, table.row),
  ],
)
