import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startServerProcess } from '../support/server-process.ts'

it('the API starts and writes under `node --watch`, which talks over the writer’s port too', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'axoloom-watch-'))
  // What `node --watch` sets for the process that it watches.
  const server = await startServerProcess({ dataDir, env: { WATCH_REPORT_DEPENDENCIES: '1', SCRIPTED_PACE: '0' } })
  try {
    const answer = await fetch(`${server.url}/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ brief: 'an axolotl who is watched', variations: 1 }),
    })
    expect(answer.status).toBe(202)
    const { links } = (await answer.json()) as { links: { events: string } }
    const events = await (await fetch(`${server.url}${links.events}?until=end`)).text()

    expect(events).toContain('event: run-end')
  } finally {
    await server.end('SIGTERM')
    await rm(dataDir, { recursive: true, force: true })
  }
})
