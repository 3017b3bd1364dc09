import type { Assignment, ParentDesign } from '#contract/assignment.ts'
import { Trait } from '#contract/design.ts'
import type { Db } from './database.ts'
import { and, asc, eq, ne } from './drizzle.ts'
import { attempts, runParents, runs, variations } from './schema.ts'

/** What an assignment says beside what is stored. */
export interface AgentSettings {
  readonly pace: number
  /** In pixels. */
  readonly sketchSize: number
  /** Whether a picture is judged; never a scripted one. */
  readonly hasCritique: boolean
}

/** Joins an attempt with the variation it is an attempt at. */
export const isOfVariation = and(eq(variations.runId, attempts.runId), eq(variations.index, attempts.index))

/** What the agent of an attempt gets to know; undefined for an attempt that is gone. */
export function readAssignment(db: Db, attemptId: string, settings: AgentSettings): Assignment | undefined {
  const row = rowOf(db, attemptId)
  if (row === undefined) return undefined
  const { run, variation, attempt } = row
  const { direction, designer, renderer, model } = variation
  const { pace, sketchSize, hasCritique } = settings
  return {
    kind: run.kind,
    run: run.id,
    variation: variation.index,
    attempt: attempt.number,
    brief: run.brief,
    direction,
    designer,
    renderer,
    model,
    seed: attempt.seed,
    parents: parentDesigns(db, run.id),
    pace,
    sketchSize,
    critique: hasCritique && designer !== 'scripted',
    siblingNames: siblingNames(db, run.id, variation.index),
  }
}

function rowOf(db: Db, attemptId: string) {
  return db
    .select({ run: runs, variation: variations, attempt: attempts })
    .from(attempts)
    .innerJoin(runs, eq(runs.id, attempts.runId))
    .innerJoin(variations, isOfVariation)
    .where(eq(attempts.id, attemptId))
    .get()
}

function siblingNames(db: Db, runId: string, index: number): string[] {
  const isSibling = and(eq(variations.runId, runId), ne(variations.index, index))
  const rows = db.select({ design: variations.design }).from(variations).where(isSibling).all()
  return [...new Set(rows.flatMap(({ design }) => design?.name ?? []))]
}

function parentDesigns(db: Db, runId: string): ParentDesign[] {
  const isOfRun = eq(runParents.runId, runId)
  const rows = db.select().from(runParents).where(isOfRun).orderBy(asc(runParents.position)).all()
  return rows.map(({ design, strength, keep }) => ({
    design,
    strength: strength ?? 'subtle',
    keep: (keep ?? []).flatMap((trait) => Trait.safeParse(trait).data ?? []),
  }))
}
