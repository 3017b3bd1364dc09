import { Agent } from 'undici'
import type { Backend } from '../../backends/backends.ts'
import { type Admission, createAdmission } from '../admission.ts'

/** Longest a server's wish to be left alone is granted. */
const MAX_REST_MS = 60_000
const CONNECT_MS = 10_000

/** One server of text models: the line before it, the connections to it, and the rest that it asked for. */
export class ModelLine {
  readonly backend: Backend
  readonly admission: Admission
  /** Without time-outs of its own: calls have theirs. */
  readonly dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: CONNECT_MS } })
  #restsUntil = 0
  #timer: NodeJS.Timeout | null = null
  /** When a model last answered, by name: it is in memory then. */
  readonly #answered = new Map<string, number>()

  constructor(backend: Backend, parallel: number) {
    this.backend = backend
    this.admission = createAdmission({ capacity: () => (performance.now() < this.#restsUntil ? 0 : parallel) })
  }

  /** Lets nobody in for a while, as a rate limit asks for. */
  rest(ms: number): void {
    const restMs = Math.min(ms, MAX_REST_MS)
    this.#restsUntil = Math.max(this.#restsUntil, performance.now() + restMs)
    this.#wakeUp()
  }

  answered(model: string): void {
    this.#answered.set(model, performance.now())
  }

  /** Whether a model answered within `ms`. */
  hasAnsweredWithin(model: string, ms: number): boolean {
    const at = this.#answered.get(model)
    return at !== undefined && performance.now() - at < ms
  }

  /** Looks again when its timer came early, by up to a millisecond: whoever waits would wait for ever. */
  #wakeUp(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const leftMs = this.#restsUntil - performance.now()
    if (leftMs <= 0) {
      this.admission.recheck()
      return
    }
    this.#timer = setTimeout(() => this.#wakeUp(), leftMs + 1)
    this.#timer.unref()
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.dispatcher.destroy()
  }
}
