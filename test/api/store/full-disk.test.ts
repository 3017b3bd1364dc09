import { randomBytes } from 'node:crypto'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OpenStore, openStore } from '../../../api/store/open-store.ts'
import { packEvent, packEvents } from '../../../api/store/packed-events.ts'
import { StorageError } from '../../../api/store/storage-error.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts'
import { createRun, liveAttempt, startAttempt } from '../../support/test-store.ts'

const died = (error: Error) => {
  throw error
}

describe.skipIf(!canMount())('a full disk', () => {
  let disk: SmallDisk
  let store: OpenStore
  beforeEach(async () => {
    disk = mountSmallDisk(8) as SmallDisk
    store = await openStore(disk.dir, died)
  })
  afterEach(async () => {
    disk.free()
    await store.close()
    disk.unmount()
  })

  /** What a follower would commit; large, so that no room left over in a file is enough for it. */
  function largeReading(runId: string, attemptId: string, from: string | null, to: string) {
    const place = { run: runId, variation: 0, attempt: 1, at: '2026-01-02T03:04:05.678Z' }
    const lines = Array.from({ length: 100 }, () => packEvent('log', { text: randomBytes(4000).toString('base64') }))
    return { attemptId, place, from, to, lastN: 100, packed: packEvents(lines), design: null }
  }

  it('refuses every write, moves nothing, lets reads go on, and heals', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    const before = await store.runs.get('local', id)
    disk.fill()
    const refused = await Promise.allSettled([
      store.attempts.ingest(largeReading(id, attempt.id, null, '1')),
      createRun(store),
      store.blobs.put(randomBytes(200_000)),
    ])

    for (const result of refused) {
      expect(result.status === 'rejected' && result.reason).toBeInstanceOf(StorageError)
      expect(result.status === 'rejected' && result.reason).toMatchObject({ kind: 'unavailable', retryAfterS: 5 })
    }
    expect(store.health.isWritable).toBe(false)
    expect(await store.runs.get('local', id)).toEqual(before)
    expect(store.log.read(id, 0, 1 << 20)?.lastSeq).toBe(before.lastSeq)
    expect(store.attempts.get(attempt.id)).toMatchObject({ cursor: null, lastN: 0 })

    disk.free()
    expect(await store.attempts.ingest(largeReading(id, attempt.id, null, '1'))).toBe(true)
    expect(store.health.isWritable).toBe(true)
    expect((await store.runs.get('local', id)).lastSeq).toBe(before.lastSeq + 100)
  })

  it('does not count as healed because nothing had to be written', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    disk.fill()
    await expect(store.attempts.ingest(largeReading(id, attempt.id, null, '1'))).rejects.toThrow(StorageError)
    await store.attempts.launch(attempt.id)
    await store.attempts.forgetAnswers()

    expect(store.health.isWritable).toBe(false)
  })

  it('is seen to have healed without any traffic', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    disk.fill()
    await expect(store.attempts.ingest(largeReading(id, attempt.id, null, '1'))).rejects.toThrow(StorageError)
    disk.free()
    await store.probe()

    expect(store.health.isWritable).toBe(true)
  })

  it('leaves a database that is whole, whenever it filled', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    let cursor: string | null = null
    for (let i = 0; i < 40; i++) {
      if (i % 4 === 2) disk.fill()
      if (i % 4 === 0) disk.free()
      const to = `${i}`
      const isTaken = await store.attempts.ingest(largeReading(id, attempt.id, cursor, to)).catch(() => false)
      if (isTaken) cursor = to
      if (cursor !== null && Number(cursor) > 8) break
    }
    disk.free()
    expect(liveAttempt(store, id).cursor).toBe(cursor)
    await store.close()
    const sqlite = new Database(`${disk.dir}/axoloom.db`)
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
    sqlite.close()
    store = await openStore(disk.dir, died)
  })
})

describe.skipIf(!canMount())('a start on a full disk', () => {
  it('says so, and leaves the folder free', async () => {
    const disk = mountSmallDisk(1) as SmallDisk
    try {
      disk.fill()
      await expect(openStore(disk.dir, died)).rejects.toMatchObject({ code: 'SQLITE_FULL' })
      disk.free()
      const store = await openStore(disk.dir, died)
      await store.close()
    } finally {
      disk.unmount()
    }
  })
})
