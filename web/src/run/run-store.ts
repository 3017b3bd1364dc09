import { signal } from '@preact/signals'
import type { Pick } from '#contract/api.ts'
import type { RunEvent } from '#contract/event.ts'
import type { Connection, RunSource } from './run-source.ts'
import { type RunState, reduceRun, runBeforeEvents, runFromSnapshot } from './run-state.ts'

export interface StoreOptions {
  /** Told of events as they become visible, but not of those replayed on opening. */
  readonly onLive?: (events: readonly RunEvent[], run: RunState) => void
  /** Runs `flush` before the next paint; gives what cancels it. */
  readonly schedule?: (flush: () => void) => () => void
}

interface Replay {
  state: RunState
  readonly until: number
}

/** Longer histories are not replayed: the snapshot shows them, and the stream goes on from there. */
const MOST_REPLAYED_EVENTS = 5000
const MOST_REFUSALS = 3
/** The answer where older events are no longer kept; the snapshot has all that came of them. */
const GONE = 410
/** A page without frames (hidden) must not gather events without end. */
const MOST_PENDING_EVENTS = 5000

/** A run on the screen: loaded, then followed. One flush per frame, whatever the number of events. */
export class RunStore {
  /** Null until the first snapshot is there. */
  readonly run = signal<RunState | null>(null)
  readonly connection = signal<Connection>('connecting')
  /** Why there is no run to show: what loading threw. */
  readonly problem = signal<unknown>(null)
  readonly #id: string
  readonly #source: RunSource
  readonly #options: StoreOptions
  readonly #closing = new AbortController()
  #replay: Replay | null = null
  #pending: RunEvent[] = []
  #cancelFlush: (() => void) | null = null
  #unsubscribe: (() => void) | null = null
  #refusals = 0
  /** False once the server said that it no longer keeps the older events. */
  #hasOldEvents = true

  constructor(id: string, source: RunSource, options: StoreOptions = {}) {
    this.#id = id
    this.#source = source
    this.#options = options
    void this.#start()
  }

  /** Shows a pick that the server has confirmed, ahead of its event. */
  setPick(pick: Pick | null): void {
    if (this.run.value) this.run.value = { ...this.run.value, pick }
  }

  /** Shows a budget that the server has confirmed: no event tells it. */
  setBudget(budgetUsd: number | null): void {
    if (this.run.value) this.run.value = { ...this.run.value, budgetUsd }
  }

  close(): void {
    this.#closing.abort()
    this.#unsubscribe?.()
    this.#cancelFlush?.()
  }

  async #start(): Promise<void> {
    const { signal: closing } = this.#closing
    try {
      const snapshot = await this.#source.load(this.#id, closing)
      if (closing.aborted) return
      this.run.value = runFromSnapshot(snapshot)
      const isReplayed = this.#hasOldEvents && snapshot.lastSeq <= MOST_REPLAYED_EVENTS
      this.#replay = isReplayed ? { state: runBeforeEvents(snapshot), until: snapshot.lastSeq } : null
      this.#unsubscribe = this.#source.subscribe(this.#id, isReplayed ? 0 : snapshot.lastSeq, {
        onEvents: (events) => this.#take(events),
        onConnection: (next) => {
          this.connection.value = next
        },
        onRefused: (status) => this.#beginAgain(status),
      })
    } catch (error) {
      if (!closing.aborted) this.problem.value = error
    }
  }

  #take(events: readonly RunEvent[]): void {
    this.#pending.push(...events)
    const schedule = this.#options.schedule ?? nextFrame
    if (this.#pending.length > MOST_PENDING_EVENTS) this.#flush()
    else this.#cancelFlush ??= schedule(() => this.#flush())
  }

  /** The stream's position is unknown to the server (an older database was put back), or the run is gone. */
  #beginAgain(status: number): void {
    this.#unsubscribe?.()
    this.#refusals += 1
    if (status === GONE) this.#hasOldEvents = false
    if (this.#refusals <= MOST_REFUSALS) void this.#start()
    else this.problem.value = new Error(`The server refuses this run's stream (HTTP ${status}).`)
  }

  #flush(): void {
    this.#cancelFlush?.()
    this.#cancelFlush = null
    const events = this.#pending
    this.#pending = []
    const before = this.#replay ? this.#replayed(this.#replay, events) : this.run.value
    if (!before) return
    const live = events.filter((event) => event.seq > before.lastSeq)
    const after = live.reduce(reduceRun, before)
    this.run.value = after
    if (live.length > 0) this.#options.onLive?.(live, after)
  }

  /** Feeds the replay unseen; gives its state once it has reached the snapshot, so that it is shown in one go. */
  #replayed(replay: Replay, events: readonly RunEvent[]): RunState | null {
    const old = events.filter((event) => event.seq <= replay.until)
    replay.state = old.reduce(reduceRun, replay.state)
    if (replay.state.lastSeq < replay.until) return null
    this.#replay = null
    return replay.state
  }
}

/** Hidden pages get no frames, but go on for the seconds until they give the stream back. */
function nextFrame(flush: () => void): () => void {
  if (document.visibilityState === 'hidden') {
    const timer = setTimeout(flush, 250)
    return () => clearTimeout(timer)
  }
  const frame = requestAnimationFrame(flush)
  return () => cancelAnimationFrame(frame)
}
