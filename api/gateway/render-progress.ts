import type { RenderLine } from '#contract/render.ts'
import type { RenderDeps } from './render-deps.ts'

/** Shortest time between two steps that are told, in milliseconds; the last step is told at once. */
const STEP_MS = 100

/** Tells how far a render is: its place in line as the lane's wait, its steps as events, both to whoever listens. */
export class RenderProgress {
  readonly #deps: RenderDeps
  readonly #attemptId: string
  readonly #say: (line: RenderLine) => void
  #position: number | null = null
  #value = -1
  #max = 0
  #toldAtMs = Number.NEGATIVE_INFINITY
  #isOver = false

  constructor(deps: RenderDeps, attemptId: string, say: (line: RenderLine) => void) {
    this.#deps = deps
    this.#attemptId = attemptId
    this.#say = say
  }

  /** Place in line, from 1; null once it is served. */
  place(position: number | null): void {
    if (position === this.#position || this.#isOver) return
    this.#position = position
    this.#deps.waits.show(this.#attemptId, position === null ? null : waitAt(position))
    if (position !== null) this.#say({ type: 'queue', position })
  }

  /** Steps count up; a render that was lost begins anew. */
  step(value: number, max: number): void {
    if (this.#isOver || (value === this.#value && max === this.#max)) return
    const now = performance.now()
    if (value < max && now - this.#toldAtMs < STEP_MS && max === this.#max) return
    this.#value = value
    this.#max = max
    this.#toldAtMs = now
    this.#say({ type: 'progress', value, max })
    this.#deps.attempts.progress(this.#attemptId, { value, max }).catch((error: unknown) => {
      this.#deps.logger.debug({ err: error }, 'a step of a render could not be written')
    })
  }

  /** Nothing is waited for any more. */
  end(): void {
    this.#isOver = true
    if (this.#position !== null) this.#deps.waits.show(this.#attemptId, null)
  }
}

function waitAt(position: number) {
  const message =
    position === 1 ? 'Next in line for the image server.' : `Number ${position} in line for the image server.`
  return { reason: 'render-queue', position, message } as const
}
