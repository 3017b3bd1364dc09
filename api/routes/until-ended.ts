import type { BatchStore } from '../store/batch-store.ts'
import type { EventLog, RunStore } from '../store/store.ts'

/** Something with a log that comes to an end: a run, a batch. */
export interface Ending {
  /** Throws what the caller is to be answered when it is gone. */
  isEnded(): Promise<boolean>
  /** Calls `wake` whenever it may have ended; returns the remover. */
  subscribe(wake: () => void): () => void
}

/**
 * True once it has ended; false after `waitMs`, or as soon as the signal aborts. Asks again at each wake, so that none is
 * missed, and leaves neither timer nor listener behind. Throws what `isEnded` throws.
 */
export async function untilEnded(ending: Ending, waitMs: number, signal: AbortSignal): Promise<boolean> {
  let isOver = signal.aborted
  let wake = () => {}
  const ring = () => wake()
  const giveUp = () => {
    isOver = true
    wake()
  }
  const timer = setTimeout(giveUp, waitMs)
  signal.addEventListener('abort', giveUp, { once: true })
  const unsubscribe = ending.subscribe(ring)
  try {
    while (true) {
      const rung = Promise.withResolvers<void>()
      // before the question, or a wake during it would be lost
      wake = rung.resolve
      if (await ending.isEnded()) return true
      if (isOver) return false
      await rung.promise
    }
  } finally {
    unsubscribe()
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
  }
}

export interface RunsWithLog {
  readonly runs: Pick<RunStore, 'head'>
  readonly log: Pick<EventLog, 'subscribe'>
}

export interface BatchesWithLog {
  readonly batches: Pick<BatchStore, 'head'>
  readonly log: Pick<EventLog, 'subscribe'>
}

/** The same for a run. Throws AppError `not-found` when there is none, or when it is deleted meanwhile. */
export function untilRunEnded(
  { runs, log }: RunsWithLog,
  owner: string,
  runId: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const isEnded = async () => (await runs.head(owner, runId)).isEnded
  return untilEnded({ isEnded, subscribe: (wake) => log.subscribe(runId, wake) }, waitMs, signal)
}

/** The same for a batch. */
export function untilBatchEnded(
  { batches, log }: BatchesWithLog,
  owner: string,
  batchId: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const isEnded = async () => (await batches.head(owner, batchId)).isEnded
  return untilEnded({ isEnded, subscribe: (wake) => log.subscribe(batchId, wake) }, waitMs, signal)
}
