import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withFolderLock } from '../../scripts/folder-lock.mjs'

const lockModule = new URL('../../scripts/folder-lock.mjs', import.meta.url).href
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'axoloom-lock-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A process that takes the lock and runs `work` in it; `counter` and `lock` are paths. */
function script(work: string): string[] {
  const text = `
    import { readFileSync, writeFileSync } from 'node:fs'
    import { setTimeout as delay } from 'node:timers/promises'
    import { withFolderLock } from '${lockModule}'
    const lock = ${JSON.stringify(join(folder, 'lock'))}
    const counter = ${JSON.stringify(join(folder, 'counter'))}
    await withFolderLock(lock, async () => { ${work} }, () => {})`
  return ['--input-type=module', '--eval', text]
}

it('lets one process at a time in, whatever number wants to', async () => {
  writeFileSync(join(folder, 'counter'), '0')
  const increment = `
    const seen = Number(readFileSync(counter, 'utf8'))
    await delay(30)
    writeFileSync(counter, String(seen + 1))`
  const children = Array.from({ length: 6 }, () => spawn(process.execPath, script(increment)))
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))

  expect(codes).toEqual([0, 0, 0, 0, 0, 0])
  expect(readFileSync(join(folder, 'counter'), 'utf8')).toBe('6')
})

it('takes over the lock of a process that was killed in its work', async () => {
  const killed = spawnSync(process.execPath, script(`process.kill(process.pid, 'SIGKILL')`))
  expect(killed.signal).toBe('SIGKILL')

  const waitedFor: number[] = []
  const result = await withFolderLock(
    join(folder, 'lock'),
    async () => 'in',
    (pid) => waitedFor.push(pid),
  )

  expect(result).toBe('in')
  expect(waitedFor).toEqual([])
})

it('says whom it waits for, and gives up with advice', async () => {
  const lock = join(folder, 'lock')
  const waitedFor: number[] = []

  const second = withFolderLock(
    lock,
    () =>
      withFolderLock(
        lock,
        async () => 'never',
        (pid) => waitedFor.push(pid),
        300,
      ),
    () => {},
  )

  await expect(second).rejects.toThrow(`delete ${lock}`)
  expect(waitedFor).toEqual([process.pid])
})

it('frees the lock when the work fails', async () => {
  const lock = join(folder, 'lock')
  await expect(
    withFolderLock(
      lock,
      () => Promise.reject(new Error('broken')),
      () => {},
    ),
  ).rejects.toThrow('broken')

  expect(
    await withFolderLock(
      lock,
      async () => 'in',
      () => {},
      0,
    ),
  ).toBe('in')
})
