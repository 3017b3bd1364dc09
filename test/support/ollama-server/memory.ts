import { whenAborted } from '../wire-server/exchange.ts'

export interface MemoryOptions {
  /** OLLAMA_NUM_PARALLEL. */
  readonly parallel: number
  /** How long a load takes. */
  readonly loadMs: number
  /** OLLAMA_MAX_QUEUE: requests that may wait for a load. */
  readonly maxQueue: number
  readonly now: () => number
}

/** The state of one model in memory. */
interface Runner {
  readonly model: string
  readonly contextTokens: number
  readonly loaded: Promise<void>
  isLoaded: boolean
  inUse: number
  readonly line: (() => void)[]
  expiresAtMs: number
}

export interface Wanted {
  readonly model: string
  readonly contextTokens: number
  /** Of this load only; by default the server's. */
  readonly loadMs?: number | undefined
  readonly signal: AbortSignal
  /** The line is longer or shorter now. */
  changed(): void
}

export interface Held {
  /** How long this request waited for the load; 0 when the model was there. */
  readonly loadMs: number
  release(): void
}

/** OLLAMA_KEEP_ALIVE. */
const KEEP_ALIVE_MS = 5 * 60_000

/** Which models are loaded, and who waits: for a load a bounded number, for a slot of a loaded model anyone. */
export function createMemory({ parallel, loadMs, maxQueue, now }: MemoryOptions) {
  const runners = new Map<string, Runner>()
  let waitingForLoad = 0

  function current(model: string): Runner | undefined {
    const runner = runners.get(model)
    if (runner === undefined || (runner.inUse === 0 && runner.isLoaded && runner.expiresAtMs <= now())) return undefined
    return runner
  }

  function load(model: string, contextTokens: number, ms: number): Runner {
    const loaded = Promise.withResolvers<void>()
    const runner: Runner = {
      ...{ model, contextTokens, loaded: loaded.promise, isLoaded: ms <= 0, inUse: 0, line: [] },
      expiresAtMs: now() + KEEP_ALIVE_MS,
    }
    runners.set(model, runner)
    if (ms <= 0) loaded.resolve()
    else {
      const timer = setTimeout(() => {
        runner.isLoaded = true
        loaded.resolve()
      }, ms)
      timer.unref()
    }
    return runner
  }

  /** A slot of the model; `busy` when too many wait for its load, null when the signal came first. */
  async function take({ model, contextTokens, signal, changed, ...own }: Wanted): Promise<Held | 'busy' | null> {
    const begin = now()
    let runner = current(model)
    // another context size is another runner: the model loads again
    if (runner?.contextTokens !== contextTokens) runner = load(model, contextTokens, own.loadMs ?? loadMs)
    let waitedMs = 0
    if (!runner.isLoaded) {
      if (waitingForLoad >= maxQueue) return 'busy'
      waitingForLoad++
      await Promise.race([runner.loaded, whenAborted(signal)]).finally(() => waitingForLoad--)
      waitedMs = now() - begin
    }
    if (!(await enter(runner, parallel, signal, changed))) return null
    return { loadMs: waitedMs, release: leaver(runner) }
  }

  return {
    take,
    evict(model?: string): void {
      if (model === undefined) runners.clear()
      else runners.delete(model)
    },
    keep(model: string, ms: number): void {
      const runner = runners.get(model)
      if (runner !== undefined) runner.expiresAtMs = now() + ms
    },
    loaded: () => [...runners.keys()].flatMap((model) => current(model) ?? []).filter(({ isLoaded }) => isLoaded),
    /** Requests that wait for a slot. */
    waiting: () => [...runners.values()].reduce((sum, { line }) => sum + line.length, 0),
  }
}
export type Memory = ReturnType<typeof createMemory>

async function enter(runner: Runner, parallel: number, signal: AbortSignal, changed: () => void): Promise<boolean> {
  if (signal.aborted) return false
  if (runner.inUse < parallel) {
    runner.inUse++
    return true
  }
  const turn = Promise.withResolvers<void>()
  runner.line.push(turn.resolve)
  changed()
  await Promise.race([turn.promise, whenAborted(signal)])
  const place = runner.line.indexOf(turn.resolve)
  if (place < 0) {
    // the slot was handed over; a client that has gone meanwhile gives it to the next
    if (!signal.aborted) return true
    leaver(runner)()
    return false
  }
  runner.line.splice(place, 1)
  changed()
  return false
}

function leaver(runner: Runner): () => void {
  let isOut = false
  return () => {
    if (isOut) return
    isOut = true
    const next = runner.line.shift()
    if (next === undefined) runner.inUse--
    else next()
  }
}

/** Milliseconds of a `keep_alive`: seconds as a number, or a Go duration; negative is for ever. */
export function keepAliveMs(value: string | number | null | undefined): number {
  if (value === undefined || value === null) return KEEP_ALIVE_MS
  const [, sign, amount, unit] = /^(-?)(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(String(value)) ?? []
  if (sign === '-') return Number.MAX_SAFE_INTEGER
  const scale = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit ?? 's'] ?? 1_000
  return Number(amount ?? 300) * scale
}
