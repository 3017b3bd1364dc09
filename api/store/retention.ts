import { setImmediate as nextRound } from 'node:timers/promises'
import { encodeTime } from 'ulid'
import type { CommandArgs, CommandName } from './commands/commands.ts'
import { NOBODY } from './commands/remove-batch.ts'
import type { Db } from './database.ts'
import { and, asc, eq, gt, isNull, lt, or, sql } from './drizzle.ts'
import { artifacts, runs, segments } from './schema.ts'
import { webhookEndpoints } from './schema-access.ts'
import { batches } from './schema-batches.ts'
import type { Writer } from './writer/writer.ts'

/** How long things are kept after their end, in milliseconds; null is for ever. */
export interface RetentionRule {
  readonly runsMs: number | null
  readonly logsMs: number | null
  readonly previewsMs: number | null
  readonly deliveriesMs: number
}

/** How many of each a sweep has removed, or the events or previews of. */
export interface Removed {
  readonly runs: number
  readonly batches: number
  readonly logs: number
  readonly previews: number
}

/** Runs looked at in one round of the event loop. */
const PAGE = 200

/** Commands that remove some, and say when nothing is left. */
type Remover = Extract<
  CommandName,
  | 'removeRun'
  | 'expireEvents'
  | 'expirePreviews'
  | 'expireBatch'
  | 'expireDeliveries'
  | 'giveUpDeliveries'
  | 'removeWebhook'
>

interface EndedRun {
  readonly id: string
  readonly hasEvents: boolean
  readonly hasPreviews: boolean
}

/**
 * Removes what is older than the rule keeps, and what was deleted. Everything goes in chunks, each a transaction of its
 * own, so that whoever writes waits some milliseconds at most; what a stop or a crash leaves is found by the next sweep.
 */
export class Retention {
  readonly #db: Db
  readonly #writer: Writer

  constructor(db: Db, writer: Writer) {
    this.#db = db
    this.#writer = writer
  }

  async sweep(rule: RetentionRule, now: Date, signal: AbortSignal): Promise<Removed> {
    const before = (ms: number | null) => (ms === null ? null : new Date(now.getTime() - ms))
    const kept = { runs: before(rule.runsMs), logs: before(rule.logsMs), previews: before(rule.previewsMs) }
    const removed = { runs: 0, batches: 0, logs: 0, previews: 0 }
    if (kept.runs !== null) removed.runs = await this.#expireRuns(kept.runs, signal)
    removed.batches = await this.#expireBatches(kept.runs, signal)
    if (kept.logs !== null) removed.logs = await this.#expireEvents(kept.logs, signal)
    if (kept.previews !== null) removed.previews = await this.#expirePreviews(kept.previews, signal)
    await this.sweepWebhooks(new Date(now.getTime() - rule.deliveriesMs), signal)
    return removed
  }

  /** Gives up what waits for endpoints that are off, and removes deleted ones and deliveries that ended before then. */
  async sweepWebhooks(endedBefore: Date, signal: AbortSignal): Promise<void> {
    const { id: endpointId, isEnabled, deletedAt } = webhookEndpoints
    const off = this.#db.select({ endpointId, deletedAt }).from(webhookEndpoints).where(eq(isEnabled, false)).all()
    for (const endpoint of off) {
      await this.#all(endpoint.deletedAt === null ? 'giveUpDeliveries' : 'removeWebhook', endpoint, signal)
    }
    const args = { endedBefore: endedBefore.toISOString(), madeBefore: firstIdAt(endedBefore) }
    await this.#all('expireDeliveries', args, signal)
  }

  async #expireRuns(before: Date, signal: AbortSignal): Promise<number> {
    let count = 0
    const endedBefore = before.toISOString()
    for await (const { id } of this.#endedRuns(before, signal)) {
      if (!(await this.#writer.run('expireRun', { id, endedBefore }))) continue
      await this.#all('removeRun', { runId: id }, signal)
      count++
    }
    return count
  }

  /** Also those that an earlier sweep has begun with. */
  async #expireBatches(before: Date | null, signal: AbortSignal): Promise<number> {
    const endedBefore = (before ?? new Date()).toISOString()
    const isOld = before === null ? undefined : and(eq(batches.state, 'ended'), lt(batches.endedAt, endedBefore))
    const isOne = or(isOld, eq(batches.owner, NOBODY))
    const old = this.#db.select({ id: batches.id }).from(batches).where(isOne).all()
    for (const { id } of old) await this.#all('expireBatch', { id, endedBefore }, signal)
    return old.length
  }

  async #expireEvents(before: Date, signal: AbortSignal): Promise<number> {
    let count = 0
    const endedBefore = before.toISOString()
    const isOld = and(eq(batches.state, 'ended'), lt(batches.endedAt, endedBefore), hasEventsOf(batches.id))
    const ended = this.#db.select({ id: batches.id }).from(batches).where(isOld).all()
    for (const { id } of ended) await this.#all('expireEvents', { id, endedBefore }, signal)
    for await (const { id, hasEvents } of this.#endedRuns(before, signal)) {
      if (!hasEvents) continue
      await this.#all('expireEvents', { id, endedBefore }, signal)
      count++
    }
    return count + ended.length
  }

  async #expirePreviews(before: Date, signal: AbortSignal): Promise<number> {
    let count = 0
    const endedBefore = before.toISOString()
    for await (const { id, hasPreviews } of this.#endedRuns(before, signal)) {
      if (!hasPreviews) continue
      await this.#all('expirePreviews', { id, endedBefore }, signal)
      count++
    }
    return count
  }

  /** Runs that ended before that time, oldest first, in pages, so that others have their turn in between. */
  async *#endedRuns(before: Date, signal: AbortSignal): AsyncGenerator<EndedRun> {
    const isPreview = and(eq(artifacts.runId, runs.id), eq(artifacts.kind, 'preview'))
    const columns = {
      id: runs.id,
      endedAt: runs.endedAt,
      hasEvents: sql<number>`${hasEventsOf(runs.id)}`,
      hasPreviews: sql<number>`EXISTS (SELECT 1 FROM ${artifacts} WHERE ${isPreview})`,
    }
    for (let after = ''; !signal.aborted; ) {
      // nothing ends before it begins, and ids begin with the time: younger runs are not looked at
      const isInPage = and(gt(runs.id, after), lt(runs.id, firstIdAt(before)), isNull(runs.deletedAt))
      const page = this.#db.select(columns).from(runs).where(isInPage).orderBy(asc(runs.id)).limit(PAGE).all()
      for (const { id, endedAt, hasEvents, hasPreviews } of page) {
        if (signal.aborted) return
        if (endedAt === null || endedAt >= before.toISOString()) continue
        yield { id, hasEvents: hasEvents === 1, hasPreviews: hasPreviews === 1 }
      }
      if (page.length < PAGE) return
      after = page.at(-1)?.id ?? after
      await nextRound()
    }
  }

  async #all<K extends Remover>(name: K, args: CommandArgs<K>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !(await this.#writer.run(name, args)));
  }
}

function hasEventsOf(logId: typeof runs.id | typeof batches.id) {
  return sql`EXISTS (SELECT 1 FROM ${segments} WHERE ${eq(segments.logId, logId)})`
}

/** No id that is made at that time or later is smaller. */
function firstIdAt(time: Date): string {
  return encodeTime(Math.max(0, time.getTime()), 10).toLowerCase()
}
