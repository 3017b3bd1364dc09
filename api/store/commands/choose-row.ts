import type { BatchRow } from '#contract/batch.ts'
import { AppError } from '../../errors.ts'
import { findBatch, readRow } from '../batch-view.ts'
import { and, eq, isNull } from '../drizzle.ts'
import { requireMatch } from '../entity-tag.ts'
import { artifacts, runs } from '../schema.ts'
import { batchRows } from '../schema-batches.ts'
import type { CommandContext } from '../store.ts'
import type { Tx } from '../writer/transaction.ts'
import { appendToBatch, batchDraft } from './batch-log.ts'
import { findVariation } from './find.ts'

/** Why a variation was chosen that somebody chose; no rule changes it. */
export const CHOSEN_BY_HAND = 'Chosen by hand.'

interface ChooseArgs {
  readonly batchId: string
  readonly row: number
  /** Null takes the choice back. */
  readonly variation: number | null
  readonly context: CommandContext
}

/** Chooses a row's variation. The same again says nothing. */
export function chooseRow(tx: Tx, { batchId, row, variation, context }: ChooseArgs): BatchRow {
  findBatch(tx.db, context.owner, batchId)
  const before = readRow(tx.db, batchId, row)
  requireMatch(context, () => before)
  if (variation !== null) requirePicture(tx, before, variation)
  const choice = variation === null ? null : { variation, why: CHOSEN_BY_HAND }
  if (JSON.stringify(choice) === JSON.stringify(before.choice)) return before
  const isIt = and(eq(batchRows.batchId, batchId), eq(batchRows.row, row))
  tx.db.update(batchRows).set({ choice }).where(isIt).run()
  appendToBatch(tx, batchId, [batchDraft(tx, batchId, row, 'row-choice', { choice })])
  return readRow(tx.db, batchId, row)
}

function requirePicture(tx: Tx, { row, runId }: BatchRow, index: number): void {
  const isThere = and(eq(runs.id, runId ?? ''), isNull(runs.deletedAt))
  if (runId === null || tx.db.select({ id: runs.id }).from(runs).where(isThere).get() === undefined) {
    throw new AppError('conflict', `Row ${row} has no run to choose from.`)
  }
  const { attempt } = findVariation(tx, runId, index)
  const isShown = and(eq(artifacts.attemptId, attempt.id), eq(artifacts.state, 'released'))
  if (tx.db.select({ id: artifacts.id }).from(artifacts).where(isShown).get() !== undefined) return
  throw new AppError('conflict', `Variation ${index} of row ${row} has no picture yet. Choose one that has.`)
}
