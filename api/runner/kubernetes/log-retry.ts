import type { BackoffRange, CheckBudget } from './log-options.ts'

/** A server that names a longer time is asked again earlier than it said. */
const MAX_RETRY_AFTER_MS = 30_000

/** Pauses between the reads of a log that keep breaking: none at first, then doubling between the bounds, with jitter. */
export class LogBackoff {
  readonly #range: BackoffRange
  readonly #random: () => number
  #failures = 0

  constructor(range: BackoffRange, random: () => number) {
    this.#range = range
    this.#random = random
  }

  /** The next pause; `askedMs` is what the server asked for. */
  nextMs(askedMs: number | null): number {
    const { minMs, maxMs } = this.#range
    const most = this.#failures === 0 ? 0 : Math.min(maxMs, minMs * 2 ** Math.min(this.#failures, 16))
    this.#failures++
    const ownMs = most === 0 ? 0 : minMs + (most - minMs) * this.#random()
    return Math.max(ownMs, Math.min(askedMs ?? 0, MAX_RETRY_AFTER_MS))
  }

  /** The last read brought something new. */
  reset(): void {
    this.#failures = 0
  }
}

/** Bounds how often something costly is done; fills up with time. */
export class LogBudget {
  readonly #budget: CheckBudget
  #left: number
  #filledAtMs = performance.now()

  constructor(budget: CheckBudget) {
    this.#budget = budget
    this.#left = budget.most
  }

  /** False when there is nothing left. */
  take(): boolean {
    const nowMs = performance.now()
    this.#left = Math.min(this.#budget.most, this.#left + (nowMs - this.#filledAtMs) / this.#budget.refillMs)
    this.#filledAtMs = nowMs
    if (this.#left < 1) return false
    this.#left--
    return true
  }

  giveBack(): void {
    this.#left++
  }
}
