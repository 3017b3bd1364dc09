import { RenderError, ServerTrouble } from './comfy-error.ts'
import type { ComfyHttp } from './comfy-http.ts'
import { endOf, type PromptEnd } from './prompt-end.ts'
import type { SocketHint } from './socket-message.ts'
import type { ComfyTimings } from './timings.ts'
import { Wake } from './wake.ts'

/** Polls without a trace of the prompt until it is lost. */
const MAX_ABSENCES = 3

/** What is told of a prompt while it lives. */
export interface PromptListener {
  /** Place in the server's queue, from 1; null once it runs. */
  onPlace(position: number | null): void
  onProgress(value: number, max: number): void
  onPreview(bytes: Uint8Array): void
}

export interface PromptWatchOptions {
  readonly http: ComfyHttp
  readonly promptId: string
  readonly timings: ComfyTimings
  readonly listener: PromptListener
}

/** Lost: the server knows nothing of it any more; gone: the server itself. */
export type WatchEnd =
  | PromptEnd
  | { readonly kind: 'lost' }
  | { readonly kind: 'gone'; readonly trouble: ServerTrouble }

/** Follows one prompt to its end by history and queue; hints of the socket only make it look sooner. */
export class PromptWatch {
  readonly #options: PromptWatchOptions
  readonly #wake = new Wake()
  #pauseMs: number
  #step = ''
  #absences = 0
  #absentAtMs = 0
  #troubleSinceMs: number | null = null
  #startedAtMs: number | null = null

  constructor(options: PromptWatchOptions) {
    this.#options = options
    this.#pauseMs = options.timings.pollMinMs
  }

  hint(hint: SocketHint): void {
    const { listener, timings } = this.#options
    if (hint.type === 'started') this.#started()
    else if (hint.type === 'preview') listener.onPreview(hint.bytes)
    else if (hint.type === 'progress') {
      this.#started()
      // each step is told as `progress` and within `progress_state`
      const step = `${hint.value}/${hint.max}`
      if (step !== this.#step) listener.onProgress(hint.value, hint.max)
      this.#step = step
    } else if (hint.type === 'stir') this.#pauseMs = Math.min(this.#pauseMs, timings.pollMinMs)
    else {
      this.#pauseMs = timings.hintMs
      this.#wake.wake()
    }
  }

  /** Throws RenderError when it runs for too long, and the signal's reason; both leave it on the server. */
  async end(signal: AbortSignal): Promise<WatchEnd> {
    for (;;) {
      const end = await this.#look(signal)
      if (end !== null) return end
      this.#refuseTooLong()
      await this.#rest(signal)
    }
  }

  async #look(signal: AbortSignal): Promise<WatchEnd | null> {
    try {
      const end = await this.#ask(signal)
      this.#troubleSinceMs = null
      return end
    } catch (error) {
      if (!(error instanceof ServerTrouble)) throw error
      const now = performance.now()
      this.#troubleSinceMs ??= now
      const isGone = now - this.#troubleSinceMs >= this.#options.timings.unreachableMs
      return isGone ? { kind: 'gone', trouble: error } : null
    }
  }

  async #ask(signal: AbortSignal): Promise<WatchEnd | null> {
    const { http, promptId } = this.#options
    const entry = await http.history(promptId, signal)
    if (entry !== null) return endOf(entry)
    if (await this.#isQueued(signal)) {
      this.#absences = 0
      return null
    }
    // it may have ended between the two questions
    const late = await http.history(promptId, signal)
    if (late !== null) return endOf(late)
    return this.#isAbsentForGood() ? { kind: 'lost' } : null
  }

  async #isQueued(signal: AbortSignal): Promise<boolean> {
    const { http, promptId, listener } = this.#options
    const { queue_running, queue_pending } = await http.queue(signal)
    if (queue_running.some(([, id]) => id === promptId)) {
      this.#started()
      return true
    }
    const own = queue_pending.find(([, id]) => id === promptId)
    if (own === undefined) return false
    // the list is a heap: only the numbers give the order
    if (this.#startedAtMs === null) listener.onPlace(1 + queue_pending.filter(([number]) => number < own[0]).length)
    return true
  }

  #isAbsentForGood(): boolean {
    const now = performance.now()
    if (this.#absences > 0 && now - this.#absentAtMs < this.#options.timings.absentMs) return false
    this.#absentAtMs = now
    return ++this.#absences >= MAX_ABSENCES
  }

  #started(): void {
    if (this.#startedAtMs !== null) return
    this.#startedAtMs = performance.now()
    this.#options.listener.onPlace(null)
  }

  #refuseTooLong(): void {
    const { renderMs } = this.#options.timings
    if (this.#startedAtMs === null || performance.now() - this.#startedAtMs < renderMs) return
    const message = `The render was still running after ${Math.round(renderMs / 1000)} s and was stopped.`
    throw new RenderError('render-failed', message, { isRetryable: true })
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const { pollMaxMs, absentMs, renderMs } = this.#options.timings
    const leftMs = this.#startedAtMs === null ? pollMaxMs : this.#startedAtMs + renderMs - performance.now()
    const mostMs = this.#absences > 0 ? Math.min(leftMs, absentMs) : leftMs
    await this.#wake.wait(Math.max(0, Math.min(this.#pauseMs, mostMs)), signal)
    this.#pauseMs = Math.min(this.#pauseMs * 1.5, pollMaxMs)
  }
}
