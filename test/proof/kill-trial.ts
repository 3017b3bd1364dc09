import { access, glob, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type ServerProcess, startServerProcess, stopAgents } from '../support/server-process.ts'
import { checkHistory, pidsOf } from './check-history.ts'
import { readFlaky } from './flaky-reader.ts'

export interface KillTrialOptions {
  /** When after the POST the API is killed. */
  readonly killAfterMs: number
  readonly clients: number
  /** How often each client drops its connection. */
  readonly disconnects: number
  readonly variations: number
  /** SCRIPTED_PACE of the agents. */
  readonly pace: number
  random(): number
}

/** A trial that takes longer than this has hung, which is a violation too. */
const TRIAL_MS = 90_000

/**
 * One race of the real server and real agents: the API is killed with SIGKILL in its middle and started again on the
 * same data, while clients come and go. Gives one sentence for each promise that was broken.
 */
export async function runKillTrial(options: KillTrialOptions): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'axoloom-kill-'))
  const env = { PORT: await freePort(), GATEWAY_PORT: await freePort(), SCRIPTED_PACE: String(options.pace) }
  let server = await startServerProcess({ dataDir, env })
  const timeout = AbortSignal.timeout(TRIAL_MS)
  try {
    const runId = await postRun(server, options.variations)
    const url = `${server.url}/v1/runs/${runId}/events`
    const { random, disconnects } = options
    const stayMs = 400 * options.pace
    const readers = Array.from({ length: options.clients }, () =>
      readFlaky({ url, disconnects, stayMs, random, signal: timeout }),
    )
    const seen = Promise.all(readers)
    seen.catch(() => {})
    await delay(options.killAfterMs)
    await server.end('SIGKILL')
    const before = await aliveAgents(dataDir)
    server = await startServerProcess({ dataDir, env })
    const sightings = await seen
    const stored = await readStored(url)
    return judge(
      sightings.map((sighting) => sighting.blocks),
      stored,
      before,
      options.variations,
    )
  } catch (error) {
    return [`the trial broke: ${error instanceof Error ? error.message : String(error)}`]
  } finally {
    await server.end('SIGKILL')
    await stopAgents(dataDir)
    await rm(dataDir, { recursive: true, force: true })
  }
}

function judge(
  sightings: readonly string[][],
  stored: readonly string[],
  before: ReadonlySet<string>,
  variations: number,
): string[] {
  const whole = stored.join('\n\n')
  const differing = sightings.flatMap((blocks, i) =>
    blocks.join('\n\n') === whole
      ? []
      : [`client ${i} saw ${blocks.length} of ${stored.length} events, or other bytes`],
  )
  const pids = new Set(pidsOf(stored).values())
  const lost = [...before].filter((pid) => !pids.has(pid))
  return [
    ...differing,
    ...checkHistory(stored, variations),
    ...lost.map((pid) => `agent ${pid} of before the kill is not the one that finished`),
  ]
}

async function postRun(server: ServerProcess, variations: number): Promise<string> {
  const response = await fetch(`${server.url}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ brief: 'an axolotl who runs a night bakery', variations }),
  })
  const run = (await response.json()) as { id: string }
  return run.id
}

async function readStored(url: string): Promise<string[]> {
  const response = await fetch(`${url}?follow=false`)
  const blocks = (await response.text()).split('\n\n')
  return blocks.filter((block) => block.startsWith('id: '))
}

/** Process ids in the folders of attempts that have not ended: what must go on while no API is there. */
async function aliveAgents(dataDir: string): Promise<Set<string>> {
  const alive = new Set<string>()
  for await (const path of glob(join(dataDir, 'attempts', '*', 'pid'))) {
    const isEnded = await access(join(path, '..', 'exit')).then(
      () => true,
      () => false,
    )
    const [pid] = (await readFile(path, 'utf8')).split(/\s/)
    if (!isEnded && pid) alive.add(pid)
  }
  return alive
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return String(typeof address === 'object' && address !== null ? address.port : 0)
}
