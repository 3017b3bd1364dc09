import type { Logger } from 'pino'
import type { RenderTimings } from './render-deps.ts'
import type { RenderPictures } from './render-pictures.ts'
import type { SpeakingAttempt } from './run-token.ts'

/** Most previews of a render: an attempt keeps a bounded number of pictures. */
const MAX_PREVIEWS = 8
/** Passes with previews: more of them would take the room of the pictures themselves. */
const MAX_PASSES = 4

export interface RenderPreviewsOptions {
  readonly pictures: Pick<RenderPictures, 'storePreview'>
  readonly attempt: SpeakingAttempt
  readonly pass: number
  readonly timings: Pick<RenderTimings, 'previewMs'>
  readonly logger: Logger
  readonly onStored: () => void
}

/** Stores some of the previews of a render: one at a time, not too often, and none once the picture is there. */
export class RenderPreviews {
  readonly #options: RenderPreviewsOptions
  #count = 0
  #storing: Promise<void> | null = null
  #nextAtMs = Number.NEGATIVE_INFINITY
  #isOver = false

  constructor(options: RenderPreviewsOptions) {
    this.#options = options
  }

  offer(bytes: Uint8Array): void {
    const { pass, timings } = this.#options
    const now = performance.now()
    const isTaken = this.#storing === null && !this.#isOver && now >= this.#nextAtMs
    if (!isTaken || this.#count >= MAX_PREVIEWS || pass > MAX_PASSES) return
    this.#nextAtMs = now + timings.previewMs
    this.#storing = this.#store(bytes, ++this.#count).finally(() => {
      this.#storing = null
    })
  }

  /** Resolves when none is on its way any more. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#storing
  }

  async #store(bytes: Uint8Array, count: number): Promise<void> {
    const { pictures, attempt, pass, logger, onStored } = this.#options
    try {
      await pictures.storePreview(attempt, `preview-${pass}-${count}`, bytes)
      onStored()
    } catch (error) {
      // a preview is a nicety: what is broken here shows with the picture
      logger.debug({ err: error }, 'a preview could not be stored')
    }
  }
}
