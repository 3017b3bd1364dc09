import type { SQL } from 'drizzle-orm'
import { ulid } from 'ulid'
import type { Artifact, CreateRun, PatchRun, Pick, Run, RunList, RunSummary, Variation } from '#contract/api.ts'
import type { VariationPlan } from '#contract/event.ts'
import { Id } from '#contract/ids.ts'
import { AppError } from '../errors.ts'
import type { BudgetLimits } from './budgets.ts'
import type { Db } from './database.ts'
import { and, asc, count, desc, eq, isNull, lt, sql } from './drizzle.ts'
import { keptFrom } from './kept-from.ts'
import { previewRun } from './preview-run.ts'
import { linksOf, readParents, readPick, readRun, toArtifact } from './run-view.ts'
import { artifacts, logs, runs, variations } from './schema.ts'
import type { Answer, CommandContext, RunDefaults, RunQuery, RunStore } from './store.ts'
import type { Writer } from './writer/writer.ts'

/** Runs in SQLite: reads on a connection of their own, every change through the writer. */
export class SqliteRunStore implements RunStore {
  readonly #db: Db
  readonly #writer: Writer
  readonly #limits: BudgetLimits

  constructor(db: Db, writer: Writer, limits: BudgetLimits) {
    this.#db = db
    this.#writer = writer
    this.#limits = limits
  }

  async get(owner: string, runId: string): Promise<Run> {
    return this.#db.transaction((db) => readRun(db, owner, runId))
  }

  async head(owner: string, runId: string): Promise<{ lastSeq: number; isEnded: boolean; keptFrom: number }> {
    const isIt = and(eq(runs.id, runId), eq(runs.owner, owner), isNull(runs.deletedAt))
    const row = this.#db
      .select({ lastSeq: logs.lastSeq, state: runs.state })
      .from(runs)
      .innerJoin(logs, eq(logs.id, runs.id))
      .where(isIt)
      .get()
    if (row === undefined) throw new AppError('not-found', `There is no run ${runId}.`)
    const { lastSeq } = row
    return { lastSeq, isEnded: row.state !== 'running', keptFrom: keptFrom(this.#db, runId, lastSeq) }
  }

  async list(owner: string, query: RunQuery): Promise<RunList> {
    return this.#db.transaction((db) => {
      // ids are ULIDs: their order is the order of creation
      const found = db
        .select()
        .from(runs)
        .where(whereOf(owner, query))
        .orderBy(desc(runs.id))
        .limit(query.limit + 1)
        .all()
      const page = found.slice(0, query.limit)
      const last = page.at(-1)
      const nextCursor = found.length > query.limit && last !== undefined ? last.id : null
      return { data: page.map((row) => summarise(db, row)), nextCursor }
    })
  }

  create(request: CreateRun, defaults: RunDefaults, context: CommandContext): Promise<Answer<Run>> {
    return this.#writer.run('createRun', { request, defaults, context })
  }

  async preview(request: CreateRun, defaults: RunDefaults, owner: string): Promise<VariationPlan[]> {
    return this.#db.transaction((db) => previewRun(db, owner, request, defaults))
  }

  patch(runId: string, change: PatchRun, context: CommandContext): Promise<Answer<Run>> {
    return this.#writer.run('patchRun', { runId, change, limits: this.#limits, context })
  }

  cancelRun(runId: string, context: CommandContext): Promise<Answer<Run>> {
    return this.#writer.run('cancelRun', { runId, context })
  }

  cancelVariation(runId: string, index: number, context: CommandContext): Promise<Answer<Variation>> {
    return this.#writer.run('cancelVariation', { runId, index, context })
  }

  retryVariation(runId: string, index: number, context: CommandContext): Promise<Answer<Variation>> {
    return this.#writer.run('retryVariation', { runId, index, context })
  }

  pick(
    runId: string,
    pick: { variation: number; note: string | null },
    context: CommandContext,
  ): Promise<Answer<Pick>> {
    return this.#writer.run('pickVariation', { runId, ...pick, key: ulid(), context })
  }

  unpick(runId: string, context: CommandContext): Promise<void> {
    return this.#writer.run('unpickVariation', { runId, key: ulid(), context })
  }

  delete(runId: string, context: CommandContext): Promise<void> {
    return this.#writer.run('deleteRun', { runId, context })
  }

  restore(runId: string, context: CommandContext): Promise<Answer<Run>> {
    return this.#writer.run('restoreRun', { runId, context })
  }
}

function whereOf(owner: string, { state, q, cursor }: RunQuery): SQL | undefined {
  const words = (q ?? '').split(/\s+/).filter((word) => word !== '')
  return and(
    eq(runs.owner, owner),
    isNull(runs.deletedAt),
    state === undefined ? undefined : eq(runs.state, state),
    cursor === undefined ? undefined : lt(runs.id, parseCursor(cursor)),
    ...words.map((word) => sql`instr(lower(${runs.brief}), lower(${word})) > 0`),
  )
}

function parseCursor(cursor: string): string {
  const parsed = Id.safeParse(cursor)
  if (parsed.success) return parsed.data
  throw new AppError('bad-request', 'This cursor is not one of ours. Start again without it.', {
    errors: [{ pointer: '/cursor', detail: 'must be a nextCursor of an earlier answer' }],
  })
}

function summarise(db: Db, row: typeof runs.$inferSelect): RunSummary {
  const { id, state, kind, brief, seed, createdAt, endedAt } = row
  const pick = readPick(db, id)
  const counted = db.select({ count: count() }).from(variations).where(eq(variations.runId, id)).get()
  return {
    id,
    state,
    kind,
    brief,
    seed,
    parents: readParents(db, id),
    pick,
    createdAt,
    endedAt,
    links: linksOf(id),
    variationCount: counted?.count ?? 0,
    cover: readCover(db, id, pick),
    pickName: pick === null ? null : readName(db, id, pick.variation),
  }
}

function readCover(db: Db, runId: string, pick: Pick | null): Artifact | null {
  const isShown = and(eq(artifacts.runId, runId), eq(artifacts.state, 'released'))
  const rows = db.select().from(artifacts).where(isShown).orderBy(asc(artifacts.index), desc(artifacts.id)).all()
  const picked = rows.find((row) => row.index === pick?.variation && row.number === pick.attempt)
  const cover = picked ?? rows[0]
  return cover === undefined ? null : toArtifact(cover)
}

function readName(db: Db, runId: string, index: number): string | null {
  const isIt = and(eq(variations.runId, runId), eq(variations.index, index))
  return db.select({ design: variations.design }).from(variations).where(isIt).get()?.design?.name ?? null
}
