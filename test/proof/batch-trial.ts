import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Run, RunList } from '#contract/api.ts'
import type { Batch, BatchRow, BatchRowList } from '#contract/batch.ts'
import type { BatchEvent } from '#contract/batch-event.ts'
import { type ServerProcess, startServerProcess, stopAgents } from '../support/server-process.ts'

export interface BatchTrialOptions {
  readonly rows: number
  readonly variations: number
  /** How often the server is killed with SIGKILL, at moments spread over the whole. */
  readonly kills: number
  /** For so long no row may end before the trial is given up; how fast they end is the machine's affair. */
  readonly stallMs: number
  random(): number
}

/**
 * A batch on the real server with real agents, whose server is killed and started again on the same data. Gives one
 * sentence for each promise that was broken.
 */
export async function runBatchTrial(options: BatchTrialOptions): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'axoloom-batch-'))
  const start = () => startServerProcess({ dataDir, env: { SCRIPTED_PACE: '0', LOG_LEVEL: 'warn' } })
  const { stallMs } = options
  let server = await start()
  try {
    const { id } = await postBatch(server, options)
    for (const ended of killPoints(options)) {
      await until(server, id, (batch) => endedRows(batch) >= ended, stallMs)
      await delay(options.random() * 300)
      await server.end('SIGKILL')
      server = await start()
    }
    await until(server, id, ({ status }) => status === 'ended', stallMs)
    return await judge(server, id, options)
  } catch (error) {
    return [`the trial broke: ${error instanceof Error ? error.message : String(error)}`]
  } finally {
    await server.end('SIGKILL')
    await stopAgents(dataDir)
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** How many rows have ended when it is killed: once right at the start, then spread over the rest. */
function killPoints({ rows, kills, random }: BatchTrialOptions): number[] {
  return Array.from({ length: kills }, (_, i) =>
    i === 0 ? 0 : Math.floor(((i - 0.5 + random()) * rows) / (kills + 1)),
  )
}

async function postBatch(server: ServerProcess, { rows, variations }: BatchTrialOptions): Promise<Batch> {
  const lines = Array.from({ length: rows }, (_, i) =>
    JSON.stringify({ customId: `row-${i}`, brief: `axolotl number ${i} who keeps a lighthouse`, variations }),
  )
  const answer = await fetch(`${server.url}/v1/batches?selection=first`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  })
  if (answer.status !== 202) throw new Error(`POST /v1/batches: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Batch
}

async function until(server: ServerProcess, id: string, isIt: (batch: Batch) => boolean, stallMs: number) {
  let last = { ended: -1, atMs: 0 }
  for (;;) {
    const batch = await get<Batch>(server, `/v1/batches/${id}`)
    if (isIt(batch)) return
    if (endedRows(batch) > last.ended) last = { ended: endedRows(batch), atMs: performance.now() }
    else if (performance.now() - last.atMs > stallMs)
      throw new Error(`no row ends any more; so far ${JSON.stringify(batch.requestCounts)}`)
    await delay(100)
  }
}

function endedRows({ requestCounts }: Batch): number {
  return requestCounts.total - requestCounts.queued - requestCounts.running
}

async function judge(server: ServerProcess, id: string, { rows, variations }: BatchTrialOptions): Promise<string[]> {
  const { requestCounts } = await get<Batch>(server, `/v1/batches/${id}`)
  const stored = await readRows(server, id)
  const runs = await readRuns(server)
  const events = await readEvents(server, id)
  const named = new Set(stored.map(({ runId }) => runId))
  return [
    ...(requestCounts.succeeded === rows ? [] : [`of ${rows} rows these ended: ${JSON.stringify(requestCounts)}`]),
    ...(stored.length === rows ? [] : [`${stored.length} rows are there instead of ${rows}`]),
    ...(named.size === rows && !named.has(null) ? [] : [`${rows} rows have ${named.size} runs`]),
    ...(runs.length === rows ? [] : [`${runs.length} runs were made for ${rows} rows`]),
    ...runs.filter(({ variations: own }) => own.length !== variations).map(({ id: run }) => `run ${run} is not whole`),
    ...runs.flatMap(repeated),
    ...stored.filter(({ choice }) => choice === null).map(({ row }) => `row ${row} has no choice`),
    ...badHistory(events, rows),
  ]
}

/** Nothing was started anew: agents outlive the server. */
function repeated({ id, variations }: Run): string[] {
  return variations
    .filter(({ attempts }) => attempts.length !== 1 || attempts[0]?.outcome !== 'succeeded')
    .map(
      ({ index, attempts }) => `variation ${index} of ${id} has ${attempts.map(({ outcome }) => outcome).join(', ')}`,
    )
}

function badHistory(events: readonly BatchEvent[], rows: number): string[] {
  const isDense = events.every(({ seq }, i) => seq === i + 1)
  const counted = (type: string) =>
    Map.groupBy(
      events.filter((event) => event.type === type),
      ({ row }) => row,
    )
  const once = (['row-start', 'row-end'] as const).flatMap((type) => {
    const byRow = counted(type)
    return Array.from({ length: rows }, (_, row) => byRow.get(row)?.length ?? 0)
      .map((count, row) => (count === 1 ? null : `row ${row} has ${count} ${type}`))
      .filter((text) => text !== null)
  })
  const ends = counted('batch-end').get(null)?.length ?? 0
  return [...(isDense ? [] : ['the log has gaps']), ...once, ...(ends === 1 ? [] : [`the batch ended ${ends} times`])]
}

async function readRows(server: ServerProcess, id: string): Promise<BatchRow[]> {
  const rows: BatchRow[] = []
  for (let cursor = ''; ; ) {
    const page = await get<BatchRowList>(server, `/v1/batches/${id}/rows?limit=1000${cursor}`)
    rows.push(...page.data)
    if (page.nextCursor === null) return rows
    cursor = `&cursor=${page.nextCursor}`
  }
}

async function readRuns(server: ServerProcess): Promise<Run[]> {
  const runs: Run[] = []
  for (let cursor = ''; ; ) {
    const page = await get<RunList>(server, `/v1/runs?limit=100${cursor}`)
    for (const { id } of page.data) runs.push(await get<Run>(server, `/v1/runs/${id}`))
    if (page.nextCursor === null) return runs
    cursor = `&cursor=${page.nextCursor}`
  }
}

async function readEvents(server: ServerProcess, id: string): Promise<BatchEvent[]> {
  const url = `${server.url}/v1/batches/${id}/events?follow=false`
  const text = await (await fetch(url, { headers: { accept: 'application/x-ndjson' } })).text()
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as BatchEvent)
}

async function get<T>(server: ServerProcess, path: string): Promise<T> {
  const answer = await fetch(server.url + path)
  if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status}`)
  return (await answer.json()) as T
}
