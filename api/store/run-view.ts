import type { Artifact, Attempt, Run, Usage, Variation } from '#contract/api.ts'
import type { Parent } from '#contract/event.ts'
import { AppError } from '../errors.ts'
import { variationState } from '../lifecycle/attempt-state.ts'
import type { Db } from './database.ts'
import { and, asc, eq, isNull } from './drizzle.ts'
import { artifacts, attempts, logs, picks, runParents, runs, variations } from './schema.ts'
import { addUsage, noUsage, readUsage, usageKey } from './usage.ts'

/** A run as the API shows it. Call it inside one transaction, so that `lastSeq` fits the rest. Throws AppError `not-found`. */
export function readRun(db: Db, owner: string, runId: string): Run {
  const isIt = and(eq(runs.id, runId), eq(runs.owner, owner), isNull(runs.deletedAt))
  const run = db.select().from(runs).where(isIt).get()
  if (run === undefined) throw new AppError('not-found', `There is no run ${runId}.`)
  const { id, state, kind, brief, seed, budgetUsd, priority, labels, createdAt, endedAt, deletedAt } = run
  return {
    id,
    state,
    kind,
    brief,
    seed,
    parents: readParents(db, id),
    children: readChildren(db, owner, id),
    lastSeq: db.select({ lastSeq: logs.lastSeq }).from(logs).where(eq(logs.id, id)).get()?.lastSeq ?? 0,
    pick: readPick(db, id),
    usage: [...readUsage(db, id).values()].reduce(addUsage, noUsage),
    budgetUsd,
    priority,
    labels,
    createdAt,
    endedAt,
    deletedAt,
    variations: readVariations(db, id),
    links: linksOf(id),
  }
}

/** One variation as the API shows it. Throws AppError `not-found`. */
export function readVariation(db: Db, runId: string, index: number): Variation {
  const variation = readVariations(db, runId).find((candidate) => candidate.index === index)
  if (variation === undefined) throw new AppError('not-found', `Run ${runId} has no variation ${index}.`)
  return variation
}

export function linksOf(runId: string): Run['links'] {
  return { self: `/v1/runs/${runId}`, events: `/v1/runs/${runId}/events`, page: `/runs/${runId}` }
}

export function readParents(db: Db, runId: string): Parent[] {
  const rows = db.select().from(runParents).where(eq(runParents.runId, runId)).orderBy(asc(runParents.position)).all()
  return rows.map((row) => ({
    run: row.parentRun,
    variation: row.parentVariation,
    ...(row.parentAttempt === null ? {} : { attempt: row.parentAttempt }),
    ...(row.strength === null ? {} : { strength: row.strength }),
    ...(row.keep === null ? {} : { keep: row.keep }),
  }))
}

function readChildren(db: Db, owner: string, runId: string): string[] {
  const isChild = and(eq(runParents.parentRun, runId), eq(runs.owner, owner), isNull(runs.deletedAt))
  return db
    .selectDistinct({ id: runs.id })
    .from(runParents)
    .innerJoin(runs, eq(runs.id, runParents.runId))
    .where(isChild)
    .orderBy(asc(runs.id))
    .all()
    .map((row) => row.id)
}

export function readPick(db: Db, runId: string): Run['pick'] {
  const pick = db.select().from(picks).where(eq(picks.runId, runId)).get()
  return pick === undefined ? null : { variation: pick.variation, attempt: pick.attempt, note: pick.note, at: pick.at }
}

function readVariations(db: Db, runId: string): Variation[] {
  const rows = db.select().from(variations).where(eq(variations.runId, runId)).orderBy(asc(variations.index)).all()
  const tries = db.select().from(attempts).where(eq(attempts.runId, runId)).orderBy(asc(attempts.number)).all()
  const used = readUsage(db, runId)
  const pictures = db.select().from(artifacts).where(eq(artifacts.runId, runId)).orderBy(asc(artifacts.id)).all()
  return rows.map((row) => {
    const own = tries.filter((attempt) => attempt.index === row.index)
    const last = own.at(-1)
    const isEnded = last?.state === 'ended'
    return {
      index: row.index,
      direction: row.direction,
      designer: row.designer,
      renderer: row.renderer,
      model: row.model,
      seed: row.seed,
      state: last === undefined ? 'queued' : variationState(last.state, last.outcome),
      wait: isEnded ? null : row.wait,
      ...(isEnded && row.wait?.budget ? { budget: row.wait.budget } : {}),
      attempt: row.attempt,
      attempts: own.map((attempt) => toAttempt(attempt, used.get(usageKey(attempt)) ?? noUsage)),
      design: row.design,
      artifacts: pictures.filter((it) => it.index === row.index && it.state === 'released').map(toArtifact),
    }
  })
}

function toAttempt(row: typeof attempts.$inferSelect, usage: Usage): Attempt {
  const { number, state, cause, seed, outcome, reason, message, isRetryable, queuedAt, startedAt, endedAt } = row
  const end = { outcome, reason, message, isRetryable }
  return { number, state, cause, seed, ...end, usage, queuedAt, startedAt, endedAt }
}

export function toArtifact(row: typeof artifacts.$inferSelect): Artifact {
  const { id, index, number, kind, step, mediaType, width, height, bytes, sha256 } = row
  const href = `/v1/artifacts/${id}`
  return { id, variation: index, attempt: number, kind, step, mediaType, width, height, bytes, sha256, href }
}
