import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch } from '#contract/batch.ts'
import { Housekeeping } from '../../../api/orchestrator/housekeeping.ts'
import { runRow } from '../../support/batch-rows.ts'
import { startBatch } from '../../support/batches.ts'
import { asOwner, createRun, openTestStore, owner, type TestStore } from '../../support/test-store.ts'

let test: TestStore
beforeEach(async () => {
  test = await openTestStore()
})
afterEach(() => test.close())

const hourAgo = new Date(Date.now() - 3600_000).toISOString()
const batches = () => test.store.batches
const gone = { kind: 'not-found' }

/** A batch of two rows that has ended, with a picture in each; one of its runs failed in part. */
async function endedBatch(): Promise<{ batch: Batch; runIds: string[] }> {
  const batch = await startBatch(test.store, { rows: 2, variations: 2 })
  const runIds = [await runRow(test.store, batch, 0), await runRow(test.store, batch, 1, [0])]
  await test.store.batchWork.end(batch.id)
  return { batch, runIds }
}

function countRows(): Record<string, number> {
  const sqlite = new Database(join(test.dataDir, 'axoloom.db'), { readonly: true })
  const tables = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[]
  const count = (name: string) => (sqlite.prepare(`SELECT count(*) AS n FROM "${name}"`).get() as { n: number }).n
  const counts = Object.fromEntries(tables.map(({ name }) => [name, count(name)]))
  sqlite.close()
  return counts
}

/** Pictures, after a sweep of those that no row names. */
async function filesAfterSweep(): Promise<number> {
  const dir = join(test.dataDir, 'artifacts')
  const files = async () => {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  }
  const old = new Date(Date.now() - 2 * 3600_000)
  for (const file of await files()) await utimes(file, old, old)
  await test.store.blobs.sweep((sha256) => test.store.artifacts.isNamed(sha256), new AbortController().signal)
  return (await files()).length
}

/** As an hour after what was deleted by now. */
async function keepHouse(): Promise<void> {
  for (const table of ['batches', 'runs']) {
    test.edit(`UPDATE ${table} SET deletedAt = ? WHERE deletedAt > ?`, hourAgo, hourAgo)
  }
  while (await new Housekeeping(test.store).removeDeleted());
}

describe('a deleted batch', () => {
  it('leaves no row in any table and no file, of its runs neither', async () => {
    const { id: kept } = await createRun(test.store)
    const before = countRows()
    const { batch } = await endedBatch()
    expect(await filesAfterSweep()).toBeGreaterThan(0)
    await batches().delete(batch.id, asOwner)
    await keepHouse()

    expect(countRows()).toEqual(before)
    expect(await filesAfterSweep()).toBe(0)
    expect((await test.store.runs.get(owner, kept)).id).toBe(kept)
  })

  it('is hidden at once with its runs and their pictures, and comes back whole', async () => {
    const { batch, runIds } = await endedBatch()
    const [first = '', second = ''] = runIds
    const picture = (await test.store.runs.get(owner, first)).variations[0]?.artifacts[0]?.id ?? ''
    await test.store.runs.delete(second, asOwner)
    await batches().delete(batch.id, asOwner)

    await expect(batches().get(owner, batch.id)).rejects.toMatchObject(gone)
    await expect(batches().rows(owner, batch.id, { limit: 1 })).rejects.toMatchObject(gone)
    await expect(batches().head(owner, batch.id)).rejects.toMatchObject(gone)
    await expect(batches().delete(batch.id, asOwner)).rejects.toMatchObject(gone)
    await expect(test.store.runs.get(owner, first)).rejects.toMatchObject(gone)
    await expect(test.store.artifacts.get(owner, picture)).rejects.toMatchObject(gone)
    expect((await batches().list(owner, { limit: 5 })).data).toEqual([])

    const { value } = await batches().restore(batch.id, asOwner)
    expect(value).toMatchObject({ id: batch.id, requestCounts: { total: 2, succeeded: 1, partial: 1 } })
    await expect(test.store.runs.get(owner, first)).resolves.toMatchObject({ id: first })
    // it was deleted by itself
    await expect(test.store.runs.get(owner, second)).rejects.toMatchObject(gone)
    await expect(batches().restore(batch.id, asOwner)).resolves.toMatchObject({ value: { id: batch.id } })
    expect(await test.store.batchWork.giveUpDeleted(new Date(Date.now() + 1000))).toEqual([])
  })

  it('cannot come back once its removal has begun, also after a restart, which goes on with it', async () => {
    const { batch } = await endedBatch()
    await batches().delete(batch.id, asOwner)
    expect(await test.store.batchWork.giveUpDeleted(new Date(0))).toEqual([])
    expect(await test.store.batchWork.giveUpDeleted(new Date(Date.now() + 1000))).toEqual([batch.id])
    await test.reopen()

    await expect(batches().restore(batch.id, asOwner)).rejects.toMatchObject(gone)
    await keepHouse()
    expect(countRows()).toMatchObject({ batches: 0, batch_rows: 0, runs: 0, logs: 0, segments: 0 })
  })

  it('has ended before: one that goes on is refused, and one of which a run goes on again', async () => {
    const live = await startBatch(test.store, { rows: 1 })
    await expect(batches().delete(live.id, asOwner)).rejects.toMatchObject({ kind: 'conflict' })
    const { batch, runIds } = await endedBatch()
    await test.store.runs.retryVariation(runIds[1] ?? '', 0, asOwner)

    await expect(batches().delete(batch.id, asOwner)).rejects.toMatchObject({ kind: 'conflict' })
    await expect(batches().get(owner, batch.id)).resolves.toMatchObject({ id: batch.id, status: 'running' })
  })

  it('was one’s own', async () => {
    const { batch } = await endedBatch()
    await expect(batches().delete(batch.id, { owner: 'eve' })).rejects.toMatchObject(gone)
    await batches().delete(batch.id, asOwner)
    await expect(batches().restore(batch.id, { owner: 'eve' })).rejects.toMatchObject(gone)
  })
})
