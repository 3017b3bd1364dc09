import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '../test/support/server-process.ts'
import { type FakeCluster, settingsFor, startFakeCluster } from './fake-cluster.ts'
import { followLogs } from './kubectl.ts'
import { createLineTimes, type LineTimes } from './line-times.ts'
import { openRawStream } from './raw-stream.ts'
import { type Row, rowOf } from './row.ts'
import { cancelRun, postRun, withServer } from './server.ts'
import { MUCH_STOLEN, watchStolenTime } from './stolen-time.ts'

/** The most that one run may have is 16, so there are two. */
const RUNS = 2
const PODS_A_RUN = 10
const LINES_A_SECOND = 50
const READERS = 10
/** What the start of a follower costs is over by then. */
const SETTLE_MS = 1000
/** kubectl opens at most five logs a second, beyond the first ten. */
const OPEN_MS = 30_000
const POLL_MS = 50
/** Pairs measured for one that counts, at the most. */
const MOST_TRIES = 2

const what = `from a pod’s print to ${READERS} SSE readers, stored first (${RUNS * PODS_A_RUN} pods x ${LINES_A_SECOND} lines/s), beyond kubectl’s time for the same pods`
const unit = 'ms added'
const isLargerBetter = false

/** Both are judged by what they may add: the ratio is the part of it that was used, and below zero kubectl was slower. */
const median = {
  id: 'kubernetes-latency-p50',
  what: `time ${what}: p50`,
  peer: 'the 1 ms it may add',
  unit,
  goal: 1,
  isLargerBetter,
}
const tail = {
  id: 'kubernetes-latency-p99',
  what: `time ${what}: p99`,
  peer: 'the 10 ms it may add',
  unit,
  goal: 1,
  isLargerBetter,
}
const MAY_ADD_MS = { p50: 1, p99: 10 }

interface Times {
  readonly p50: number
  readonly p99: number
}

/** What durability and fan-out cost a line on its way, against a follower that keeps nothing: in turn, on the same pods. */
export async function benchKubernetesLatency(
  kubectl: string,
  pairs: number,
  windowMs: number,
  factor: number,
): Promise<Row[]> {
  const cluster = await startFakeCluster({ kind: 'paced', count: LINES_A_SECOND })
  try {
    return await withServer({ env: settingsFor(cluster) }, async (server) => {
      const runs = [await postRun(server, PODS_A_RUN), await postRun(server, PODS_A_RUN)]
      // kubectl is compiled before it starts, the API while it runs: its first window does not count
      await measureReaders(server, runs, windowMs)
      const added = await undisturbed(pairs, async () => {
        const ours = await measureReaders(server, runs, windowMs)
        const theirs = await measureKubectl(kubectl, cluster, runs, windowMs)
        return { p50: ours.p50 - theirs.p50, p99: ours.p99 - theirs.p99 }
      })
      for (const run of runs) await cancelRun(server, run)
      return [
        rowOf(
          median,
          added.map(({ p50 }) => ({ ours: p50, peer: MAY_ADD_MS.p50 })),
          factor,
        ),
        rowOf(
          tail,
          added.map(({ p99 }) => ({ ours: p99, peer: MAY_ADD_MS.p99 })),
          factor,
        ),
      ]
    })
  } finally {
    await cluster.close()
  }
}

/** Measures until so many pairs had the machine to themselves; else gives those of which the host took least. */
async function undisturbed(pairs: number, measure: () => Promise<Times>): Promise<Times[]> {
  const measured: { times: Times; stolen: number }[] = []
  const countsEnough = () => measured.filter(({ stolen }) => stolen < MUCH_STOLEN).length >= pairs
  while (!countsEnough() && measured.length < pairs * MOST_TRIES) {
    const stolenTime = watchStolenTime()
    const times = await measure()
    measured.push({ times, stolen: stolenTime() })
  }
  const leastFirst = measured.toSorted((a, b) => a.stolen - b.stolen)
  return leastFirst.slice(0, pairs).map(({ times }) => times)
}

/** Each reader follows all runs, so that each line is sent to all of them. */
async function measureReaders(server: ServerProcess, runs: readonly string[], windowMs: number): Promise<Times> {
  const heads = await Promise.all(runs.map((run) => headOf(server, run)))
  const followed = Array.from({ length: READERS }, () => heads).flat()
  const times = followed.map(() => createLineTimes())
  const streams = await Promise.all(
    followed.map(({ run, lastSeq }, i) =>
      openRawStream(`${server.url}/v1/runs/${run}/events?after=${lastSeq}`, (bytes) => times[i]?.take(bytes)),
    ),
  )
  try {
    return await sample(times, PODS_A_RUN, windowMs)
  } finally {
    for (const stream of streams) stream.close()
  }
}

async function headOf(server: ServerProcess, run: string): Promise<{ run: string; lastSeq: number }> {
  const answer = await fetch(`${server.url}/v1/runs/${run}`)
  return { run, lastSeq: ((await answer.json()) as { lastSeq: number }).lastSeq }
}

async function measureKubectl(
  kubectl: string,
  cluster: FakeCluster,
  runs: readonly string[],
  windowMs: number,
): Promise<Times> {
  const times = createLineTimes()
  const count = RUNS * PODS_A_RUN
  const logs = await followLogs(kubectl, cluster, { runs, count, tail: 1 }, times.take)
  try {
    return await Promise.race([sample([times], count, windowMs), logs.broken])
  } finally {
    await logs.close()
  }
}

/** Lines of all lanes of all streams, counted for a while. */
async function sample(times: readonly LineTimes[], lanes: number, windowMs: number): Promise<Times> {
  const deadline = performance.now() + OPEN_MS
  while (times.some((one) => one.lanes() < lanes)) {
    if (performance.now() > deadline) throw new Error('not all lanes were seen')
    await delay(POLL_MS)
  }
  await delay(SETTLE_MS)
  for (const one of times) one.begin()
  await delay(windowMs)
  const sorted = Float64Array.from(times.flatMap((one) => one.end())).sort()
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}
