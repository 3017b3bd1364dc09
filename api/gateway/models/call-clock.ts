import { ModelError } from './model-error.ts'

export interface CallClockOptions {
  readonly name: string
  readonly firstByteMs: number
  readonly silenceMs: number
  readonly totalMs: number
}

/** Ends a call that takes too long: before its first byte, between two pieces, or altogether. */
export class CallClock {
  readonly #expired = new AbortController()
  readonly #total: NodeJS.Timeout
  readonly #options: CallClockOptions
  #silence: NodeJS.Timeout
  #hasBegun = false

  constructor(options: CallClockOptions) {
    const { name, firstByteMs, totalMs } = options
    this.#options = options
    this.#silence = setTimeout(() => this.#expire(`${name} said nothing for ${seconds(firstByteMs)}.`), firstByteMs)
    this.#total = setTimeout(() => this.#expire(`${name} was not done after ${seconds(totalMs)}.`), totalMs)
  }

  /** Aborted with what may be answered. */
  get signal(): AbortSignal {
    return this.#expired.signal
  }

  /** Something came. */
  heard(): void {
    if (this.#hasBegun) {
      this.#silence.refresh()
      return
    }
    this.#hasBegun = true
    const { name, silenceMs } = this.#options
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#expire(`${name} fell silent for ${seconds(silenceMs)}.`), silenceMs)
  }

  end(): void {
    clearTimeout(this.#silence)
    clearTimeout(this.#total)
  }

  #expire(message: string): void {
    this.#expired.abort(new ModelError(502, message, { isRetryable: true, reason: 'model-unavailable' }))
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}
