import type { BackendState } from '#contract/backends.ts'

/** Failures in a row after which calls are refused. */
const FAILURES = 5
/** How long they are refused before one is let through to try. */
const OPEN_MS = 10_000

export interface CircuitOptions {
  /** Milliseconds of a clock that never jumps. */
  readonly now?: () => number
  readonly openMs?: number
}

/**
 * Keeps calls away from a server that fails them all, so that they fail at once and it can come back to its feet. While
 * it does not work, one call every `openMs` is a trial: a trial that nobody reports on blocks nothing.
 */
export class Circuit {
  readonly #now: () => number
  readonly #openMs: number
  #failures = 0
  #nextTrialMs = 0
  #isTrialOut = false

  constructor({ now = () => performance.now(), openMs = OPEN_MS }: CircuitOptions = {}) {
    this.#now = now
    this.#openMs = openMs
  }

  /** Null: go ahead; else milliseconds until it makes sense to ask again. */
  enter(): number | null {
    if (this.#failures < FAILURES) return null
    const restMs = this.#nextTrialMs - this.#now()
    if (restMs > 0) return restMs
    this.#nextTrialMs = this.#now() + this.#openMs
    this.#isTrialOut = true
    return null
  }

  succeeded(): void {
    this.#failures = 0
    this.#isTrialOut = false
  }

  failed(): void {
    this.#failures += 1
    this.#isTrialOut = false
    this.#nextTrialMs = this.#now() + this.#openMs
  }

  get state(): BackendState['circuit'] {
    if (this.#failures < FAILURES) return 'closed'
    return this.#isTrialOut || this.#now() >= this.#nextTrialMs ? 'half-open' : 'open'
  }
}
