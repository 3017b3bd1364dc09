import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Applicant } from '../admission.ts'
import { cancelPrompt } from './cancel-prompt.ts'
import { RenderError, ServerTrouble } from './comfy-error.ts'
import { EventSocket } from './event-socket.ts'
import { fetchPicture } from './fetch-picture.ts'
import type { ComfyServer, HeldServer, ServerPool } from './server-pool.ts'
import { submitPrompt } from './submit-prompt.ts'
import type { ComfyTimings } from './timings.ts'
import { type PromptListener, PromptWatch } from './watch-prompt.ts'
import type { Workflow } from './workflow.ts'

/** A lost prompt is queued again at most twice. */
const MAX_SUBMISSIONS = 3

/** Which prompt on which server a call stands for: all that is needed to find it again after a restart. */
export const RenderHandle = z.object({
  server: z.string(),
  promptId: z.uuid(),
  /** Counts the prompts of a call, from 1. */
  submission: z.int().min(1),
})
export type RenderHandle = z.infer<typeof RenderHandle>

export interface RenderListener extends PromptListener {
  /** Must have committed the handle when it resolves: nothing is posted before. */
  keepHandle(handle: RenderHandle): Promise<void>
}

export interface PictureRequest {
  readonly who: Applicant
  readonly prompt: string
  readonly seed: number
  /** Side of the square picture, in pixels. */
  readonly size: number
  /** Folder below the server's output folder: servers that share a volume would race for file names. */
  readonly folder: string
  /** The prompt of before a restart. */
  readonly resume: RenderHandle | null
}

export interface RenderTools {
  readonly pool: ServerPool
  readonly workflow: Workflow
  readonly timings: ComfyTimings
  /** Ends clean-up that is under way. */
  readonly closing: AbortSignal
}

/** The reason of a signal that only ends the watching: the prompt goes on, and is found again by its handle. */
export class RenderDetached extends Error {
  override readonly name = 'RenderDetached'
}

/**
 * One picture, as the server made it. A prompt that a server lost is queued again; anything that ends this otherwise
 * takes it out of the server. Throws RenderError, AppError `unavailable` when too many wait, or the signal's reason.
 */
export async function renderPicture(
  tools: RenderTools,
  request: PictureRequest,
  listener: RenderListener,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let resume = request.resume
  let why = 'The ComfyUI server lost the render.'
  for (let submission = resume?.submission ?? 1; submission <= MAX_SUBMISSIONS; submission++) {
    const server = await serverFor(tools, request, resume, listener, signal)
    if (server !== null) {
      const prompt = new ServedPrompt({ tools, request, listener, server, submission, resume })
      const result = await prompt.picture(signal).finally(() => server.release())
      if (typeof result !== 'string') return result
      why = result
    }
    resume = null
  }
  throw new RenderError('render-failed', `${why} It was queued ${MAX_SUBMISSIONS} times.`, { isRetryable: true })
}

async function serverFor(
  { pool }: RenderTools,
  { who }: PictureRequest,
  resume: RenderHandle | null,
  listener: RenderListener,
  signal: AbortSignal,
): Promise<HeldServer | null> {
  if (resume !== null) return pool.resume(resume.server)
  return pool.admit(who, (position) => listener.onPlace(position), signal)
}

interface ServedPromptOptions {
  readonly tools: RenderTools
  readonly request: PictureRequest
  readonly listener: RenderListener
  readonly server: ComfyServer
  readonly submission: number
  readonly resume: RenderHandle | null
}

/** One prompt on one server, from before it is posted until its picture is here. */
class ServedPrompt {
  readonly #options: ServedPromptOptions
  readonly #promptId: string
  readonly #watch: PromptWatch
  readonly #socket: EventSocket

  constructor(options: ServedPromptOptions) {
    const { server, tools, listener, resume } = options
    const { http, address } = server
    const { timings } = tools
    const promptId = resume?.promptId ?? randomUUID()
    const watch = new PromptWatch({ http, promptId, timings, listener })
    this.#options = options
    this.#promptId = promptId
    this.#watch = watch
    this.#socket = new EventSocket({ address, promptId, timings, onHint: (hint) => watch.hint(hint) })
  }

  /** The picture, or a sentence that says why another submission may bring it. */
  async picture(signal: AbortSignal): Promise<Uint8Array | string> {
    const { tools, server } = this.#options
    const stop = () => this.#socket.close()
    signal.addEventListener('abort', stop, { once: true })
    try {
      await this.#begin(signal)
      return await this.#finish(signal)
    } catch (error) {
      if (error instanceof ServerTrouble) return error.message
      const isLeft = signal.aborted && signal.reason instanceof RenderDetached
      if (!isLeft) await cancelPrompt(server.http, this.#promptId, tools.timings, tools.closing)
      throw error
    } finally {
      signal.removeEventListener('abort', stop)
      this.#socket.close()
    }
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const { tools, request, server, submission, resume, listener } = this.#options
    const promptId = this.#promptId
    const clientId = await this.#socket.open()
    signal.throwIfAborted()
    if (resume !== null) return
    await listener.keepHandle({ server: server.backend.url, promptId, submission })
    signal.throwIfAborted()
    const { prompt, seed, size, folder } = request
    // a name of its own: a server that knows the graph would answer with an old file, even one that is gone
    const slots = { prompt, seed, width: size, height: size, prefix: `${folder}/${promptId}` }
    const graph = tools.workflow.fill(slots)
    await submitPrompt(server.http, { promptId, clientId, graph }, tools.timings, signal)
  }

  async #finish(signal: AbortSignal): Promise<Uint8Array | string> {
    const { tools, request, server } = this.#options
    const { label } = server.address
    const end = await this.#watch.end(signal)
    if (end.kind === 'failed') throw end.error
    if (end.kind === 'lost') return `${label} lost the render, as it does in a restart.`
    if (end.kind === 'gone') return end.trouble.message
    const image = end.images.find(({ type }) => type === 'output') ?? end.images[0]
    if (image === undefined) return `${label} ended the render without a picture.`
    return (
      (await fetchPicture(server.http, image, request.size, tools.timings, signal)) ??
      `${label} no longer has the picture.`
    )
  }
}
