import { AppError } from '../errors.ts'

/** How long a caller who lost the answer may ask for it again. */
const KEEP_MS = 10 * 60_000
const MAX_KEYS = 1000

interface Shown {
  readonly text: string
  readonly untilMs: number
}

/**
 * Texts of keys just made under an Idempotency-Key. The stored answer of such a call is without the text, which is kept
 * nowhere but here, in memory, for as long as a lost answer is worth asking for again.
 */
export class ShownKeys {
  readonly #byId = new Map<string, Shown>()

  keep(id: string, text: string, nowMs = Date.now()): void {
    for (const [known, { untilMs }] of this.#byId) if (untilMs <= nowMs) this.#byId.delete(known)
    const [oldest] = this.#byId.keys()
    if (this.#byId.size >= MAX_KEYS && oldest !== undefined) this.#byId.delete(oldest)
    this.#byId.set(id, { text, untilMs: nowMs + KEEP_MS })
  }

  /** Throws AppError `conflict` once it is too late. */
  again(id: string, nowMs = Date.now()): string {
    const shown = this.#byId.get(id)
    if (shown !== undefined && shown.untilMs > nowMs) return shown.text
    const text = `This call has made key ${id}, whose text is shown only once: revoke it, and make another without this Idempotency-Key.`
    throw new AppError('conflict', text)
  }
}
