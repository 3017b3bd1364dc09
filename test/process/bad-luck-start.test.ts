import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runToEnd, type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { allGone, endsOf, hasEnded, hasSaid, isThere, openTheatre, pidOf } from '../support/theatre.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axoloom-start-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A start that must fail: one sentence, exit code 1, nothing else. */
async function expectRefusal(sentence: RegExp, dataDir: string, env: Record<string, string> = {}): Promise<void> {
  const { code, stdout, stderr } = await runToEnd({ dataDir, env: { LOG_LEVEL: 'warn', ...env } })

  expect(stderr).toMatch(sentence)
  expect([code, stdout, stderr.trim().split('\n').length]).toEqual([1, '', 1])
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+/)
}

describe('a port that is taken', () => {
  let other: Server
  let port: string
  beforeEach(async () => {
    other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    port = String(typeof address === 'object' && address !== null ? address.port : 0)
  })
  afterEach(() => other.close())

  it.each(['PORT', 'GATEWAY_PORT'])('is named with its setting, %s', async (setting) => {
    await expectRefusal(new RegExp(`^Port ${port} is taken by another program\\. Set ${setting}`), folder, {
      [setting]: port,
    })
  })
})

describe('a data folder that cannot be used', () => {
  it('is named when it is a file', async () => {
    await writeFile(join(folder, 'data'), '')
    await expectRefusal(/^The data folder cannot be written .*\/data/, join(folder, 'data'))
    await expectRefusal(/^The data folder cannot be written .*\/data/, join(folder, 'data', 'below'))
  })

  it('is named when its database is none', async () => {
    await writeFile(
      join(folder, 'axoloom.db'),
      'this is no database, and long enough to be looked at as one '.repeat(9),
    )
    await expectRefusal(/^Axoloom could not start: .*not a database/, folder)
  })

  it.skipIf(!canMount())('is named when its disk is read-only, with data on it and without', async () => {
    const disk = mountSmallDisk(8) as SmallDisk
    try {
      disk.lock()
      await expectRefusal(/^The data folder cannot be written/, disk.dir)
      await expectRefusal(/^The data folder cannot be written/, join(disk.dir, 'below'))
      disk.unlock()
      await (await startServerProcess({ dataDir: disk.dir })).end('SIGTERM')
      disk.lock()
      await expectRefusal(/^The data folder cannot be written/, disk.dir)
    } finally {
      disk.unmount()
    }
  })

  it.skipIf(!canMount())('is named when its disk is full', async () => {
    const disk = mountSmallDisk(1) as SmallDisk
    try {
      disk.fill()
      await expectRefusal(/^The disk of the data folder is full/, disk.dir)
    } finally {
      disk.unmount()
    }
  })
})

describe('a second instance on the same data', () => {
  it('is refused, and the first does not notice; after a kill the next starts at once', async () => {
    const first = await startServerProcess({ dataDir: folder })
    await expectRefusal(/^Another Axoloom already works on the data in .* set DATA_DIR/, folder)
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
    await first.end('SIGKILL')
    const next: ServerProcess = await startServerProcess({ dataDir: folder })

    expect((await fetch(`${next.url}/readyz`)).status).toBe(200)
    expect(next.gatewayUrl).toBe(first.gatewayUrl)
    expect(await next.end('SIGTERM')).toBe(0)
  })
})

describe('--stop-agents', () => {
  it('stops what a killed API left at work, and the next start says how each ended', async () => {
    const theatre = await openTheatre()
    try {
      const { id } = await theatre.post(['silent', 'stubborn'])
      const lanes = [0, 1]
      const before = await theatre.until(id, 'both at work', (seen) => lanes.every((i) => hasSaid('at work', i)(seen)))
      const agents = lanes.map((i) => pidOf(before, i))
      await theatre.crash(async () => {
        expect(agents.every(isThere)).toBe(true)
        const answer = await runToEnd({ dataDir: theatre.dataDir, args: ['--stop-agents'] })
        expect(answer).toEqual({ code: 0, stdout: 'Stopped 2 agents.\n', stderr: '' })
        await allGone(agents)
        const again = await runToEnd({ dataDir: theatre.dataDir, args: ['--stop-agents'] })
        expect(again.stdout).toBe('No agent is at work.\n')
      })
      const events = await theatre.until(id, 'the end', hasEnded)

      expect(endsOf(events)).toEqual(['failed agent-exit', 'failed agent-exit'])
    } finally {
      await theatre.close()
    }
  })
})
