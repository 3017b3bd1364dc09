import type { BackendState, Provider } from '#contract/backends.ts'

/** One server of models: what is known of it, and whether calls to it make sense now. */
export interface Backend {
  readonly name: Provider
  /** Where calls go: without a slash at its end, a path prefix is part of it. */
  readonly url: string
  /** To be called before each call. Throws AppError `unavailable` while the circuit is open; one trial is let through every 10 s. */
  guard(): void
  /** To be called when a call was answered as it should be: closes the circuit. */
  succeeded(): void
  /** To be called when the server failed a call; five in a row open the circuit. Not for what was the caller's fault or wish. */
  failed(error: Error): void
  state(): BackendState
}

export interface Backends {
  readonly ollama: Backend | null
  readonly claude: Backend | null
  /** In the order of the settings. */
  readonly comfyui: readonly Backend[]
  /** As known now, without asking anyone. */
  states(): readonly BackendState[]
  /** Looks at every server that can be looked at for free, unless that was done within 5 s. Ends within 5 s, never throws. */
  refresh(): Promise<void>
  /** Who knows how many calls wait for a server. */
  setQueueLength(of: Backend, queueLength: () => number): void
  /** Null: the server has this model, or it cannot be known now; else the models it has. */
  hasModel(provider: 'ollama', model: string): Promise<readonly string[] | null>
  /** Loads a model into Ollama's memory, once at a time. Ends when it is there or cannot be; never throws. */
  warm(model: string): Promise<void>
  /** Ends every look and every warm-up at once. */
  close(): Promise<void>
}
