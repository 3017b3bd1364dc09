import { z } from 'zod'
import {
  CancelAnswer,
  ExecInfo,
  FileNames,
  History,
  type HistoryEntry,
  ObjectInfo,
  type OutputImage,
  PromptAnswer,
  PromptRefusal,
  Queue,
} from './answers.ts'
import { ServerTrouble } from './comfy-error.ts'
import { readBody } from './read-body.ts'
import { type ServerAddress, urlAt } from './server-address.ts'
import type { Graph } from './workflow.ts'

/** `/queue` and `/object_info` carry everyone's prompts and long lists. */
const MAX_JSON_BYTES = 16 * 1024 * 1024
/** As many bytes as the gateway takes of any picture. */
const MAX_PICTURE_BYTES = 32 * 1024 * 1024

/** Milliseconds after which an answer will not come any more. */
export interface AnswerLimits {
  readonly answerMs: number
  /** For `POST /prompt`: validation of a graph can load node packs, and scan model folders on slow disks. */
  readonly postMs: number
  readonly pictureMs: number
}

/** What may be heard of a server's health: each call reports how it went. */
export interface Health {
  succeeded(): void
  failed(error: Error): void
}

export interface NewPrompt {
  readonly promptId: string
  readonly clientId: string
  readonly graph: Graph
}

export type Submitted =
  | { readonly kind: 'taken'; readonly answer: z.infer<typeof PromptAnswer> }
  | { readonly kind: 'refused'; readonly refusal: PromptRefusal }

interface Call {
  readonly method?: 'GET' | 'POST'
  readonly body?: unknown
  readonly timeoutMs?: number
  readonly maxBytes?: number
  readonly signal?: AbortSignal | undefined
  /** Statuses that are answers here; any other but 200 is trouble. */
  readonly taken?: readonly number[]
}

interface HttpAnswer {
  readonly status: number
  readonly bytes: Uint8Array
}

/**
 * The calls of one ComfyUI server that we need, and no others. Every one throws ServerTrouble when the server, or what
 * answers in its place, makes no sense; none is repeated here.
 */
export class ComfyHttp {
  readonly #address: ServerAddress
  readonly #health: Health
  readonly #limits: AnswerLimits

  constructor(address: ServerAddress, health: Health, limits: AnswerLimits) {
    this.#address = address
    this.#health = health
    this.#limits = limits
  }

  /** Prompts that run or wait, of everyone. The cheapest sign of life. */
  async queueRemaining(signal?: AbortSignal, timeoutMs = this.#limits.answerMs): Promise<number> {
    return (await this.#json('prompt', ExecInfo, { signal, timeoutMs })).exec_info.queue_remaining
  }

  queue(signal?: AbortSignal): Promise<Queue> {
    return this.#json('queue', Queue, { signal })
  }

  /** Null for a prompt that is unknown or not over. */
  async history(promptId: string, signal?: AbortSignal): Promise<HistoryEntry | null> {
    return (await this.#json(`history/${promptId}`, History, { signal }))[promptId] ?? null
  }

  /** Never with `number`: two of the same make the server's queue fail. */
  postPrompt({ promptId, clientId, graph }: NewPrompt): Promise<Submitted> {
    // 0.38 draws previews on request; 0.3.64 by its own flag, and ignores this
    const extra_data = { preview_method: 'latent2rgb' }
    const body = { prompt: graph, prompt_id: promptId, client_id: clientId, extra_data }
    const call = { method: 'POST', body, timeoutMs: this.#limits.postMs, taken: [400] } as const
    return this.#call('prompt', call, (answer) =>
      answer.status === 400
        ? { kind: 'refused', refusal: parse(answer, PromptRefusal) }
        : { kind: 'taken', answer: parse(answer, PromptAnswer) },
    )
  }

  /** Only takes effect while the prompt waits; says nothing about whether it did. */
  deletePending(promptId: string): Promise<void> {
    return this.#call('queue', { method: 'POST', body: { delete: [promptId] } }, () => {})
  }

  /** Only takes effect while this very prompt runs; without an id it would stop somebody else's. */
  interrupt(promptId: string): Promise<void> {
    return this.#call('interrupt', { method: 'POST', body: { prompt_id: promptId } }, () => {})
  }

  /** In one step on servers that can (0.38); null on those that cannot. */
  cancelJob(promptId: string): Promise<boolean | null> {
    return this.#call(`api/jobs/${promptId}/cancel`, { method: 'POST', taken: [404, 405] }, (answer) =>
      answer.status === 200 ? parse(answer, CancelAnswer).cancelled : null,
    )
  }

  /** The bytes of an output; null when the file is gone. */
  view({ filename, subfolder, type }: OutputImage, signal?: AbortSignal): Promise<Uint8Array | null> {
    const query = new URLSearchParams({ filename, subfolder, type })
    const call = { timeoutMs: this.#limits.pictureMs, maxBytes: MAX_PICTURE_BYTES, signal, taken: [404] }
    return this.#call(`view?${query}`, call, ({ status, bytes }) => (status === 404 ? null : bytes))
  }

  /** File names in a model folder; null when the server has no such folder. */
  models(folder: string, signal?: AbortSignal): Promise<readonly string[] | null> {
    return this.#call(`models/${folder}`, { signal, taken: [404] }, (answer) =>
      answer.status === 404 ? null : parse(answer, FileNames),
    )
  }

  async hasNode(classType: string, signal?: AbortSignal): Promise<boolean> {
    const info = await this.#json(`object_info/${encodeURIComponent(classType)}`, ObjectInfo, { signal })
    return info[classType] !== undefined
  }

  #json<T>(path: string, schema: z.ZodType<T>, call: Call): Promise<T> {
    return this.#call(path, call, (answer) => parse(answer, schema))
  }

  async #call<T>(path: string, call: Call, read: (answer: HttpAnswer) => T): Promise<T> {
    try {
      const result = read(await this.#send(path, call))
      this.#health.succeeded()
      return result
    } catch (error) {
      call.signal?.throwIfAborted()
      const trouble = this.#troubleOf(error, `${call.method ?? 'GET'} /${pathOf(path)}`)
      this.#health.failed(trouble)
      throw trouble
    }
  }

  #troubleOf(error: unknown, call: string): ServerTrouble {
    if (error instanceof ServerTrouble) return error
    const { label } = this.#address
    // a proxy's page with status 200, or a server of another kind
    const isNonsense = error instanceof z.ZodError || error instanceof SyntaxError
    const what = isNonsense ? `answers ${call} in a way we cannot read` : `gives no answer to ${call}`
    return new ServerTrouble(`${label} ${what}.`, { cause: error })
  }

  async #send(path: string, call: Call): Promise<HttpAnswer> {
    const { method = 'GET', body, timeoutMs = this.#limits.answerMs, maxBytes = MAX_JSON_BYTES, taken = [] } = call
    const limit = AbortSignal.timeout(timeoutMs)
    const response = await fetch(urlAt(this.#address, path), {
      method,
      headers: { ...this.#address.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: call.signal === undefined ? limit : AbortSignal.any([limit, call.signal]),
    })
    if (response.status === 200 || taken.includes(response.status)) {
      return { status: response.status, bytes: await readBody(response, maxBytes) }
    }
    await response.body?.cancel()
    throw new ServerTrouble(`${this.#address.label} answers ${response.status} to ${method} /${pathOf(path)}.`)
  }
}

function parse<T>({ bytes }: HttpAnswer, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

function pathOf(path: string): string {
  return path.split('?', 1)[0] ?? path
}
