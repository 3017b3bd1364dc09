import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataFolderRule, diskRule } from '../../../api/doctor/folder-rules.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts'
import { look, mend } from './look.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axoloom-doctor-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const NOBODY = 65_534
/** Root may do everything, so a fault of rights is only seen as somebody else. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return act()
  process.seteuid?.(NOBODY)
  try {
    return await act()
  } finally {
    process.seteuid?.(0)
  }
}

describe('the data folder', () => {
  it('is well when it can be written by us alone, and is left as it was', async () => {
    expect(await look(dataFolderRule(folder))).toMatchObject({ state: 'ok' })
    expect(await readdir(folder)).toEqual([])
  })

  it('may be missing, as long as it can be made', async () => {
    const found = await look(dataFolderRule(join(folder, 'a', 'b')))
    expect(found).toMatchObject({ state: 'ok', what: expect.stringContaining('will be made') })
    expect(await readdir(folder)).toEqual([])
  })

  it('cannot be a file, nor lie in one', async () => {
    await writeFile(join(folder, 'data'), '')
    expect(await look(dataFolderRule(join(folder, 'data')))).toMatchObject({ state: 'failed' })
    expect(await look(dataFolderRule(join(folder, 'data', 'b')))).toMatchObject({
      state: 'failed',
      cause: `${join(folder, 'data')} is a file.`,
    })
  })

  it('without rights is told with the line that gives them', async () => {
    const data = join(folder, 'data')
    await mkdir(data, { mode: 0o555 })
    await chmod(folder, 0o755)
    const found = await asNobody(() => look(dataFolderRule(data)))

    expect(found).toMatchObject({ state: 'failed', fix: { command: `sudo chown -R "$(id -u)" '${data}'` } })
  })

  it('with a database that belongs to somebody else is told', async () => {
    const data = join(folder, 'data')
    await mkdir(data)
    await chmod(data, 0o777)
    await chmod(folder, 0o755)
    await writeFile(join(data, 'axoloom.db'), '', { mode: 0o400 })
    const found = await asNobody(() => look(dataFolderRule(data)))

    expect(found).toMatchObject({ state: 'failed', what: expect.stringContaining('axoloom.db') })
  })

  it.each(['artifacts', 'attempts'])('with a folder of %s that belongs to somebody else is told', async (name) => {
    const data = join(folder, 'data')
    await mkdir(join(data, name), { recursive: true })
    await chmod(join(data, name), 0o555)
    await chmod(data, 0o777)
    await chmod(folder, 0o755)
    const found = await asNobody(() => look(dataFolderRule(data)))

    expect(found).toMatchObject({ state: 'failed', what: expect.stringContaining(join(data, name)) })
  })

  it('that cannot even be seen is told with the line that gives it', async () => {
    const data = join(folder, 'shut', 'data')
    await mkdir(data, { recursive: true })
    await chmod(join(folder, 'shut'), 0o600)
    await chmod(folder, 0o755)
    const found = await asNobody(() => look(dataFolderRule(data)))
    await chmod(join(folder, 'shut'), 0o700)

    expect(found).toMatchObject({ state: 'failed', fix: { command: `sudo chown -R "$(id -u)" '${data}'` } })
  })

  it('that everybody may look into is closed by a repair', async () => {
    await chmod(folder, 0o755)
    const rule = dataFolderRule(folder)
    expect(await look(rule)).toMatchObject({ state: 'warning', fix: { command: `chmod o-rwx '${folder}'` } })
    await mend(rule)

    expect((await look(rule)).state).toBe('ok')
    expect((await stat(folder)).mode & 0o777).toBe(0o750)
  })
})

describe.skipIf(!canMount())('a small disk', () => {
  let disk: SmallDisk
  afterEach(() => {
    disk.free()
    disk.unmount()
  })

  it('that is nearly full has failed, one that fills up is a warning', async () => {
    disk = mountSmallDisk(4) as SmallDisk
    expect(await look(diskRule(disk.dir))).toMatchObject({ state: 'failed', cause: expect.stringMatching(/of 4 MiB/) })
    disk.unmount()
    disk = mountSmallDisk(500) as SmallDisk
    expect((await look(diskRule(disk.dir))).state).toBe('warning')
  })

  it('without any room is told by the folder as well', async () => {
    disk = mountSmallDisk(4) as SmallDisk
    disk.fill()
    expect(await look(dataFolderRule(disk.dir))).toMatchObject({
      state: 'failed',
      cause: 'There is no room left for it.',
    })
  })

  it('that is read-only is told with where it is mounted', async () => {
    disk = mountSmallDisk(4) as SmallDisk
    disk.lock()
    const found = await look(dataFolderRule(disk.dir))
    disk.unlock()

    const mount = disk.dir.replace(/\/data$/, '')
    expect(found).toMatchObject({ state: 'failed', fix: { command: `sudo mount -o remount,rw '${mount}'` } })
  })
})
