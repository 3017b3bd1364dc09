import { AppError } from '../../errors.ts'
import { type Admission, type Applicant, createAdmission } from '../admission.ts'
import { RenderError, ServerTrouble } from './comfy-error.ts'
import { ComfyHttp } from './comfy-http.ts'
import { pause } from './pause.ts'
import { preflight } from './preflight.ts'
import { type ServerAddress, serverAddress } from './server-address.ts'
import type { ComfyTimings } from './timings.ts'
import type { Workflow } from './workflow.ts'

/** Longest a look at a queue takes when a server is chosen. */
const LOOK_MS = 3000
/** What a server has is looked at again after this long. */
const PREFLIGHT_MS = 5 * 60_000

/** What the pool asks of a back-end of its table. */
export interface PoolBackend {
  readonly url: string
  guard(): void
  succeeded(): void
  failed(error: Error): void
  state(): { readonly circuit: 'closed' | 'open' | 'half-open' }
}

export interface ComfyServer {
  readonly backend: PoolBackend
  readonly address: ServerAddress
  readonly http: ComfyHttp
}

/** A server that renders for us until it is released. */
export interface HeldServer extends ComfyServer {
  /** Any number of times. */
  release(): void
}

export interface ServerPoolOptions {
  readonly backends: readonly PoolBackend[]
  readonly workflow: Workflow
  readonly timings: ComfyTimings
}

interface Looked {
  readonly server: ComfyServer
  readonly queueRemaining: number
}

/**
 * All ComfyUI servers behind one fair line: each renders one picture of ours at a time, for it has one worker. Whoever
 * is let in gets the free server with the least to do; sick ones are set aside by their circuit and tried again.
 */
export class ServerPool {
  readonly #workflow: Workflow
  readonly #timings: ComfyTimings
  readonly #servers: readonly ComfyServer[]
  readonly #admission: Admission
  readonly #held = new Set<ComfyServer>()
  readonly #preflownAtMs = new Map<ComfyServer, number>()
  /** Prompts of before a restart: they are on their servers already, past any line. */
  #resumed = 0

  constructor({ backends, workflow, timings }: ServerPoolOptions) {
    this.#workflow = workflow
    this.#timings = timings
    this.#servers = backends.map((backend) => {
      const address = serverAddress(backend.url)
      return { backend, address, http: new ComfyHttp(address, backend, timings) }
    })
    this.#admission = createAdmission({ capacity: () => this.#capacity() })
  }

  /**
   * Waits in line for a server that has all the workflow needs. Throws RenderError when no server has that, or none
   * answers for long; AppError `unavailable` when too many wait; the signal's reason.
   */
  async admit(who: Applicant, onPlace: (position: number) => void, signal: AbortSignal): Promise<HeldServer> {
    const leave = await this.#admission.admit(who, onPlace, signal)
    try {
      const server = await this.#pick(onPlace, signal)
      this.#admission.recheck()
      return this.#hold(server, leave)
    } catch (error) {
      leave()
      throw error
    }
  }

  /** The server of a prompt that was queued before a restart; null when it is no longer ours. */
  resume(url: string): HeldServer | null {
    const server = this.byUrl(url)
    if (server === undefined) return null
    this.#resumed++
    const isHeld = this.#held.has(server)
    let isOver = false
    const leave = () => {
      if (isOver) return
      isOver = true
      this.#resumed--
      this.#admission.recheck()
    }
    return isHeld ? { ...server, release: leave } : this.#hold(server, leave)
  }

  byUrl(url: string): ComfyServer | undefined {
    return this.#servers.find(({ backend }) => backend.url === url)
  }

  /** Renders of ours that a new one at this server would come after. */
  queueLength(backend: PoolBackend): number {
    const isBusy = [...this.#held].some((server) => server.backend === backend)
    return this.#admission.length() + (isBusy ? 1 : 0)
  }

  #capacity(): number {
    const well = this.#servers.filter((server) => this.#held.has(server) || isWell(server))
    // one may try while all are sick: nobody else would learn that they are back
    return Math.max(1, well.length) - this.#resumed
  }

  #hold(server: ComfyServer, leave: () => void): HeldServer {
    this.#held.add(server)
    let isOver = false
    return {
      ...server,
      release: () => {
        if (isOver) return
        isOver = true
        this.#held.delete(server)
        leave()
      },
    }
  }

  async #pick(onPlace: (position: number) => void, signal: AbortSignal): Promise<ComfyServer> {
    let hopelessSinceMs: number | null = null
    for (;;) {
      const free = this.#servers.filter((server) => !this.#held.has(server))
      const faults: Error[] = []
      const found = await this.#leastLoaded(free, faults, signal)
      if (found !== null && !this.#held.has(found)) return found
      if (found === null) {
        onPlace(1)
        const now = performance.now()
        hopelessSinceMs = this.#held.size > 0 ? null : (hopelessSinceMs ?? now)
        this.#refuseHopeless(faults, hopelessSinceMs)
        await pause(this.#timings.pickMs, signal)
      }
    }
  }

  /** Null when none of these takes a render now; the reasons are added to `faults`. */
  async #leastLoaded(
    servers: readonly ComfyServer[],
    faults: Error[],
    signal: AbortSignal,
  ): Promise<ComfyServer | null> {
    const looks = await Promise.all(servers.map((server) => this.#look(server, signal).catch(faultOf)))
    const looked = looks.filter((look): look is Looked => !(look instanceof Error))
    faults.push(...looks.filter((look) => look instanceof Error))
    for (const { server } of looked.toSorted((a, b) => a.queueRemaining - b.queueRemaining)) {
      const fault = await this.#preflight(server, signal).catch(faultOf)
      if (fault === undefined) return server
      faults.push(fault)
    }
    return null
  }

  async #look(server: ComfyServer, signal: AbortSignal): Promise<Looked> {
    server.backend.guard()
    return { server, queueRemaining: await server.http.queueRemaining(signal, LOOK_MS) }
  }

  async #preflight(server: ComfyServer, signal: AbortSignal): Promise<undefined> {
    const knownAtMs = this.#preflownAtMs.get(server)
    if (knownAtMs !== undefined && performance.now() - knownAtMs < PREFLIGHT_MS) return
    await preflight(server.http, server.address.label, this.#workflow, signal)
    this.#preflownAtMs.set(server, performance.now())
  }

  #refuseHopeless(faults: readonly Error[], sinceMs: number | null): void {
    const lacking = faults.filter((fault) => fault instanceof RenderError)
    const isLackingEverywhere = lacking.length === this.#servers.length
    const isTooLong = sinceMs !== null && performance.now() - sinceMs >= this.#timings.unreachableMs
    if (!isLackingEverywhere && !isTooLong) return
    const why = faults.map(({ message }) => message).join(' ')
    const message = isLackingEverywhere ? why : `No ComfyUI server takes a render. ${why}`
    throw new RenderError('model-unavailable', message, { isRetryable: !isLackingEverywhere })
  }
}

function isWell({ backend }: ComfyServer): boolean {
  return backend.state().circuit !== 'open'
}

function faultOf(error: unknown): Error {
  if (error instanceof ServerTrouble || error instanceof RenderError || error instanceof AppError) return error
  throw error
}
