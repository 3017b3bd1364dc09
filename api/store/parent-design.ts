import type { Design } from '#contract/design.ts'
import type { Parent } from '#contract/event.ts'
import type { Db } from './database.ts'
import { and, eq, isNull } from './drizzle.ts'
import { attempts, runs, variations } from './schema.ts'

/** Whether the owner has this run. */
export function hasRun(db: Db, owner: string, runId: string): boolean {
  const isIt = and(eq(runs.id, runId), eq(runs.owner, owner), isNull(runs.deletedAt))
  return db.select({ id: runs.id }).from(runs).where(isIt).get() !== undefined
}

/** The design a child run grows from, and the attempt that made it; null when there is none of this owner. */
export function readParentDesign(db: Db, owner: string, parent: Parent): { design: Design; attempt: number } | null {
  const ofVariation = and(
    eq(variations.runId, parent.run),
    eq(variations.index, parent.variation),
    eq(runs.owner, owner),
    isNull(runs.deletedAt),
  )
  const variation = db
    .select({ design: variations.design, attempt: variations.attempt })
    .from(variations)
    .innerJoin(runs, eq(runs.id, variations.runId))
    .where(ofVariation)
    .get()
  if (variation === undefined) return null
  const number = parent.attempt ?? variation.attempt
  if (number === variation.attempt && variation.design !== null) return { design: variation.design, attempt: number }
  const ofAttempt = and(
    eq(attempts.runId, parent.run),
    eq(attempts.index, parent.variation),
    eq(attempts.number, number),
  )
  const design = db.select({ finish: attempts.finish }).from(attempts).where(ofAttempt).get()?.finish?.design ?? null
  return design === null ? null : { design, attempt: number }
}
