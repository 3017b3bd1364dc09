import { AppError } from '../errors.ts'

/** Most calls that may wait for one back-end. */
const MAX_WAITING = 1000

export interface AdmissionOptions {
  /** Calls the back-end works on at the same time, asked again at each change; 0 lets nobody in. */
  readonly capacity: () => number
  readonly maxWaiting?: number
}

/** Who asks to be let in. */
export interface Applicant {
  readonly runId: string
  readonly attemptId: string
  /** Higher goes first. */
  readonly priority: number
}

/** The line before one back-end. In memory, so it assumes one replica of the API. */
export interface Admission {
  /**
   * Resolves when there is a place, with what gives it back (any number of times). `onPlace` is told the position in
   * line, from 1, whenever it changes; it must not throw. Rejects with the signal's reason, and with AppError
   * `unavailable` when too many wait.
   */
  admit(who: Applicant, onPlace: (position: number) => void, signal: AbortSignal): Promise<() => void>
  /** How many wait. */
  length(): number
  /** Asks for the capacity again, when it may have grown. */
  recheck(): void
}

interface Waiting extends Applicant {
  readonly number: number
  readonly onPlace: (position: number) => void
  readonly enter: (release: () => void) => void
  position: number | null
}

/** Higher priority first, then in turn between runs (who has fewest at work, then whose turn is longest ago), then by age. */
export function createAdmission({ capacity, maxWaiting = MAX_WAITING }: AdmissionOptions): Admission {
  const waiting = new Set<Waiting>()
  const turns = new RunTurns()
  let arrivals = 0

  const recheck = () => {
    const line = turns.order([...waiting])
    const free = Math.max(0, capacity() - turns.active)
    for (const next of line.slice(0, free)) {
      waiting.delete(next)
      next.enter(turns.begin(next.runId, recheck))
    }
    tellPlaces(line.slice(free))
  }

  return {
    async admit(who, onPlace, signal) {
      signal.throwIfAborted()
      if (waiting.size >= maxWaiting) {
        throw new AppError('unavailable', `${maxWaiting} calls wait for this model already. Try again later.`)
      }
      const { promise, resolve, reject } = Promise.withResolvers<() => void>()
      const entry: Waiting = { ...who, number: arrivals++, onPlace, enter: resolve, position: null }
      const leave = () => {
        if (waiting.delete(entry)) recheck()
        reject(signal.reason)
      }
      waiting.add(entry)
      signal.addEventListener('abort', leave, { once: true })
      recheck()
      try {
        return await promise
      } finally {
        signal.removeEventListener('abort', leave)
      }
    },
    length: () => waiting.size,
    recheck,
  }
}

function tellPlaces(line: readonly Waiting[]): void {
  for (const [i, entry] of line.entries()) {
    if (entry.position === i + 1) continue
    entry.position = i + 1
    entry.onPlace(i + 1)
  }
}

/** How many calls of each run are at work, and when a run had its last turn. */
class RunTurns {
  readonly #runs = new Map<string, { active: number; turn: number }>()
  #turn = 0
  active = 0

  /** Counts a call in; returns what counts it out, once. */
  begin(runId: string, onEnd: () => void): () => void {
    const run = this.#runs.get(runId) ?? { active: 0, turn: 0 }
    this.#runs.set(runId, { active: run.active + 1, turn: ++this.#turn })
    this.active++
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#end(runId)
      onEnd()
    }
  }

  /** The line as it will be served, as far as it is known now. Forgets runs that neither wait nor work. */
  order(waiting: readonly Waiting[]): Waiting[] {
    const byRun = Map.groupBy(waiting, ({ runId }) => runId)
    for (const [runId, { active }] of this.#runs) if (active === 0 && !byRun.has(runId)) this.#runs.delete(runId)
    const ranked = [...byRun].flatMap(([runId, entries]) => {
      const { active, turn } = this.#runs.get(runId) ?? { active: 0, turn: 0 }
      return entries.map((entry, i) => ({ entry, rank: active + i, turn }))
    })
    ranked.sort(
      (a, b) =>
        b.entry.priority - a.entry.priority || a.rank - b.rank || a.turn - b.turn || a.entry.number - b.entry.number,
    )
    return ranked.map(({ entry }) => entry)
  }

  #end(runId: string): void {
    const run = this.#runs.get(runId)
    if (run !== undefined) this.#runs.set(runId, { ...run, active: run.active - 1 })
    this.active--
  }
}
