import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Run, RunList } from '../../contract/api.ts'
import type { RunEvent } from '../../contract/event.ts'
import { type Actor, createActor } from './actor.ts'
import { type ServerProcess, startServerProcess, stopAgents } from './server-process.ts'

/** A real server with actors for agents. */
export interface Theatre {
  readonly dataDir: string
  readonly actor: Actor
  readonly server: ServerProcess
  /** SIGKILL, then a start on the same data, when `between` is done. */
  crash(between?: () => Promise<void>): Promise<void>
  /** The signal, then a start on the same data; gives the exit code of the first. */
  restart(signal: NodeJS.Signals): Promise<number | null>
  /** Starts a run with a lane for each direction. */
  post(directions: readonly string[], more?: object): Promise<Run>
  call(method: string, path: string, body?: object): Promise<Response>
  run(id: string): Promise<Run>
  runs(): Promise<RunList>
  events(id: string): Promise<RunEvent[]>
  /** Waits until the run's events hold it. Rejects after `patienceMs` (60 s) with what there is. */
  until(
    id: string,
    what: string,
    isTrue: (events: readonly RunEvent[]) => boolean,
    patienceMs?: number,
  ): Promise<RunEvent[]>
  close(): Promise<void>
}

export interface TheatreOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Instead of a temporary folder that is removed in the end. */
  readonly dataDir?: string
  /** The built agents instead of actors. */
  readonly hasRealAgents?: boolean
}

export async function openTheatre({
  env = {},
  dataDir: given,
  hasRealAgents = false,
}: TheatreOptions = {}): Promise<Theatre> {
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'axoloom-theatre-')))
  const actor = await createActor()
  const start = () => startServerProcess({ dataDir, env, ...(hasRealAgents ? {} : { agentEntry: actor.entry }) })
  let server = await start()
  const call = (method: string, path: string, body?: object) =>
    fetch(`${server.url}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  const get = async (path: string) => (await call('GET', path)).json()
  const events = async (id: string) => {
    const answer = await fetch(`${server.url}/v1/runs/${id}/events?follow=false`, {
      headers: { accept: 'application/x-ndjson' },
    })
    const lines = (await answer.text()).split('\n').filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line) as RunEvent)
  }
  return {
    dataDir,
    actor,
    get server() {
      return server
    },
    async crash(between = async () => {}) {
      await server.end('SIGKILL')
      await between()
      server = await start()
    },
    async restart(signal) {
      const code = await server.end(signal)
      server = await start()
      return code
    },
    async post(directions, more = {}) {
      const body = { brief: 'an axolotl on a stage', variations: directions.length, directions, ...more }
      const answer = await call('POST', '/v1/runs', body)
      if (answer.status !== 202) throw new Error(`POST /v1/runs: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as Run
    },
    call,
    run: (id) => get(`/v1/runs/${id}`),
    runs: () => get('/v1/runs'),
    events,
    async until(id, what, isTrue, patienceMs = 60_000) {
      const deadline = Date.now() + patienceMs
      for (;;) {
        const seen = await events(id)
        if (isTrue(seen)) return seen
        if (Date.now() > deadline)
          throw new Error(`Not within ${patienceMs / 1000} s: ${what}\n${summary(seen)}\n${server.stderr()}`)
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    },
    async close() {
      await server.end('SIGKILL')
      await stopAgents(dataDir)
      if (given === undefined) await rm(dataDir, { recursive: true, force: true })
      await actor.remove()
    },
  }
}

const summary = (events: readonly RunEvent[]) =>
  events
    .map(({ seq, variation, type, data }) => `${seq} ${variation} ${type} ${JSON.stringify(data).slice(0, 200)}`)
    .join('\n')

/** Whether a lane's log has said it, as an actor does at each moment. */
export const hasSaid =
  (text: string, variation = 0) =>
  (events: readonly RunEvent[]) =>
    events.some(
      (event) => event.type === 'log' && event.variation === variation && event.data.text.split('\n').includes(text),
    )

export const hasEnded = (events: readonly RunEvent[]) => events.at(-1)?.type === 'run-end'

/** The outcome and reason of each lane's end, in the order of the lanes. */
export function endsOf(events: readonly RunEvent[]): string[] {
  const ends = events.flatMap((event) => (event.type === 'attempt-end' ? [event] : []))
  ends.sort((a, b) => (a.variation ?? 0) - (b.variation ?? 0))
  return ends.map(({ data }) => [data.outcome, data.reason].filter(Boolean).join(' '))
}

/** Process id of a lane's agent's leader. */
export function pidOf(events: readonly RunEvent[], variation = 0): number {
  const start = events.find((event) => event.type === 'attempt-start' && event.variation === variation)
  return start?.type === 'attempt-start' ? Number(start.data.where.details.pid) : Number.NaN
}

/** True while a process runs; one that only waits for its parent to look at it runs no more. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

/** Waits until none of the processes runs. Rejects after 10 s. */
export async function allGone(pids: readonly number[]): Promise<void> {
  const deadline = Date.now() + 20_000
  while (pids.some(isThere)) {
    if (Date.now() > deadline) throw new Error(`Still there after 10 s: ${pids.filter(isThere)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What must hold of any history: dense, and each attempt with one start and one end. */
export function breachesOf(events: readonly RunEvent[]): string[] {
  const counts = (type: string) => {
    const found = events.filter((event) => event.type === type)
    return found.map(({ variation, attempt }) => `${variation}/${attempt}`).sort()
  }
  const queued = counts('attempt-queue').join(' ')
  return [
    ...events.flatMap(({ seq }, i) => (seq === i + 1 ? [] : [`event ${i + 1} carries seq ${seq}`])),
    ...['attempt-start', 'attempt-end'].flatMap((type) =>
      counts(type).join(' ') === queued ? [] : [`${type}: ${counts(type)}`],
    ),
  ]
}
