import { setTimeout as delay } from 'node:timers/promises'
import { createBackOff } from './back-off.ts'
import { unlessAborted } from './deadline.ts'
import type { Collection, CollectionObjects, KubeApi } from './kube-api.ts'
import { KubeError } from './kube-error.ts'
import type { ResourceLevel } from './resource-level.ts'

/** The part of pino that is used. */
export interface WatchLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface WatchOptions {
  readonly selector: string | null
  readonly logger?: WatchLogger | undefined
  /** Called when `isSynced` changes. */
  readonly onSync?: () => void
  /** How often everything is listed beside the watch. */
  readonly relistMs?: number
}

/** Keeps a level up to date until it is closed. */
export interface ResourceWatch {
  /** Resolves after the first list; rejects when aborted or closed. */
  ready(signal: AbortSignal): Promise<void>
  /** False while the level may be old: before the first list, while lists fail, and while neither list nor watch works. */
  isSynced(): boolean
  close(): Promise<void>
}

const RELIST_MS = 60_000
/** How long a watch is asked to last; spread, so that not all are made again at the same moment. */
const SHORTEST_WATCH_MS = 300_000
/** A watch that lived this long, or told something new, is healthy: when it ends, the next one begins at once. */
const HEALTHY_MS = 1_000
/** What a server may ask us to wait for at the most. */
const LONGEST_WAIT_MS = 60_000

/**
 * Lists once, then watches; whatever ends a watch, another begins. A version that is too old, and a watch that fails
 * twice in a row, are answered by a new list.
 */
export function watchResource<C extends Collection>(
  api: KubeApi,
  collection: C,
  level: ResourceLevel<CollectionObjects[C]>,
  options: WatchOptions,
): ResourceWatch {
  const loop = new WatchLoop(api, collection, level, options)
  const stop = new AbortController()
  const running = Promise.all([loop.watch(stop.signal), loop.relist(stop.signal)])
  return {
    ready: (signal) => unlessAborted(unlessAborted(loop.firstList, stop.signal), signal),
    isSynced: () => loop.isSynced,
    async close() {
      stop.abort(new Error('the view of the cluster is closed'))
      await running
    },
  }
}

/** How a watch ended. */
interface Outcome {
  /** Null: the server ended it. */
  readonly error: unknown
  readonly isHealthy: boolean
}

class WatchLoop<C extends Collection> {
  readonly #api: KubeApi
  readonly #collection: C
  readonly #level: ResourceLevel<CollectionObjects[C]>
  readonly #options: WatchOptions
  readonly #listed = Promise.withResolvers<void>()
  #needsList = true
  #isRelistFailing = false
  #restarts = 0
  /** Rounds that failed, without a healthy watch in between. */
  #failures = 0
  #linesSinceRelist = 0
  #dropWatch: (() => void) | null = null
  #hasWarned = false

  constructor(api: KubeApi, collection: C, level: ResourceLevel<CollectionObjects[C]>, options: WatchOptions) {
    this.#api = api
    this.#collection = collection
    this.#level = level
    this.#options = options
  }

  get firstList(): Promise<void> {
    return this.#listed.promise
  }

  get isSynced(): boolean {
    return !this.#needsList && !this.#isRelistFailing
  }

  /** One watch after the other, each after a list where one is needed. */
  async watch(signal: AbortSignal): Promise<void> {
    const backOff = createBackOff()
    while (!signal.aborted) {
      const outcome = await this.#round(signal)
      if (signal.aborted) return
      if (outcome.isHealthy) backOff.reset()
      this.#judge(outcome)
      await pause(Math.max(backOff.nextMs(), retryAfterMs(outcome.error)), signal)
    }
  }

  /** The safety net: a watch that is silent without being seen to be dead is found out here. */
  async relist(signal: AbortSignal): Promise<void> {
    const backOff = createBackOff()
    while (!signal.aborted) {
      const spread = 0.9 + Math.random() / 5
      await pause(this.#isRelistFailing ? backOff.nextMs() : (this.#options.relistMs ?? RELIST_MS) * spread, signal)
      if (signal.aborted || this.#needsList) continue
      try {
        await this.#compare(signal)
        backOff.reset()
      } catch (error) {
        if (signal.aborted) return
        this.#warn(error)
        this.#changeSync(() => {
          this.#isRelistFailing = true
        })
      }
    }
  }

  async #round(signal: AbortSignal): Promise<Outcome> {
    let openedAtMs = Number.POSITIVE_INFINITY
    let version = ''
    const isHealthy = () => performance.now() - openedAtMs >= HEALTHY_MS || this.#level.version !== version
    try {
      if (this.#needsList) await this.#restart(signal)
      version = this.#level.version
      await this.#watchOnce(() => {
        openedAtMs = performance.now()
      }, signal)
      return { error: null, isHealthy: isHealthy() }
    } catch (error) {
      return { error, isHealthy: version !== '' && isHealthy() }
    }
  }

  #list(signal: AbortSignal) {
    return this.#api.list(this.#collection, this.#options.selector, signal)
  }

  async #restart(signal: AbortSignal): Promise<void> {
    this.#level.beginRestart()
    const list = await this.#list(signal)
    this.#restarts += 1
    this.#level.restart(list)
    this.#changeSync(() => {
      this.#needsList = false
      this.#isRelistFailing = false
    })
    this.#listed.resolve()
  }

  async #compare(signal: AbortSignal): Promise<void> {
    const restarts = this.#restarts
    const list = await this.#list(signal)
    if (restarts !== this.#restarts) return
    const corrected = this.#level.compare(list)
    // The world has moved for as long as the watch has been silent: its connection is dead, though nothing says so.
    if (corrected > 0 && this.#linesSinceRelist === 0) this.#dropWatch?.()
    this.#linesSinceRelist = 0
    this.#changeSync(() => {
      this.#isRelistFailing = false
    })
    if (this.#failures < 2) this.#allClear()
  }

  async #watchOnce(onOpen: () => void, signal: AbortSignal): Promise<void> {
    const dropped = new AbortController()
    this.#dropWatch = () => dropped.abort()
    this.#level.beginWatch()
    const query = {
      selector: this.#options.selector,
      resourceVersion: this.#level.version,
      timeoutMs: SHORTEST_WATCH_MS * (1 + Math.random()),
      onOpen,
    }
    try {
      const events = this.#api.watch(this.#collection, query, AbortSignal.any([signal, dropped.signal]))
      for await (const event of events) {
        this.#linesSinceRelist += 1
        this.#level.tell(event)
        this.#allClear()
      }
    } catch (error) {
      if (!dropped.signal.aborted) throw error
    } finally {
      this.#dropWatch = null
    }
  }

  #judge({ error, isHealthy }: Outcome): void {
    if (isHealthy) this.#failures = 0
    if (error !== null || !isHealthy) this.#failures += 1
    const isTooOld = error instanceof KubeError && error.status === 410
    // One cut is everyday business, and so is finding the version too old after it.
    if (this.#failures > (isTooOld ? 2 : 1)) this.#warn(error)
    this.#changeSync(() => {
      this.#needsList ||= isTooOld || this.#failures > 1
    })
  }

  /** Once per trouble, not per attempt. */
  #warn(error: unknown): void {
    if (this.#hasWarned) return
    this.#hasWarned = true
    this.#options.logger?.warn({ collection: this.#collection, err: error }, 'watching the cluster fails; trying again')
  }

  #allClear(): void {
    if (!this.#hasWarned) return
    this.#hasWarned = false
    this.#options.logger?.info({ collection: this.#collection }, 'watching the cluster works again')
  }

  #changeSync(change: () => void): void {
    const wasSynced = this.isSynced
    change()
    if (this.isSynced !== wasSynced) this.#options.onSync?.()
  }
}

function retryAfterMs(error: unknown): number {
  return error instanceof KubeError ? Math.min(error.retryAfterMs ?? 0, LONGEST_WAIT_MS) : 0
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {})
}
