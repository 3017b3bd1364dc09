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

export type UsedQuotas = Readonly<
  Record<'runsPerHour' | 'tokensPerDay' | 'picturesPerDay' | 'liveRuns' | 'storedBytes', number>
>

/** What an owner has used of its bounds, and the word for the one that is reached. */
export class OwnerCaps {
  readonly #limits: AccessLimits
  readonly #usage: OwnerUsage
  readonly #now: () => Date
  readonly #removed: RemovedRuns
  /** Of the owner who was looked at last. */
  #stored = { owner: '', bytes: 0, atMs: 0 }
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
    this.#refuseRun(owner)
    const coming = this.#comingOf(owner)
    this.#coming.set(owner, coming + 1)
    try {
      return await make()
    } finally {
      const left = this.#comingOf(owner) - 1
      if (left > 0) this.#coming.set(owner, left)
      else this.#coming.delete(owner)
    }
  }

  /** Whether a run could be made now; for those who would rather wait than be refused. */
  hasRoom(owner: string): boolean {
    try {
      this.#refuseRun(owner)
      return true
    } catch (error) {
      if (error instanceof AppError) return false
      throw error
    }
  }

  /** Refuses a further attempt in a run of the owner. Throws as `makeRun` does. */
  refuseAttempt(context: CommandContext, runId: string): void {
    const { owner } = context
    if (this.#usage.isRepeat(context) || this.#usage.runTime(owner, runId) === null) return
    this.#refuseWork(owner)
    if (!this.#usage.isLive(runId)) this.#refuseLive(owner)
  }

  /** Keeps in mind what a run used that is about to be removed: deleting it gives nothing back. */
  noteRemoval(owner: string, runId: string): void {
    this.#removed.note(owner, runId, this.#now())
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

  #refuseRun(owner: string): void {
    const { runsPerHour } = this.#limits
    if (runsPerHour !== null) {
      const times = this.#runTimes(owner)
      const over = times.length + this.#comingOf(owner) - runsPerHour
      if (over >= 0) {
        const resetS = secondsUntil(
          Date.parse(times[over] ?? times.at(-1) ?? this.#now().toISOString()) + HOUR_MS,
          this.#now(),
        )
        throw refused(`At most ${runsPerHour} runs an hour may be started.`, runsPerHour, resetS)
      }
    }
    this.#refuseLive(owner)
    this.#refuseWork(owner)
  }

  #refuseLive(owner: string): void {
    const { liveRuns } = this.#limits
    if (liveRuns === null || this.#usage.liveRuns(owner) + this.#comingOf(owner) < liveRuns) return
    const text = `At most ${liveRuns} runs may be going on at the same time: wait for one to end, or cancel one.`
    throw refused(text, liveRuns, LIVE_AGAIN_S)
  }

  #refuseWork(owner: string): void {
    const { tokensPerDay, picturesPerDay, storedBytes } = this.#limits
    const use = tokensPerDay === null && picturesPerDay === null ? null : this.#today(owner)
    if (tokensPerDay !== null && use !== null && use.tokens >= tokensPerDay) {
      throw refused(`The ${tokensPerDay} tokens of the day are used.`, tokensPerDay, this.#untilTomorrowS())
    }
    if (picturesPerDay !== null && use !== null && use.pictures >= picturesPerDay) {
      throw refused(`The ${picturesPerDay} pictures of the day are drawn.`, picturesPerDay, this.#untilTomorrowS())
    }
    if (storedBytes === null || this.#storedBytes(owner) < storedBytes) return
    const text = `The ${storedBytes} bytes that one owner may keep are full: delete runs to make room.`
    throw new AppError('insufficient-storage', text)
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
    const isFresh = this.#stored.owner === owner && atMs - this.#stored.atMs < STORED_AGE_MS
    if (!isFresh) this.#stored = { owner, bytes: this.#usage.storedBytes(owner), atMs }
    return this.#stored.bytes
  }

  #comingOf(owner: string): number {
    return this.#coming.get(owner) ?? 0
  }

  #untilTomorrowS(): number {
    const now = this.#now()
    return secondsUntil(Math.floor(now.getTime() / DAY_MS + 1) * DAY_MS, now)
  }
}

function secondsUntil(timeMs: number, now: Date): number {
  return Math.max(1, Math.ceil((timeMs - now.getTime()) / 1000))
}

function refused(text: string, limit: number, resetS: number): AppError {
  return new AppError('too-many-requests', `${text} There is room again in ${resetS} s at the earliest.`, {
    retryAfterS: resetS,
    bound: { limit, resetS },
  })
}
