import type { BatchWait, BatchWaitReason } from '#contract/batch.ts'
import type { AccessLimits } from '../access-config.ts'
import { AppError } from '../errors.ts'
import type { OwnerUsage, ServerUse } from '../store/owner-usage.ts'
import type { CommandContext } from '../store/store.ts'
import { RemovedRuns } from './removed-runs.ts'

const HOUR_MS = 3600 * 1000
const DAY_MS = 24 * HOUR_MS
/** A run that is going on may end at any time. */
const LIVE_AGAIN_S = 10
/** Counting stored pictures looks at all of them; it may be this old. */
const STORED_AGE_MS = 5000
/** Owners whose count is kept. */
const MAX_OWNERS = 1000

export type UsedQuotas = Readonly<
  Record<'runsPerHour' | 'tokensPerDay' | 'picturesPerDay' | 'liveRuns' | 'storedBytes', number>
>

/** A bound that allows no more. */
interface Reached {
  readonly reason: Exclude<BatchWaitReason, 'budget'>
  readonly text: string
  readonly limit: number
  /** When there is room again by itself; null where nobody knows. */
  readonly freeAtMs: number | null
}

/** What an owner has used of its bounds, and the word for the one that is reached. */
export class OwnerCaps {
  readonly #limits: AccessLimits
  readonly #usage: OwnerUsage
  readonly #now: () => Date
  readonly #removed: RemovedRuns
  /** By owner, what was counted last and when. */
  readonly #stored = new Map<string, { readonly bytes: number; readonly atMs: number }>()
  /** Runs that are being made, by owner: not in the database yet. */
  readonly #coming = new Map<string, number>()

  constructor(limits: AccessLimits, usage: OwnerUsage, now: () => Date = () => new Date()) {
    this.#limits = limits
    this.#usage = usage
    this.#now = now
    this.#removed = new RemovedRuns(usage)
  }

  /**
   * Makes a run unless a bound is reached; the repeat of an earlier request makes none and is let through.
   * Throws AppError `too-many-requests` or `insufficient-storage`.
   */
  async makeRun<T>(context: CommandContext, make: () => Promise<T>): Promise<T> {
    const { owner } = context
    if (this.#usage.isRepeat(context)) return make()
    this.#refuse(this.#reached(owner, 0))
    return this.#reserved(owner, make)
  }

  /**
   * Why a batch may not start a further run now; null where it may. It would rather wait than be refused, and it leaves one
   * of the runs that may go on at the same time to who asks for a run by itself.
   */
  heldBack(owner: string): BatchWait | null {
    const { liveRuns } = this.#limits
    const reached = this.#reached(owner, liveRuns !== null && liveRuns > 1 ? 1 : 0)
    if (reached === null) return null
    const { reason, text, freeAtMs } = reached
    return { reason, message: text, until: freeAtMs === null ? null : new Date(freeAtMs).toISOString() }
  }

  /** Makes a further attempt in a run of the owner. Throws as `makeRun` does. */
  async makeAttempt<T>(context: CommandContext, runId: string, make: () => Promise<T>): Promise<T> {
    const { owner } = context
    if (this.#usage.isRepeat(context) || this.#usage.runTime(owner, runId) === null) return make()
    this.#refuse(this.#workReached(owner))
    if (this.#usage.isLive(runId)) return make()
    this.#refuse(this.#liveReached(owner, 0))
    return this.#reserved(owner, make)
  }

  /** Keeps in mind what a run used that is about to be removed: deleting it gives nothing back. */
  noteRemoval(owner: string, runId: string): void {
    this.#removed.note(owner, runId, this.#now())
  }

  /** The same for all runs of a batch. */
  noteBatchRemoval(owner: string, batchId: string): void {
    this.#removed.noteBatch(owner, batchId, this.#now())
  }

  used(owner: string): UsedQuotas {
    const { tokens, pictures } = this.#today(owner)
    return {
      runsPerHour: this.#runTimes(owner).length,
      tokensPerDay: tokens,
      picturesPerDay: pictures,
      liveRuns: this.#usage.liveRuns(owner),
      storedBytes: this.#storedBytes(owner),
    }
  }

  /** Counts what is being made until the database does. */
  async #reserved<T>(owner: string, make: () => Promise<T>): Promise<T> {
    this.#coming.set(owner, this.#comingOf(owner) + 1)
    try {
      return await make()
    } finally {
      const left = this.#comingOf(owner) - 1
      if (left > 0) this.#coming.set(owner, left)
      else this.#coming.delete(owner)
    }
  }

  /** `spare` is how many of the live runs are left to others. */
  #reached(owner: string, spare: number): Reached | null {
    return this.#oftenReached(owner) ?? this.#liveReached(owner, spare) ?? this.#workReached(owner)
  }

  #oftenReached(owner: string): Reached | null {
    const { runsPerHour: limit } = this.#limits
    if (limit === null) return null
    const now = this.#now()
    const times = this.#runTimes(owner)
    const over = times.length + this.#comingOf(owner) - limit
    if (over < 0) return null
    const freeAtMs = Date.parse(times[over] ?? now.toISOString()) + HOUR_MS
    return { reason: 'runs-per-hour', text: `At most ${limit} runs an hour may be started.`, limit, freeAtMs }
  }

  #liveReached(owner: string, spare: number): Reached | null {
    const { liveRuns: limit } = this.#limits
    if (limit === null || this.#usage.liveRuns(owner) + this.#comingOf(owner) < limit - spare) return null
    const text = `At most ${limit} runs may be going on at the same time: wait for one to end, or cancel one.`
    return { reason: 'live-runs', text, limit, freeAtMs: null }
  }

  #workReached(owner: string): Reached | null {
    const { tokensPerDay, picturesPerDay, storedBytes } = this.#limits
    const use = tokensPerDay === null && picturesPerDay === null ? null : this.#today(owner)
    const freeAtMs = this.#tomorrowMs()
    if (tokensPerDay !== null && use !== null && use.tokens >= tokensPerDay) {
      const text = `The ${tokensPerDay} tokens of the day are used.`
      return { reason: 'tokens-per-day', text, limit: tokensPerDay, freeAtMs }
    }
    if (picturesPerDay !== null && use !== null && use.pictures >= picturesPerDay) {
      const text = `The ${picturesPerDay} pictures of the day are drawn.`
      return { reason: 'pictures-per-day', text, limit: picturesPerDay, freeAtMs }
    }
    if (storedBytes === null || this.#storedBytes(owner) < storedBytes) return null
    const text = `The ${storedBytes} bytes that one owner may keep are full: delete runs to make room.`
    return { reason: 'stored-bytes', text, limit: storedBytes, freeAtMs: null }
  }

  #refuse(reached: Reached | null): void {
    if (reached === null) return
    const { reason, text, limit, freeAtMs } = reached
    if (reason === 'stored-bytes') throw new AppError('insufficient-storage', text)
    const resetS = freeAtMs === null ? LIVE_AGAIN_S : secondsUntil(freeAtMs, this.#now())
    throw new AppError('too-many-requests', `${text} There is room again in ${resetS} s at the earliest.`, {
      retryAfterS: resetS,
      bound: { limit, resetS },
    })
  }

  #today(owner: string): ServerUse {
    const now = this.#now()
    const kept = this.#usage.onDay(owner, now)
    const removed = this.#removed.onDay(owner, now)
    return { tokens: kept.tokens + removed.tokens, pictures: kept.pictures + removed.pictures }
  }

  #runTimes(owner: string): string[] {
    const since = new Date(this.#now().getTime() - HOUR_MS)
    return [...this.#usage.runTimes(owner, since), ...this.#removed.runTimes(owner, since)].sort()
  }

  #storedBytes(owner: string): number {
    const atMs = this.#now().getTime()
    const known = this.#stored.get(owner)
    if (known !== undefined && atMs - known.atMs < STORED_AGE_MS) return known.bytes
    const [oldest] = this.#stored.keys()
    if (this.#stored.size >= MAX_OWNERS && oldest !== undefined) this.#stored.delete(oldest)
    const bytes = this.#usage.storedBytes(owner)
    this.#stored.delete(owner)
    this.#stored.set(owner, { bytes, atMs })
    return bytes
  }

  #comingOf(owner: string): number {
    return this.#coming.get(owner) ?? 0
  }

  #tomorrowMs(): number {
    return Math.floor(this.#now().getTime() / DAY_MS + 1) * DAY_MS
  }
}

function secondsUntil(timeMs: number, now: Date): number {
  return Math.max(1, Math.ceil((timeMs - now.getTime()) / 1000))
}
