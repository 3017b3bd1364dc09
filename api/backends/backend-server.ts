import type { Logger } from 'pino'
import type { BackendState, Provider } from '#contract/backends.ts'
import { AppError } from '../errors.ts'
import type { Backend } from './backends.ts'
import { Circuit } from './circuit.ts'
import { wordsOf } from './error-words.ts'
import type { Probe, Probed } from './probe.ts'

/** Longest a look at a server takes. */
const PROBE_MS = 3000
/** What was seen within this time is not looked at again. */
const FRESH_MS = 5000
/** After this long without a look or a call nothing is known any more. */
const KNOWN_MS = 5 * 60_000

/** What every server of a process shares. */
export interface ServerDeps {
  /** Ends every look. */
  readonly closing: AbortSignal
  readonly logger: Logger
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number
  readonly probeMs?: number
}

export interface ServerOptions extends ServerDeps {
  readonly name: Provider
  readonly url: string
  /** Null: looking is not free, so only real calls tell. */
  readonly probe: Probe | null
  /** What must stand in no text about this server. */
  readonly secrets?: readonly string[]
}

const displayNames: Readonly<Record<Provider, string>> = { ollama: 'Ollama', claude: 'Claude', comfyui: 'ComfyUI' }

/** One server: its circuit follows the calls, what is shown of it follows the looks as well. */
export class BackendServer implements Backend {
  readonly name: Provider
  readonly url: string
  readonly #options: ServerOptions
  readonly #circuit: Circuit
  #look: Promise<void> | null = null
  #isReachable: boolean | null = null
  #knownAtMs = 0
  #probed: Probed | null = null
  #probedAtMs = Number.NEGATIVE_INFINITY
  #lastError: BackendState['lastError'] = null
  #queueLength: () => number = () => 0

  constructor(options: ServerOptions) {
    this.name = options.name
    this.url = options.url
    this.#options = options
    this.#circuit = new Circuit({ now: options.now })
  }

  guard(): void {
    const restMs = this.#circuit.enter()
    if (restMs === null) return
    const last = this.#lastError === null ? '' : ` Last: ${this.#lastError.message}`
    throw new AppError('unavailable', `${displayNames[this.name]} has failed several calls in a row.${last}`, {
      retryAfterS: Math.max(1, Math.ceil(restMs / 1000)),
    })
  }

  succeeded(): void {
    this.#circuit.succeeded()
    this.#learn(true)
  }

  failed(error: Error): void {
    this.#circuit.failed()
    this.note(error)
    // what failed one call may still be there: only a look can tell, and where none is free the call is what is known
    if (this.#options.probe === null) this.#learn(false)
    else void this.refresh()
  }

  state(): BackendState {
    const isKnown = this.#options.now() - this.#knownAtMs < KNOWN_MS
    const probed = isKnown && this.#isReachable === true ? this.#probed : null
    return {
      name: this.name,
      url: this.url,
      isReachable: isKnown ? this.#isReachable : null,
      isWarm: null,
      models: list(probed?.models),
      loaded: list(probed?.loaded),
      queueLength: this.#queueLength(),
      serverQueue: probed?.serverQueue ?? null,
      version: probed?.version ?? null,
      lastError: this.#lastError,
      circuit: this.#circuit.state,
    }
  }

  setQueueLength(queueLength: () => number): void {
    this.#queueLength = queueLength
  }

  /** Looks at the server, once at a time, unless that was done within `freshMs`. Never throws. */
  refresh(freshMs = FRESH_MS): Promise<void> {
    const { probe, now } = this.#options
    if (probe === null || now() - this.#probedAtMs < freshMs) return Promise.resolve()
    this.#look ??= this.#probeOnce(probe).finally(() => {
      this.#look = null
    })
    return this.#look
  }

  /** Ends when nothing is under way any more. */
  async settled(): Promise<void> {
    await this.#look
  }

  async #probeOnce(probe: Probe): Promise<void> {
    const { closing, now, probeMs = PROBE_MS } = this.#options
    const done = new AbortController()
    try {
      const signal = AbortSignal.any([closing, done.signal, AbortSignal.timeout(probeMs)])
      this.#probed = await probe(this.url, signal)
      this.#learn(true)
    } catch (error) {
      if (closing.aborted) return
      this.#probed = null
      this.note(error)
      this.#learn(false)
    } finally {
      this.#probedAtMs = now()
      // one of several requests may have failed and left the others at work
      done.abort()
    }
  }

  #learn(isReachable: boolean): void {
    if (isReachable !== (this.#isReachable ?? true)) this.#tell(isReachable)
    this.#isReachable = isReachable
    this.#knownAtMs = this.#options.now()
  }

  #tell(isReachable: boolean): void {
    const server = { backend: this.name, url: this.url }
    if (isReachable) this.#options.logger.info(server, 'a server of models answers again')
    else
      this.#options.logger.warn({ ...server, reason: this.#lastError?.message }, 'a server of models does not answer')
  }

  /** Keeps an error to be shown. */
  protected note(error: unknown): void {
    this.#lastError = { message: wordsOf(error, this.#options.secrets), at: new Date().toISOString() }
  }
}

function list(names: readonly string[] | null | undefined): string[] | null {
  return names === null || names === undefined ? null : [...names]
}
