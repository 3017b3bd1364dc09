import { picturePrompt } from '#contract/picture-prompt.ts'
import type { RenderLine, RenderRequest } from '#contract/render.ts'
import { AppError } from '../errors.ts'
import { RenderError } from './comfyui/comfy-error.ts'
import {
  RenderDetached,
  type RenderHandle,
  type RenderListener,
  type RenderTools,
  renderPicture,
} from './comfyui/render-picture.ts'
import type { RenderDeps, RenderTimings } from './render-deps.ts'
import { RenderLines } from './render-lines.ts'
import type { RenderPictures } from './render-pictures.ts'
import { RenderPreviews } from './render-previews.ts'
import { RenderProgress } from './render-progress.ts'
import type { SpeakingAttempt } from './run-token.ts'

export interface RenderJobOptions {
  readonly deps: RenderDeps
  readonly tools: RenderTools
  readonly pictures: RenderPictures
  readonly timings: RenderTimings
  readonly attempt: SpeakingAttempt
  readonly request: RenderRequest
  /** The prompt of before a restart. */
  readonly resume: RenderHandle | null
  /** True for a call that ended before a restart: it is not rendered a second time. */
  readonly isSettled: boolean
  /** Says that the call is over; must not throw. */
  readonly settle: () => Promise<void>
}

/** One render from its call to its picture, whoever listens. It ends by itself, or by `cancel`. */
export class RenderJob {
  readonly attemptId: string
  /** Resolves when nothing is under way any more. */
  readonly done: Promise<void>
  readonly #options: RenderJobOptions
  readonly #stop = new AbortController()
  readonly #readers = new Set<RenderLines>()
  readonly #previews: RenderPreviews
  readonly #progress: RenderProgress
  #orphaned: NodeJS.Timeout | null = null
  /** What a reader that comes late is told first. */
  #last: RenderLine | null = null
  #end: RenderLine | null = null

  constructor(options: RenderJobOptions) {
    const { deps, pictures, timings, attempt, request } = options
    this.#options = options
    this.attemptId = attempt.id
    const onStored = () => this.#say({ type: 'preview' })
    this.#previews = new RenderPreviews({
      pictures,
      attempt,
      pass: request.pass,
      timings,
      logger: deps.logger,
      onStored,
    })
    this.#progress = new RenderProgress(deps, attempt.id, (line) => this.#say(line))
    this.#watchReaders()
    this.done = this.#run()
  }

  get isOver(): boolean {
    return this.#end !== null
  }

  get hasReaders(): boolean {
    return this.#readers.size > 0
  }

  /** The lines from now on; `leave` when the reader is gone. */
  read(): { lines: RenderLines; leave(): void } {
    const lines = new RenderLines(this.#options.timings.heartbeatMs)
    const first = this.#end ?? this.#last
    if (first !== null) lines.put(first)
    if (this.isOver) lines.end()
    this.#readers.add(lines)
    this.#watchReaders()
    return {
      lines,
      leave: () => {
        lines.end()
        if (this.#readers.delete(lines)) this.#watchReaders()
      },
    }
  }

  /** Takes it out of its server. */
  cancel(why: string): void {
    this.#stop.abort(new RenderError('render-failed', why))
  }

  /** Leaves it on its server, to be found again. */
  detach(): void {
    this.#stop.abort(new RenderDetached('The API stops.'))
  }

  async #run(): Promise<void> {
    const end = await this.#work().catch((error: unknown) => this.#failure(error))
    if (this.#orphaned !== null) clearTimeout(this.#orphaned)
    this.#progress.end()
    if (end !== null) {
      await this.#options.settle()
      this.#end = end
      this.#say(end)
    }
    for (const reader of this.#readers) reader.end()
  }

  async #work(): Promise<RenderLine> {
    const { tools, pictures, attempt, request, resume } = this.#options
    // what was stored before a crash is the picture, whatever a server would make now
    const known = pictures.find(attempt, request.pass)
    if (known !== undefined) return { type: 'done', artifact: known }
    if (this.#options.isSettled) {
      throw new RenderError('render-failed', 'This render has ended before, without a picture.', { isRetryable: true })
    }
    const picture = {
      who: { runId: attempt.runId, attemptId: attempt.id, priority: attempt.priority },
      prompt: picturePrompt(request.design),
      seed: request.seed,
      size: request.size,
      folder: `axoloom/${attempt.runId}/${attempt.index}-${attempt.number}`,
      resume,
    }
    const bytes = await renderPicture(tools, picture, this.#listener(), this.#stop.signal)
    await this.#previews.end()
    this.#stop.signal.throwIfAborted()
    return { type: 'done', artifact: await pictures.storeRender(attempt, request, bytes) }
  }

  #listener(): RenderListener {
    const { deps, attempt, request } = this.#options
    const ref = { attemptId: attempt.id, id: request.call }
    return {
      keepHandle: (handle) => deps.calls.setHandle(ref, JSON.stringify(handle)),
      onPlace: (position) => this.#progress.place(position),
      onProgress: (value, max) => this.#progress.step(value, max),
      onPreview: (bytes) => this.#previews.offer(bytes),
    }
  }

  /** Null when it was only left. */
  async #failure(error: unknown): Promise<RenderLine | null> {
    await this.#previews.end()
    const { deps, attempt } = this.#options
    if (this.#stop.signal.aborted && error instanceof RenderDetached) return null
    if (error instanceof RenderError) {
      const { reason, message, isRetryable } = error
      return { type: 'failed', reason, message, isRetryable }
    }
    if (error instanceof AppError) {
      const isRetryable = error.isRetryable
      return {
        type: 'failed',
        reason: isRetryable ? 'model-unavailable' : 'render-failed',
        message: error.message,
        isRetryable,
      }
    }
    const place = { runId: attempt.runId, variation: attempt.index, attempt: attempt.number }
    deps.logger.error({ err: error, ...place }, 'a render failed inside Axoloom')
    return { type: 'failed', reason: 'internal', message: 'Something went wrong inside Axoloom.', isRetryable: true }
  }

  #say(line: RenderLine): void {
    if (line.type === 'queue' || line.type === 'progress') this.#last = line
    for (const reader of this.#readers) reader.put(line)
  }

  /** An agent that lost its way comes back with the same call; one that is dead never does. */
  #watchReaders(): void {
    if (this.#orphaned !== null) clearTimeout(this.#orphaned)
    this.#orphaned = null
    if (this.hasReaders || this.isOver || this.#stop.signal.aborted) return
    const { orphanMs } = this.#options.timings
    this.#orphaned = setTimeout(() => this.cancel('The agent was away for too long.'), orphanMs)
  }
}
