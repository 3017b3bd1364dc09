import type { ServerProcess } from '../test/support/server-process.ts'
import { cpuSeconds } from './cpu-time.ts'
import { type FakeCluster, settingsFor, startFakeCluster } from './fake-cluster.ts'
import { followLogs } from './kubectl.ts'
import { createMarkerCounter } from './marker-counter.ts'
import { openRawStream } from './raw-stream.ts'
import { type Row, rowOf } from './row.ts'
import { cancelRun, postRun, withServer } from './server.ts'

const PODS = 4
/** All that fits into the output limit of an attempt, 10 MiB, at 114 bytes a line: rates need a while to be level. */
const LINES_A_POD = 90_000
const LINES = PODS * LINES_A_POD
const MILLION = 1_000_000
const PATIENCE_MS = 60_000

const peer = 'kubectl logs -f --prefix --timestamps of the same pods into a pipe'
const wall = {
  id: 'kubernetes-lines',
  what: `lines of ${PODS} pods to one SSE reader, durable (from the first read of a log to the last line)`,
  peer,
  unit: 'lines/s',
  goal: 1,
  isLargerBetter: true,
}
const cpu = {
  id: 'kubernetes-lines-cpu',
  what: 'CPU time of the API for a million of those lines, parsed, stored and framed',
  peer: `${peer}, which does none of that`,
  unit: 's',
  goal: 4,
  isLargerBetter: false,
}

interface Measured {
  /** Lines a second. */
  readonly rate: number
  /** Seconds of CPU for a million lines. */
  readonly cpu: number
}

/** What a follower makes of logs that are there already, as fast as both cores let it. */
export async function benchKubernetesLines(kubectl: string, pairs: number, factor: number): Promise<Row[]> {
  const cluster = await startFakeCluster({ kind: 'full', count: LINES_A_POD })
  try {
    return await withServer({ env: settingsFor(cluster) }, async (server) => {
      const measured: { ours: Measured; peer: Measured }[] = []
      for (let i = 0; i < pairs; i++) {
        const run = await postRun(server, PODS)
        const ours = await measureReader(server, cluster, run)
        measured.push({ ours, peer: await measureKubectl(kubectl, cluster, run) })
        await cancelRun(server, run)
      }
      return [
        rowOf(
          wall,
          measured.map((pair) => ({ ours: pair.ours.rate, peer: pair.peer.rate })),
          factor,
        ),
        rowOf(
          cpu,
          measured.map((pair) => ({ ours: pair.ours.cpu, peer: pair.peer.cpu })),
          factor,
        ),
      ]
    })
  } finally {
    await cluster.close()
  }
}

async function measureReader(server: ServerProcess, cluster: FakeCluster, run: string): Promise<Measured> {
  const usedBefore = await cpuSeconds(server.pid)
  const lines = countTo(createMarkerCounter(Buffer.from('\nevent: thought-delta\n')))
  const stream = await openRawStream(`${server.url}/v1/runs/${run}/events`, lines.take)
  try {
    const lastNs = await lines.last
    return await measuredBy(cluster, lastNs, (await cpuSeconds(server.pid)) - usedBefore)
  } finally {
    stream.close()
  }
}

async function measureKubectl(kubectl: string, cluster: FakeCluster, run: string): Promise<Measured> {
  const lines = countTo(createMarkerCounter(Buffer.from('\n')))
  const logs = await followLogs(kubectl, cluster, { runs: [run], count: PODS }, lines.take)
  try {
    const lastNs = await Promise.race([lines.last, logs.broken])
    return await measuredBy(cluster, lastNs, await cpuSeconds(logs.pid))
  } finally {
    await logs.close()
  }
}

async function measuredBy(cluster: FakeCluster, lastNs: bigint, cpuS: number): Promise<Measured> {
  const firstNs = await cluster.firstRead()
  if (firstNs === null) throw new Error('nobody has read a log')
  return { rate: LINES / (Number(lastNs - firstNs) / 1e9), cpu: (cpuS / LINES) * MILLION }
}

/** Resolves with the time (ns) at which all lines had come. One too many is a fault, and so is one too few. */
function countTo(found: (chunk: Buffer) => number) {
  const { promise, resolve, reject } = Promise.withResolvers<bigint>()
  let count = 0
  const timer = setTimeout(() => reject(new Error(`${count} lines came of ${LINES}`)), PATIENCE_MS)
  const take = (chunk: Buffer) => {
    count += found(chunk)
    if (count === LINES) resolve(process.hrtime.bigint())
    if (count > LINES) reject(new Error(`${count} lines came of ${LINES}`))
  }
  return { last: promise.finally(() => clearTimeout(timer)), take }
}
