import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createKeyGuard, type KeyGuard } from './key-guard.ts'

/** The way to the agent: takes no more than its socket does, and lets no key pass. */
export class Outlet {
  readonly #to: ServerResponse
  readonly #signal: AbortSignal
  readonly #guard: KeyGuard | null

  constructor(to: ServerResponse, key: string | null, signal: AbortSignal) {
    this.#to = to
    this.#signal = signal
    this.#guard = key === null ? null : createKeyGuard(key)
  }

  async write(chunk: Buffer): Promise<void> {
    this.#signal.throwIfAborted()
    const bytes = this.#guard?.pass(chunk) ?? chunk
    if (bytes.length === 0 || this.#to.write(bytes)) return
    await once(this.#to, 'drain', { signal: this.#signal })
  }

  end(): void {
    this.#to.end(this.#guard?.rest())
  }
}
