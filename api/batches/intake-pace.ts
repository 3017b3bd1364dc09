import { setTimeout as delay, setImmediate as nextRound } from 'node:timers/promises'

export interface PaceBounds {
  /** Longest stretch of reading without letting others have their turn, in milliseconds. */
  readonly turnMs: number
  /** Longest a file stands still before it is read on for one such stretch, however many runs begin meanwhile. */
  readonly pauseMs: number
  /** A run that is silent for this long after its launch is held up by something else than files, in milliseconds. */
  readonly startMs: number
}

/** A file of the most rows takes some two hundred stretches: it arrives in a minute although runs begin all the time. */
const usual: PaceBounds = { turnMs: 5, pauseMs: 250, startMs: 2000 }
/** Between two looks at whether what is waited for has come. */
const LOOK_MS = 10

/** Tells of runs that somebody waits for. */
export interface Starting {
  /** Whether a run that somebody posted has been launched since then, or is about to be, and has said nothing yet. */
  isAnyStarting(since: Date): boolean
}

/**
 * Lets a file arrive at the speed the server can spare: while a run that somebody posted is on its way to its first event,
 * next to nothing of the file is read, because on few cores its reading is what the agent's start would wait for. What is
 * not read stays with the sender.
 */
export class IntakePace {
  readonly #starting: Starting
  readonly #signal: AbortSignal
  readonly #bounds: PaceBounds
  #turnAt = performance.now()
  #pauses = 0

  /** The signal ends every wait: the file will not be read to its end. */
  constructor(starting: Starting, signal: AbortSignal, bounds: PaceBounds = usual) {
    this.#starting = starting
    this.#signal = signal
    this.#bounds = bounds
  }

  /** Call it between any two pieces of work, however small: it waits as soon as others should have their turn. */
  async turn(): Promise<void> {
    if (performance.now() - this.#turnAt < this.#bounds.turnMs) return
    await nextRound()
    await this.#giveWay()
    this.#turnAt = performance.now()
  }

  /** How often the file has stood still for a run that began. */
  get pauses(): number {
    return this.#pauses
  }

  async #giveWay(): Promise<void> {
    if (!this.#isAnyStarting()) return
    this.#pauses++
    const until = performance.now() + this.#bounds.pauseMs
    while (!this.#signal.aborted && performance.now() < until && this.#isAnyStarting()) {
      await delay(LOOK_MS, undefined, { signal: this.#signal }).catch(() => {})
    }
  }

  #isAnyStarting(): boolean {
    return this.#starting.isAnyStarting(new Date(Date.now() - this.#bounds.startMs))
  }
}
