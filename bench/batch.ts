import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '../test/support/server-process.ts'
import { residentMb } from './process-memory.ts'
import { type Row, rowOf } from './row.ts'
import { postRun, waitForEnd, withServer } from './server.ts'
import { timeOfText } from './sse-client.ts'

const ROWS = 10_000

const firstEvent = {
  id: 'batch-first-event',
  what: `POST /v1/runs to the first agent event while ${ROWS} rows arrive`,
  peer: 'the same while nothing arrives',
  unit: 'ms',
  goal: 1.2,
  isLargerBetter: false,
}
const memory = {
  id: 'batch-memory',
  what: `memory added by a file of ${ROWS} rows`,
  peer: 'its limit of 50 MB',
  unit: 'MB',
  goal: 1,
  isLargerBetter: false,
}

/** What a large file costs those who do not wait for it, and the server. */
export async function benchBatch(pairs: number, restMs: number, factor: number): Promise<Row[]> {
  return [await benchWhileArriving(pairs, factor), await benchFileMemory(restMs, factor)]
}

async function benchWhileArriving(pairs: number, factor: number): Promise<Row> {
  return withServer({ env: { SCRIPTED_PACE: '0' } }, async (server) => {
    await race(server)
    const measured: { ours: number; peer: number }[] = []
    for (let i = 0; i < pairs; i++) {
      const peer = await race(server)
      const upload = startUpload(server)
      await upload.isUnderWay
      const ours = await race(server)
      await upload.stop()
      measured.push({ ours, peer })
    }
    return rowOf(firstEvent, measured, factor)
  })
}

async function race(server: ServerProcess): Promise<number> {
  const startedAt = performance.now()
  const runId = await postRun(server, 1)
  const seenAt = await timeOfText(`${server.url}/v1/runs/${runId}/events`, 'event: step-start')
  await waitForEnd(server, runId)
  return seenAt - startedAt
}

/**
 * Files of rows, one behind the other, as fast as the server takes them, until they are stopped. The last row of each is
 * bad, so that all of it is staged and nothing is started: only the arrival is measured.
 */
function startUpload(server: ServerProcess): { isUnderWay: Promise<void>; stop(): Promise<void> } {
  let isWanted = true
  const { promise: isUnderWay, resolve } = Promise.withResolvers<void>()
  const send = async () => {
    while (isWanted) {
      const answer = postRows(server, `${linesOf(ROWS - 1)}bad\n`)
      await delay(50)
      resolve()
      const { status } = await answer
      if (status !== 400) throw new Error(`POST /v1/batches answered ${status}`)
    }
  }
  const sent = send()
  return {
    isUnderWay,
    stop: () => {
      isWanted = false
      return sent
    },
  }
}

async function benchFileMemory(restMs: number, factor: number): Promise<Row> {
  return withServer({ env: { SCRIPTED_PACE: '0' } }, async (server) => {
    // as large as it is in use: a run was made, and a small file was taken
    await race(server)
    await acceptPaused(server, 100)
    await delay(restMs)
    const before = await residentMb(server.pid)
    let peak = before
    const accepted = acceptPaused(server, ROWS).then(() => true)
    let isDone = false
    while (!isDone) {
      peak = Math.max(peak, await residentMb(server.pid))
      isDone = await Promise.race([accepted, delay(20, false)])
    }
    peak = Math.max(peak, await residentMb(server.pid))
    return rowOf(memory, [{ ours: peak - before, peer: 50 }], factor)
  })
}

/** Accepts a file and pauses its batch at once: what its runs need is not what is measured. */
async function acceptPaused(server: ServerProcess, rows: number): Promise<void> {
  const answer = await postRows(server, linesOf(rows))
  if (answer.status !== 202) throw new Error(`POST /v1/batches answered ${answer.status}`)
  const { id } = (await answer.json()) as { id: string }
  await fetch(`${server.url}/v1/batches/${id}/cancel`, { method: 'POST' })
}

function postRows(server: ServerProcess, body: string): Promise<Response> {
  const headers = { 'content-type': 'application/x-ndjson' }
  return fetch(`${server.url}/v1/batches`, { method: 'POST', headers, body })
}

function linesOf(count: number): string {
  const brief = 'an axolotl who keeps a lighthouse at the end of the world and writes letters to passing ships'
  return Array.from({ length: count }, (_, i) => `${JSON.stringify({ customId: `row-${i}`, brief })}\n`).join('')
}
