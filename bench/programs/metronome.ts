import { Worker } from 'node:worker_threads'

/** How often each lane beats. */
export interface Beats {
  readonly lanes: number
  readonly periodMs: number
}

export interface Metronome {
  /** Calls `beat` once a period, each time at a moment that has nothing to do with the other lanes' or the last one's. */
  set(lane: number, beat: () => void): void
  stop(lane: number): void
}

/**
 * Node's timers go by whole milliseconds, the same ones for all of a process: pods that share one would print in clumps,
 * nearly half of all lines within 0.2 ms of the one before, where it is a fifth for pods that know nothing of each other.
 * So a thread of its own sleeps to the microsecond. It ends with its process.
 */
export function startMetronome(workerData: Beats): Metronome {
  const beats = new Map<number, () => void>()
  const worker = new Worker(new URL('./metronome-thread.ts', import.meta.url), { workerData })
  worker.on('message', (lane: number) => beats.get(lane)?.())
  worker.unref()
  return {
    set: (lane, beat) => void beats.set(lane, beat),
    stop: (lane) => void beats.delete(lane),
  }
}
