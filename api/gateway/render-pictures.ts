import { hash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { RenderRequest } from '#contract/render.ts'
import { AppError } from '../errors.ts'
import { RenderError } from './comfyui/comfy-error.ts'
import { type PngText, writePngText } from './png-text.ts'
import type { RenderDeps } from './render-deps.ts'
import type { SpeakingAttempt } from './run-token.ts'

const STORE_AGAIN_MS = 1000

export interface StoredPicture {
  readonly id: string
  readonly sha256: string
}

/** Puts what a server made into the store. */
export class RenderPictures {
  readonly #deps: RenderDeps
  readonly #model: string
  readonly #storeMs: number

  constructor(deps: RenderDeps, model: string, storeMs: number) {
    this.#deps = deps
    this.#model = model
    this.#storeMs = storeMs
  }

  /** The picture of a pass that is stored already. */
  find(attempt: SpeakingAttempt, pass: number): StoredPicture | undefined {
    return this.#deps.artifacts.named(attempt.id, `render-${pass}`)
  }

  /**
   * Re-encodes, adds where it came from, and stores; the same call a second time gives the first picture. Throws
   * RenderError for what cannot be decoded or stored, AppError when the attempt takes no more.
   */
  async storeRender(attempt: SpeakingAttempt, request: RenderRequest, source: Uint8Array): Promise<StoredPicture> {
    const { bytes, width, height } = await this.#deps.pngs.reencode(source).catch(undecodable)
    const whole = writePngText(bytes, await this.#texts(attempt, request))
    const about = { name: `render-${request.pass}`, kind: 'render', width, height } as const
    return this.#store(attempt, whole, about, `${attempt.id}/${request.call}`)
  }

  /** Stores a preview, which a server sends as JPEG or PNG. */
  async storePreview(attempt: SpeakingAttempt, name: string, source: Uint8Array): Promise<void> {
    const { bytes, width, height } = await this.#deps.pngs.reencode(source, { isJpegTaken: true })
    await this.#store(attempt, bytes, { name, kind: 'preview', width, height }, `${attempt.id}/${name}`)
  }

  async #store(
    attempt: SpeakingAttempt,
    bytes: Uint8Array,
    about: { name: string; kind: 'render' | 'preview'; width: number; height: number },
    source: string,
  ): Promise<StoredPicture> {
    const untilMs = performance.now() + this.#storeMs
    for (;;) {
      try {
        return await this.#deps.attempts.addArtifact({
          ...about,
          attemptId: attempt.id,
          owner: attempt.owner,
          step: 'render',
          mediaType: 'image/png',
          bytes: bytes.length,
          sha256: await this.#deps.blobs.put(bytes),
          // of the call and not of the bytes: a render that was made twice is still one picture
          sourceSha256: hash('sha256', source),
        })
      } catch (error) {
        if (!isDiskTrouble(error)) throw error
        if (performance.now() >= untilMs) {
          throw new RenderError('storage', 'The picture could not be stored.', { isRetryable: true, cause: error })
        }
        await delay(Math.min(STORE_AGAIN_MS, this.#storeMs))
      }
    }
  }

  async #texts(attempt: SpeakingAttempt, { design, seed }: RenderRequest): Promise<PngText[]> {
    const { brief, parents } = await this.#deps.runs.get(attempt.owner, attempt.runId)
    return [
      ['Software', 'Axoloom'],
      ['Title', design.name],
      ['Description', design.story],
      ['axoloom:brief', brief],
      ['axoloom:design', JSON.stringify(design)],
      ['axoloom:seed', String(seed)],
      ['axoloom:model', this.#model],
      ['axoloom:run', attempt.runId],
      ['axoloom:variation', String(attempt.index)],
      ['axoloom:attempt', String(attempt.number)],
      ['axoloom:parents', JSON.stringify(parents)],
    ]
  }
}

function undecodable(error: unknown): never {
  if (!(error instanceof AppError) || error.kind !== 'bad-request') throw error
  throw new RenderError('render-failed', error.message, { isRetryable: true, cause: error })
}

function isDiskTrouble(error: unknown): boolean {
  return error instanceof AppError && error.kind === 'unavailable'
}
