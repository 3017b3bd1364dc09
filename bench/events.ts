import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerProcess } from '../test/support/server-process.ts'
import { createMarkerCounter } from './marker-counter.ts'
import { programPath, runPeer, startPeer } from './peer.ts'
import { type Row, rowOf } from './row.ts'
import { postRun, waitForEnd, withServer } from './server.ts'
import { openStream, timeWhole } from './sse-client.ts'

/** As many as programs/printer.mjs prints; one of them is the step that opens. */
const EVENTS = 100_000
/** The peer's rate is level long before this. */
const PEER_ROWS = 20_000

const throughput = {
  id: 'events-per-second',
  what: 'events from one agent’s output file to one SSE reader, durable',
  peer: 'better-sqlite3, one insert a commit (WAL, NORMAL), no stream',
  unit: 'events/s',
  goal: 5,
  isLargerBetter: true,
}
const replay = {
  id: 'replay',
  what: 'replay of 100,000 events to a new reader',
  peer: 'the same bytes as a static file by node:http',
  unit: 'ms',
  goal: 2,
  isLargerBetter: false,
}

/** The whole path of an event, and the way back: each against its peer in turn. */
export async function benchEvents(pairs: number, factor: number): Promise<Row[]> {
  const dir = await mkdtemp(join(tmpdir(), 'axoloom-bench-'))
  try {
    return await withServer({ agentEntry: programPath('printer.mjs') }, async (server) => {
      const rates: { ours: number; peer: number }[] = []
      let runId = ''
      for (let i = 0; i < pairs; i++) {
        runId = await postRun(server, 1)
        const ours = await measureRate(server, runId)
        const ms = Number(await runPeer('autocommit.ts', [join(dir, `rows-${i}.db`), String(PEER_ROWS)]))
        rates.push({ ours, peer: (PEER_ROWS / ms) * 1000 })
      }
      return [rowOf(throughput, rates, factor), await benchReplay(server, runId, dir, pairs, factor)]
    })
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Events per second between the first and the last of the flood; every one is counted. */
async function measureRate(server: ServerProcess, runId: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const countThoughts = createMarkerCounter(Buffer.from('\nevent: thought-delta\n'))
  const countEnds = createMarkerCounter(Buffer.from('\nevent: run-end\n'))
  let count = 0
  let firstAt = 0
  const stream = await openStream(`${server.url}/v1/runs/${runId}/events`, (chunk) => {
    const found = countThoughts(chunk)
    if (count === 0 && found > 0) firstAt = performance.now()
    count += found
    if (count === EVENTS - 1) resolve((count / (performance.now() - firstAt)) * 1000)
    if (countEnds(chunk) > 0) reject(new Error(`the run ended after ${count} events`))
  })
  try {
    return await promise
  } finally {
    stream.close()
    await waitForEnd(server, runId)
  }
}

async function benchReplay(
  server: ServerProcess,
  runId: string,
  dir: string,
  pairs: number,
  factor: number,
): Promise<Row> {
  const url = `${server.url}/v1/runs/${runId}/events?follow=false`
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer())
  const file = join(dir, 'replay.txt')
  await writeFile(file, bytes)
  const peer = await startPeer('static-file.mjs', [file])
  try {
    const times: { ours: number; peer: number }[] = []
    for (let i = 0; i <= pairs; i++) {
      const ours = await timeWhole(url)
      const theirs = await timeWhole(`http://127.0.0.1:${peer.line}/`)
      if (ours.bytes !== theirs.bytes) throw new Error(`a replay gave ${ours.bytes} bytes of ${theirs.bytes}`)
      if (i > 0) times.push({ ours: ours.ms, peer: theirs.ms })
    }
    return rowOf(replay, times, factor)
  } finally {
    await peer.close()
  }
}
