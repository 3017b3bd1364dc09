import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ServerOptions,
  type ServerProcess,
  startServerProcess,
  stopAgents,
} from '../test/support/server-process.ts'

/** Runs a measurement against the real server on fresh data, and leaves nothing behind. */
export async function withServer<T>(
  options: Omit<ServerOptions, 'dataDir'>,
  measure: (server: ServerProcess) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'axoloom-bench-'))
  const env = { LOG_LEVEL: 'warn', ...options.env }
  const server = await startServerProcess({ ...options, env, dataDir })
  try {
    return await measure(server)
  } finally {
    await server.end('SIGTERM')
    await stopAgents(dataDir)
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Starts a run and gives its id. */
export async function postRun(server: ServerProcess, variations: number): Promise<string> {
  const response = await fetch(`${server.url}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ brief: 'an axolotl who keeps a lighthouse', variations, seed: 7 }),
  })
  if (response.status !== 202) throw new Error(`POST /v1/runs answered ${response.status}`)
  const run = (await response.json()) as { id: string }
  return run.id
}

/** Waits until the run has ended. */
export async function waitForEnd(server: ServerProcess, runId: string): Promise<void> {
  const response = await fetch(`${server.url}/v1/runs/${runId}/events?until=end`)
  await response.arrayBuffer()
}

/** Cancels a run and waits for its end, without reading again what was read before. */
export async function cancelRun(server: ServerProcess, runId: string): Promise<void> {
  const url = `${server.url}/v1/runs/${runId}`
  await fetch(`${url}/cancel`, { method: 'POST' })
  const { lastSeq } = (await (await fetch(url)).json()) as { lastSeq: number }
  await (await fetch(`${url}/events?until=end&after=${lastSeq}`)).arrayBuffer()
}
