import type { RenderLine } from '#contract/render.ts'

/**
 * What one reader of a render has not read yet: at most one line of each type, for a later place or step makes the one
 * before it worthless. So a slow reader costs nothing.
 */
export class RenderLines {
  readonly #heartbeatMs: number
  readonly #waiting = new Map<RenderLine['type'], RenderLine>()
  #isEnded = false
  #wake: (() => void) | null = null

  constructor(heartbeatMs: number) {
    this.#heartbeatMs = heartbeatMs
  }

  put(line: RenderLine): void {
    if (this.#isEnded) return
    this.#waiting.delete(line.type)
    this.#waiting.set(line.type, line)
    this.#wake?.()
  }

  /** Nothing more will be put; what waits is still read. */
  end(): void {
    this.#isEnded = true
    this.#wake?.()
  }

  /** The lines as text, with a blank one whenever nothing was said for a while, until the end. */
  async *texts(): AsyncGenerator<string> {
    // at once, so that the reader sees that it was let in
    yield '\n'
    for (;;) {
      for (const [type, line] of this.#waiting) {
        this.#waiting.delete(type)
        yield `${JSON.stringify(line)}\n`
      }
      if (this.#waiting.size > 0) continue
      if (this.#isEnded) return
      if (!(await this.#isWoken())) yield '\n'
    }
  }

  async #isWoken(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), this.#heartbeatMs)
    this.#wake = () => resolve(true)
    const isWoken = await promise
    clearTimeout(timer)
    this.#wake = null
    return isWoken
  }
}
