/** A pause that can be cut short, also by what came just before it. */
export class Wake {
  #isWoken = false
  #end: (() => void) | null = null

  wake(): void {
    this.#isWoken = true
    this.#end?.()
  }

  /** True when it was woken, false when the time was up. Throws the signal's reason. */
  async wait(ms: number, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted()
    if (!this.#isWoken) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, ms)
      const stop = () => resolve()
      signal.addEventListener('abort', stop, { once: true })
      this.#end = resolve
      await promise
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      this.#end = null
      signal.throwIfAborted()
    }
    const wasWoken = this.#isWoken
    this.#isWoken = false
    return wasWoken
  }
}
