import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BlobStore } from '../../../api/store/blob-store.ts'

let dir: string
let blobs: BlobStore
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'axoloom-blobs-'))
  blobs = new BlobStore(dir)
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const { signal } = new AbortController()
const twoHoursAgo = new Date(Date.now() - 2 * 3600 * 1000)
const age = (path: string) => utimes(path, twoHoursAgo, twoHoursAgo)

describe('bytes', () => {
  it('are found under their sha256, and nothing else is left', async () => {
    const bytes = randomBytes(100_000)
    const sha256 = await blobs.put(bytes)

    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(await readFile(blobs.pathOf(sha256))).toEqual(bytes)
    expect(await readdir(dirname(blobs.pathOf(sha256)))).toEqual([sha256])
  })

  it('are stored once, by fifty at the same time too', async () => {
    const bytes = randomBytes(50_000)
    const names = await Promise.all(Array.from({ length: 50 }, () => blobs.put(bytes)))

    expect(new Set(names).size).toBe(1)
    expect(await readdir(dirname(blobs.pathOf(names[0] ?? '')))).toEqual([names[0]])
  })

  it('are young again when they are put again', async () => {
    const sha256 = await blobs.put(randomBytes(10))
    await age(blobs.pathOf(sha256))
    await blobs.put(await readFile(blobs.pathOf(sha256)))

    expect(Date.now() - (await stat(blobs.pathOf(sha256))).mtimeMs).toBeLessThan(60_000)
  })
})

describe('a sweep', () => {
  it('removes what no row names and what is an hour old, and nothing else', async () => {
    const [named, young, orphan] = await Promise.all([1, 2, 3].map((n) => blobs.put(Buffer.from([n]))))
    const left = `${blobs.pathOf(orphan ?? '')}.0000.tmp`
    await writeFile(left, 'half a picture')
    for (const path of [blobs.pathOf(named ?? ''), blobs.pathOf(orphan ?? ''), left]) await age(path)

    expect(await blobs.sweep((sha256) => sha256 === named, signal)).toBe(2)
    await stat(blobs.pathOf(named ?? ''))
    await stat(blobs.pathOf(young ?? ''))
    await expect(stat(blobs.pathOf(orphan ?? ''))).rejects.toThrow('ENOENT')
    await expect(stat(left)).rejects.toThrow('ENOENT')
  })

  it('finds nothing where nothing was ever put', async () => {
    expect(await new BlobStore(join(dir, 'none')).sweep(() => false, signal)).toBe(0)
  })

  it('never takes what is put again meanwhile', async () => {
    const all = Array.from({ length: 200 }, () => randomBytes(20))
    const names = await Promise.all(all.map((bytes) => blobs.put(bytes)))
    for (const name of names) await age(blobs.pathOf(name))
    await Promise.all([blobs.sweep(() => false, signal), ...all.map((bytes) => blobs.put(bytes))])

    for (const name of names) await stat(blobs.pathOf(name))
  })
})
