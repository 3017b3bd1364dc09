import { parentPort, workerData } from 'node:worker_threads'
import type { Beats } from './metronome.ts'

// Nothing but sleep and tell: each lane in each period, at a moment that is drawn anew.

if (parentPort === null) throw new Error('The metronome runs as a worker thread.')
const { lanes, periodMs } = workerData as Beats
const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))

function sleepUntil(atMs: number): void {
  const waitMs = atMs - performance.now()
  if (waitMs > 0) Atomics.wait(never, 0, 0, waitMs)
}

for (let startMs = performance.now(); ; startMs += periodMs) {
  const beats = Array.from({ length: lanes }, (_, lane) => ({ lane, atMs: startMs + Math.random() * periodMs }))
  for (const { lane, atMs } of beats.sort((a, b) => a.atMs - b.atMs)) {
    sleepUntil(atMs)
    parentPort.postMessage(lane)
  }
}
