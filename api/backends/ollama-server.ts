import { z } from 'zod'
import type { BackendState } from '#contract/backends.ts'
import { BackendServer, type ServerDeps } from './backend-server.ts'
import { fetchJson } from './fetch-json.ts'
import { OLLAMA_CONTEXT_TOKENS } from './ollama-context.ts'
import { hasName } from './ollama-names.ts'
import { probeOllama } from './probe.ts'

/** How long a model that was loaded ahead of its run stays in memory. */
const KEEP_ALIVE = '30m'
/** Ollama itself gives a model up that is not loaded after 5 minutes (OLLAMA_LOAD_TIMEOUT). */
const WARM_MS = 5 * 60_000
/** Models loaded ahead at the same time; Ollama keeps about as many. What is beyond is loaded by its first call. */
const MAX_WARMING = 3

export interface OllamaOptions extends ServerDeps {
  readonly url: string
  /** The model of the settings. */
  readonly model: string
}

const Loaded = z.object({ done_reason: z.string().optional() })

/** Ollama, and which models it has at hand. */
export class OllamaServer extends BackendServer {
  readonly #options: OllamaOptions
  readonly #warming = new Map<string, Promise<void>>()
  /** What runs want: of the model that was asked for last it is said whether it is warm. */
  #wanted: string

  constructor(options: OllamaOptions) {
    super({ ...options, name: 'ollama', probe: probeOllama })
    this.#options = options
    this.#wanted = options.model
  }

  override state(): BackendState {
    const state = super.state()
    return { ...state, isWarm: state.loaded === null ? null : this.#isWarm(state.loaded) }
  }

  /** Null: Ollama has this model, or nobody knows; else the models it has. */
  async hasModel(model: string): Promise<readonly string[] | null> {
    await this.refresh()
    const known = this.state().models
    if (known === null || hasName(known, model)) return null
    // it may have been pulled a moment ago, by the person who asks again now
    await this.refresh(0)
    const { models } = this.state()
    return models === null || hasName(models, model) ? null : models
  }

  /** Loads a model ahead of its first call, once at a time. Never throws. */
  warm(model: string): Promise<void> {
    const underWay = this.#warming.get(model)
    if (underWay !== undefined) return underWay
    if (this.#warming.size >= MAX_WARMING) return Promise.resolve()
    this.#wanted = model
    const warming = this.#warmOnce(model).finally(() => this.#warming.delete(model))
    this.#warming.set(model, warming)
    return warming
  }

  override async settled(): Promise<void> {
    await Promise.all([super.settled(), ...this.#warming.values()])
  }

  // Ollama lists a model as loaded from when it begins to load it
  #isWarm(loaded: readonly string[]): boolean {
    return hasName(loaded, this.#wanted) && !this.#warming.has(this.#wanted)
  }

  async #warmOnce(model: string): Promise<void> {
    const { closing, logger } = this.#options
    try {
      this.guard()
      await this.#load(model)
      this.succeeded()
    } catch (error) {
      if (closing.aborted) return
      // not counted as a failed call: a model that does not fit would keep calls from the others
      this.note(error)
      logger.warn({ err: error, model }, 'a model could not be loaded ahead; its first call will')
    }
    await this.refresh(0)
  }

  async #load(model: string): Promise<void> {
    // no messages: the model is loaded and says nothing
    const options = { num_ctx: OLLAMA_CONTEXT_TOKENS }
    const body = JSON.stringify({ model, messages: [], stream: false, keep_alive: KEEP_ALIVE, options })
    await fetchJson(`${this.url}/api/chat`, Loaded, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.any([this.#options.closing, AbortSignal.timeout(WARM_MS)]),
    })
  }
}
