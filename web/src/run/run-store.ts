import { type ReadonlySignal, signal } from '@preact/signals'
import type { Pick } from '#contract/api.ts'
import type { RunEvent } from '#contract/event.ts'
import type { Connection, RunSource } from './run-source.ts'
import { type RunState, reduceRun, runBeforeEvents, runFromSnapshot } from './run-state.ts'

export interface RunStore {
  /** Null until the first snapshot is there. */
  readonly run: ReadonlySignal<RunState | null>
  readonly connection: ReadonlySignal<Connection>
  /** Why there is no run to show: what loading threw. */
  readonly problem: ReadonlySignal<unknown>
  /** Shows a pick that the server has confirmed, ahead of its event. */
  setPick(pick: Pick | null): void
  close(): void
}

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
/** A page without frames (hidden) must not gather events without end. */
const MOST_PENDING_EVENTS = 5000

/** Loads a run, then follows it. One flush per frame, whatever the number of events. */
export function openRun(id: string, source: RunSource, options: StoreOptions = {}): RunStore {
  const run = signal<RunState | null>(null)
  const connection = signal<Connection>('connecting')
  const problem = signal<unknown>(null)
  const closing = new AbortController()
  const schedule = options.schedule ?? nextFrame
  let replay: Replay | null = null
  let pending: RunEvent[] = []
  let cancelFlush: (() => void) | null = null
  let unsubscribe: (() => void) | null = null
  let refusals = 0

  async function start(): Promise<void> {
    try {
      const snapshot = await source.load(id, closing.signal)
      if (closing.signal.aborted) return
      run.value = runFromSnapshot(snapshot)
      const isReplayed = snapshot.lastSeq <= MOST_REPLAYED_EVENTS
      replay = isReplayed ? { state: runBeforeEvents(snapshot), until: snapshot.lastSeq } : null
      unsubscribe = source.subscribe(id, isReplayed ? 0 : snapshot.lastSeq, { onEvents, onConnection, onRefused })
    } catch (error) {
      if (!closing.signal.aborted) problem.value = error
    }
  }

  function onEvents(events: readonly RunEvent[]): void {
    pending.push(...events)
    if (pending.length > MOST_PENDING_EVENTS) flush()
    else cancelFlush ??= schedule(flush)
  }

  function onConnection(next: Connection): void {
    connection.value = next
  }

  /** The stream's position is unknown to the server (an older database was put back): begin again. */
  function onRefused(status: number): void {
    unsubscribe?.()
    refusals += 1
    if (refusals <= MOST_REFUSALS) void start()
    else problem.value = new Error(`The server refuses this run's stream (HTTP ${status}).`)
  }

  function flush(): void {
    cancelFlush?.()
    cancelFlush = null
    const events = pending
    pending = []
    const before = replay ? replayed(replay, events) : run.value
    if (!before) return
    const live = events.filter((event) => event.seq > before.lastSeq)
    const after = live.reduce(reduceRun, before)
    run.value = after
    if (live.length > 0) options.onLive?.(live, after)
  }

  /** Feeds the replay unseen; gives its state once it has reached the snapshot, so that it is shown in one go. */
  function replayed(replaying: Replay, events: readonly RunEvent[]): RunState | null {
    const old = events.filter((event) => event.seq <= replaying.until)
    replaying.state = old.reduce(reduceRun, replaying.state)
    if (replaying.state.lastSeq < replaying.until) return null
    replay = null
    return replaying.state
  }

  void start()
  return {
    run,
    connection,
    problem,
    setPick(pick) {
      if (run.value) run.value = { ...run.value, pick }
    },
    close() {
      closing.abort()
      unsubscribe?.()
      cancelFlush?.()
    },
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
