import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DoctorReport } from '../../contract/doctor.ts'
import { runToEnd, startServerProcess, stopAgents } from '../support/server-process.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axoloom-doctor-'))
})
afterEach(async () => {
  await stopAgents(folder)
  await rm(folder, { recursive: true, force: true })
})

it('looks at an installation without a server, and exits 0 when nothing failed', async () => {
  const { code, stdout } = await runToEnd({ dataDir: folder, args: ['--doctor'] })

  expect(stdout).toMatch(/^Axoloom .*\n\nThis machine\n\[ {2}ok {2}\] Node\.js/)
  expect([code, stdout.trim().split('\n').at(-1)]).toEqual([0, 'All is well.'])
})

it('exits 1 when something failed, also settings that no server starts with, and gives JSON', async () => {
  const { code, stdout } = await runToEnd({ dataDir: folder, env: { PORT: 'x' }, args: ['--doctor', '--json'] })
  const report = DoctorReport.parse(JSON.parse(stdout))

  expect(code).toBe(1)
  expect(report.findings.find(({ id }) => id === 'settings')).toMatchObject({ state: 'failed' })
})

it('mends what is safe with --fix, and writes a support file', async () => {
  await (await startServerProcess({ dataDir: folder })).end('SIGTERM')
  const dir = join(folder, 'artifacts', 'ee')
  await mkdir(dir, { recursive: true })
  const orphan = join(dir, 'e'.repeat(64))
  await writeFile(orphan, 'left over')
  await utimes(orphan, new Date(0), new Date(0))
  const bundle = join(folder, 'support.zip')
  const before = await runToEnd({ dataDir: folder, args: ['--doctor'] })
  const { code, stdout, stderr } = await runToEnd({ dataDir: folder, args: ['--doctor', '--fix', '--bundle', bundle] })

  expect(before.stdout).toContain('1 file is left over')
  expect([code, stderr.split('\n')[0]]).toEqual([0, 'Removed 1 file that no picture named.'])
  expect(stdout).toContain('no file is left over')
  await expect(readFile(orphan)).rejects.toMatchObject({ code: 'ENOENT' })
  expect((await readFile(bundle)).subarray(0, 2).toString()).toBe('PK')
})

it('looks while a server runs on the same data, and takes nothing from it', async () => {
  const server = await startServerProcess({ dataDir: folder })
  const port = new URL(server.url).port
  const { code, stdout } = await runToEnd({ dataDir: folder, env: { PORT: port }, args: ['--doctor'] })

  expect(stdout).toContain('An Axoloom that runs on the same data holds its ports.')
  expect(code).toBe(0)
  const report = DoctorReport.parse(await (await fetch(`${server.url}/v1/doctor`)).json())
  expect(report.counts.failed).toBe(0)
  expect(await server.end('SIGTERM')).toBe(0)
})

it('refuses what it does not know', async () => {
  const { code, stderr } = await runToEnd({ dataDir: folder, args: ['--doctor', '--cure'] })

  expect(code).toBe(1)
  expect(stderr).toMatch(/--cure/)
})
