import { dayOf } from '../store/budgets.ts'
import type { OwnerUsage, RunUse, ServerUse } from '../store/owner-usage.ts'

interface Removed extends RunUse {
  readonly owner: string
  /** The day that its use is of. */
  readonly day: string
}

/** Runs kept in mind. Who deletes more on a day has long been stopped by another bound. */
const MAX_RUNS = 10_000

/**
 * What deleted runs had used: their calls go with them, and bounds would come free by deleting. In memory: a restart
 * forgets it.
 */
export class RemovedRuns {
  readonly #usage: OwnerUsage
  readonly #runs = new Map<string, Removed>()

  constructor(usage: OwnerUsage) {
    this.#usage = usage
  }

  /** Call it while the run is still there; one that is restored is not counted twice. */
  note(owner: string, runId: string, now: Date): void {
    const createdAt = this.#usage.runTime(owner, runId)
    if (createdAt !== null) this.#note(owner, { runId, createdAt, ...this.#usage.onDay(owner, now, runId) }, now)
  }

  /** The same for the runs of a batch, of which there may be thousands. */
  noteBatch(owner: string, batchId: string, now: Date): void {
    for (const run of this.#usage.ofBatch(owner, now, batchId)) this.#note(owner, run, now)
  }

  #note(owner: string, run: RunUse, now: Date): void {
    this.#forgetOld(now)
    this.#runs.set(run.runId, { ...run, owner, day: dayOf(now.toISOString()) })
  }

  onDay(owner: string, now: Date): ServerUse {
    const day = dayOf(now.toISOString())
    const of = this.#gone((run) => run.owner === owner && run.day === day && run.tokens + run.pictures > 0)
    const sum = (read: (run: Removed) => number) => of.reduce((total, run) => total + read(run), 0)
    return { tokens: sum((run) => run.tokens), pictures: sum((run) => run.pictures) }
  }

  runTimes(owner: string, since: Date): string[] {
    const gone = this.#gone((run) => run.owner === owner && run.createdAt >= since.toISOString())
    return gone.map(({ createdAt }) => createdAt)
  }

  // those that do not matter are left out before the database is asked about the rest
  #gone(isOne: (run: Removed) => boolean): Removed[] {
    const noted = [...this.#runs.values()].filter(isOne)
    if (noted.length === 0) return []
    const present = this.#usage.present(noted.map(({ runId }) => runId))
    return noted.filter(({ runId }) => !present.has(runId))
  }

  #forgetOld(now: Date): void {
    const yesterday = dayOf(new Date(now.getTime() - 24 * 3600 * 1000).toISOString())
    for (const { runId, day } of this.#runs.values()) if (day < yesterday) this.#runs.delete(runId)
    const [oldest] = this.#runs.keys()
    if (this.#runs.size >= MAX_RUNS && oldest !== undefined) this.#runs.delete(oldest)
  }
}
