import { copyFile, mkdir, mkdtemp, open, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { artifactsRule, databaseRule, writesRule } from '../../../api/doctor/store-rules.ts'
import { addPicture, createRun, liveAttempt, openTestStore, type TestStore } from '../../support/test-store.ts'
import { look, mend } from './look.ts'

let test: TestStore
beforeEach(async () => {
  test = await openTestStore()
})
afterEach(() => test.close())

describe('the database', () => {
  let copy: string
  beforeEach(async () => {
    copy = await mkdtemp(join(tmpdir(), 'axoloom-copy-'))
  })
  afterEach(() => rm(copy, { recursive: true, force: true }))

  /** A whole copy of the database of a store with some runs in it. */
  async function copyDatabase(): Promise<string> {
    for (let n = 0; n < 40; n++) await createRun(test.store, { brief: `axolotl ${n} ${'who sails '.repeat(40)}` })
    const sqlite = new Database(join(test.dataDir, 'axoloom.db'))
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
    sqlite.close()
    const path = join(copy, 'axoloom.db')
    await copyFile(join(test.dataDir, 'axoloom.db'), path)
    return path
  }

  it('is sound while a server writes to it', async () => {
    expect(await look(databaseRule(test.dataDir))).toMatchObject({ state: 'ok' })
  })

  it('that has lost pages is damaged, and told how to save what is left', async () => {
    const path = await copyDatabase()
    expect((await look(databaseRule(copy))).state).toBe('ok')
    const { size } = await stat(path)
    const file = await open(path, 'r+')
    for (let at = 8 * 4096; at < size; at += 3 * 4096) await file.write(Buffer.alloc(4096, 0x5a), 0, 4096, at)
    await file.close()

    const found = await look(databaseRule(copy))
    expect(found).toMatchObject({ state: 'failed', fix: { command: expect.stringContaining('.recover') } })
    expect(found.cause).toMatch(/^SQLite says: /)
  })

  it('that is none at all is damaged', async () => {
    await writeFile(join(copy, 'axoloom.db'), 'this is no database, and long enough to be looked at as one '.repeat(90))
    expect(await look(databaseRule(copy))).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('not a database'),
    })
  })

  it('may be missing', async () => {
    expect((await look(databaseRule(copy))).state).toBe('skipped')
  })
})

describe('writes', () => {
  it('that fail are told with the reason', async () => {
    expect((await look(writesRule(() => null))).state).toBe('ok')
    expect(await look(writesRule(() => 'SQLITE_FULL'))).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('SQLITE_FULL'),
    })
  })
})

describe('pictures', () => {
  const hourAgo = new Date(Date.now() - 61 * 60_000)

  async function plantFile(sha256: string, at: Date): Promise<string> {
    const dir = join(test.dataDir, 'artifacts', sha256.slice(0, 2))
    await mkdir(dir, { recursive: true })
    const path = join(dir, sha256)
    await writeFile(path, 'a picture')
    await utimes(path, at, at)
    return path
  }

  it('whose file is there, and files that may be on their way, are well', async () => {
    const { id } = await createRun(test.store)
    const { sha256 } = await addPicture(test.store, liveAttempt(test.store, id).id)
    await plantFile(sha256, hourAgo)
    await plantFile('b'.repeat(64), new Date())

    expect(await look(artifactsRule(test.dataDir))).toMatchObject({ state: 'ok' })
  })

  it('that no row names any more are counted, and removed by a repair; the others stay', async () => {
    const { id } = await createRun(test.store)
    const { sha256 } = await addPicture(test.store, liveAttempt(test.store, id).id)
    const kept = await plantFile(sha256, hourAgo)
    await plantFile('c'.repeat(64), hourAgo)
    await plantFile(`${'d'.repeat(64)}.1234.tmp`, hourAgo)
    const rule = artifactsRule(test.dataDir)
    expect(await look(rule)).toMatchObject({ state: 'warning', what: expect.stringContaining('2 files are left over') })

    expect(await mend(rule)).toBe('Removed 2 files that no picture named.')
    expect((await look(rule)).state).toBe('ok')
    await expect(stat(kept)).resolves.toBeDefined()
  })

  it('without a file are named', async () => {
    const { id } = await createRun(test.store)
    const picture = await addPicture(test.store, liveAttempt(test.store, id).id)

    expect(await look(artifactsRule(test.dataDir))).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining(picture.id),
    })
  })
})
