import { encodeTime } from 'ulid'
import { dayOf } from './budgets.ts'
import type { Db } from './database.ts'
import { and, asc, eq, gte, inArray, isNotNull, ne, or, sql } from './drizzle.ts'
import { artifacts, attempts, calls, idempotencyKeys, runs } from './schema.ts'
import { batchRows } from './schema-batches.ts'
import type { CommandContext } from './store.ts'

/** What models and image servers did for an owner. */
export interface ServerUse {
  /** Taken and given; those of calls whose numbers are unknown are missing. */
  readonly tokens: number
  readonly pictures: number
}

/** What one run used. */
export interface RunUse extends ServerUse {
  readonly runId: string
  readonly createdAt: string
}

/** A call is made within this time of its attempt's queueing, whatever the deadlines and waits: it narrows the search. */
const ATTEMPT_AGE_MS = 7 * 24 * 3600 * 1000

const DAY_MS = 24 * 3600 * 1000

/** Over calls; of none there are none. */
const sums = {
  tokens: sql<number>`total(coalesce(${calls.inputTokens}, 0) + coalesce(${calls.outputTokens}, 0))`,
  pictures: sql<number>`total(${eq(calls.provider, 'comfyui')})`,
}

/** How much of this installation one owner uses, as the database has it. */
export class OwnerUsage {
  readonly #db: Db

  constructor(db: Db) {
    this.#db = db
  }

  /** On the day (UTC) of a time, by runs that are not removed; of one run alone when it is named. */
  onDay(owner: string, time: Date, runId?: string): ServerUse {
    const day = dayOf(time.toISOString())
    const isIt = and(
      gte(calls.attemptId, firstId(Date.parse(day) - ATTEMPT_AGE_MS)),
      gte(calls.createdAt, day),
      eq(runs.owner, owner),
      runId === undefined ? undefined : eq(runs.id, runId),
    )
    const use = this.#db.select(sums).from(calls).innerJoin(runs, eq(runs.id, calls.runId)).where(isIt).get()
    return use ?? { tokens: 0, pictures: 0 }
  }

  /** Of the runs of a batch: those that called somebody on the day of a time, or were made the day before it or later. */
  ofBatch(owner: string, time: Date, batchId: string): RunUse[] {
    const day = dayOf(time.toISOString())
    const dayBefore = new Date(time.getTime() - DAY_MS).toISOString()
    const isOfDay = and(eq(calls.runId, runs.id), gte(calls.createdAt, day))
    return this.#db
      .select({ runId: runs.id, createdAt: runs.createdAt, ...sums })
      .from(batchRows)
      .innerJoin(runs, eq(runs.id, batchRows.runId))
      .leftJoin(calls, isOfDay)
      .where(and(eq(batchRows.batchId, batchId), eq(runs.owner, owner)))
      .groupBy(runs.id)
      .having(or(gte(runs.createdAt, dayBefore), isNotNull(calls.id)))
      .all()
  }

  /** When the owner's runs since a time were made, oldest first. */
  runTimes(owner: string, since: Date): string[] {
    const isIt = and(
      eq(runs.owner, owner),
      gte(runs.id, firstId(since.getTime())),
      gte(runs.createdAt, since.toISOString()),
    )
    const rows = this.#db.select({ at: runs.createdAt }).from(runs).where(isIt).orderBy(asc(runs.id)).all()
    return rows.map(({ at }) => at)
  }

  /** When this run of the owner was made; null where there is none. */
  runTime(owner: string, runId: string): string | null {
    const isIt = and(eq(runs.id, runId), eq(runs.owner, owner))
    return this.#db.select({ at: runs.createdAt }).from(runs).where(isIt).get()?.at ?? null
  }

  /** Which of these runs are not removed. */
  present(runIds: readonly string[]): ReadonlySet<string> {
    const rows = this.#db
      .select({ id: runs.id })
      .from(runs)
      .where(inArray(runs.id, [...runIds]))
      .all()
    return new Set(rows.map(({ id }) => id))
  }

  /** Runs with an attempt that has not ended. */
  liveRuns(owner: string): number {
    const live = this.#db
      .select({ count: sql<number>`count(DISTINCT ${attempts.runId})` })
      .from(attempts)
      .innerJoin(runs, eq(runs.id, attempts.runId))
      .where(and(ne(attempts.state, 'ended'), eq(runs.owner, owner)))
      .get()
    return live?.count ?? 0
  }

  isLive(runId: string): boolean {
    const isIt = and(eq(attempts.runId, runId), ne(attempts.state, 'ended'))
    return this.#db.select({ id: attempts.id }).from(attempts).where(isIt).get() !== undefined
  }

  /** Whether a command was answered before under its Idempotency-Key: it will be answered so again, and do nothing. */
  isRepeat({ owner, idempotency }: CommandContext): boolean {
    if (idempotency === undefined) return false
    const { route, key } = idempotency
    const isIt = and(eq(idempotencyKeys.owner, owner), eq(idempotencyKeys.route, route), eq(idempotencyKeys.key, key))
    return this.#db.select({ key: idempotencyKeys.key }).from(idempotencyKeys).where(isIt).get() !== undefined
  }

  /** Bytes of the owner's pictures; equal ones are stored once and counted once. */
  storedBytes(owner: string): number {
    const distinct = this.#db
      .selectDistinct({ sha256: artifacts.sha256, bytes: artifacts.bytes })
      .from(artifacts)
      .where(eq(artifacts.owner, owner))
      .as('pictures')
    return (
      this.#db
        .select({ bytes: sql<number>`total(${distinct.bytes})` })
        .from(distinct)
        .get()?.bytes ?? 0
    )
  }
}

/** The least id that can have been made at a time: ids are ULIDs. */
function firstId(timeMs: number): string {
  return `${encodeTime(timeMs, 10)}${'0'.repeat(16)}`.toLowerCase()
}
