import { AppError } from '../../errors.ts'
import { and, eq, isNull, sql } from '../drizzle.ts'
import { prepared } from '../prepared.ts'
import { attempts, runs, variations } from '../schema.ts'
import type { Tx } from '../writer/transaction.ts'

export type RunRow = typeof runs.$inferSelect
export type VariationRow = typeof variations.$inferSelect
export type AttemptRow = typeof attempts.$inferSelect

/** The owner's run that is not deleted. Throws AppError `not-found`. */
export function findRun(tx: Tx, owner: string, runId: string): RunRow {
  const isIt = and(eq(runs.id, runId), eq(runs.owner, owner), isNull(runs.deletedAt))
  const run = tx.db.select().from(runs).where(isIt).get()
  if (run === undefined) throw new AppError('not-found', `There is no run ${runId}.`)
  return run
}

/** A variation with its last attempt. Throws AppError `not-found`. */
export function findVariation(tx: Tx, runId: string, index: number): { variation: VariationRow; attempt: AttemptRow } {
  const isLast = and(
    eq(attempts.runId, variations.runId),
    eq(attempts.index, variations.index),
    eq(attempts.number, variations.attempt),
  )
  const row = tx.db
    .select({ variation: variations, attempt: attempts })
    .from(variations)
    .innerJoin(attempts, isLast)
    .where(and(eq(variations.runId, runId), eq(variations.index, index)))
    .get()
  if (row === undefined) throw new AppError('not-found', `Run ${runId} has no variation ${index}.`)
  return row
}

/** Every variation of a run with its last attempt, in order. */
export function findVariations(tx: Tx, runId: string): { variation: VariationRow; attempt: AttemptRow }[] {
  const indexes = tx.db
    .select({ index: variations.index })
    .from(variations)
    .where(eq(variations.runId, runId))
    .orderBy(variations.index)
    .all()
  return indexes.map(({ index }) => findVariation(tx, runId, index))
}

const attemptById = prepared((db) =>
  db
    .select()
    .from(attempts)
    .where(eq(attempts.id, sql.placeholder('id')))
    .prepare(),
)

/** The attempt of that id; undefined when it is gone with its run. */
export function findAttempt(tx: Tx, attemptId: string): AttemptRow | undefined {
  return attemptById(tx.db).get({ id: attemptId })
}

/** Where an attempt's events belong. */
export function placeOf(attempt: AttemptRow): { run: string; variation: number; attempt: number } {
  return { run: attempt.runId, variation: attempt.index, attempt: attempt.number }
}
