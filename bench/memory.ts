import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '../test/support/server-process.ts'
import { startPeer } from './peer.ts'
import { residentMb, statusMb } from './process-memory.ts'
import { type Row, rowOf } from './row.ts'
import { postRun, waitForEnd, withServer } from './server.ts'
import { type OpenStream, openStream } from './sse-client.ts'

const READERS = 1000

const api = {
  id: 'api-memory',
  what: 'memory of the API a minute after a race of four',
  peer: 'a bare fastify + better-sqlite3 server started from TypeScript',
  unit: 'MB',
  goal: 1.6,
  isLargerBetter: false,
}
const agent = {
  id: 'agent-memory',
  what: 'peak memory of one agent',
  peer: 'its limit of 170 MB',
  unit: 'MB',
  goal: 1,
  isLargerBetter: false,
}
const readers = {
  id: 'idle-readers',
  what: `memory added by ${READERS} idle readers`,
  peer: 'their limit of 25 MB',
  unit: 'MB',
  goal: 1,
  isLargerBetter: false,
}

/** What is held by the API at rest, by an agent at work, and by readers that only wait. */
export async function benchMemory(restMs: number, factor: number): Promise<Row[]> {
  const dir = await mkdtemp(join(tmpdir(), 'axoloom-bench-'))
  const bare = await startPeer('bare-server.ts', [join(dir, 'bare.db')])
  try {
    return await withServer({ env: { SCRIPTED_PACE: '0.2' } }, async (server) => {
      await fetch(bare.line)
      const runId = await postRun(server, 4)
      const peak = await watchAgents(server, runId)
      await delay(restMs)
      const pair = { ours: await residentMb(server.pid), peer: await residentMb(bare.child.pid ?? 0) }
      const added = await measureReaders(server, runId)
      return [
        rowOf(api, [pair], factor),
        rowOf(agent, [{ ours: peak, peer: 170 }], factor),
        rowOf(readers, [{ ours: added, peer: 25 }], factor),
      ]
    })
  } finally {
    await bare.close()
    await rm(dir, { recursive: true, force: true })
  }
}

async function measureReaders(server: ServerProcess, runId: string): Promise<number> {
  const before = await residentMb(server.pid)
  const streams: OpenStream[] = []
  for (let i = 0; i < READERS; i++) streams.push(await openStream(`${server.url}/v1/runs/${runId}/events`, () => {}))
  // idle means that the server has come to rest
  await delay(15_000)
  const added = (await residentMb(server.pid)) - before
  for (const stream of streams) stream.close()
  return added
}

/** Largest peak of any agent of the run, as the kernel keeps it. */
async function watchAgents(server: ServerProcess, runId: string): Promise<number> {
  const end = waitForEnd(server, runId).then(() => true)
  let peak = 0
  let isEnded = false
  while (!isEnded) {
    for (const pid of await agentPids()) peak = Math.max(peak, await statusMb(pid, 'VmHWM'))
    isEnded = await Promise.race([end, delay(20, false)])
  }
  return peak
}

async function agentPids(): Promise<string[]> {
  const entries = await readdir('/proc')
  const pids = entries.filter((entry) => /^\d+$/.test(entry))
  const found = await Promise.all(pids.map(async (pid) => ((await isAgent(pid)) ? [pid] : [])))
  return found.flat()
}

async function isAgent(pid: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const [program = '', ...args] = command.split('\0')
  return program.endsWith('node') && args.some((arg) => arg.endsWith('agent/dist/agent.mjs'))
}
