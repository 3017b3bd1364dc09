import { randomBytes } from 'node:crypto'
import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CreateWebhook } from '#contract/webhooks.ts'
import { packEvent, packEvents } from '../../../api/store/packed-events.ts'
import type { RetentionRule } from '../../../api/store/retention.ts'
import {
  asOwner,
  createRun,
  endAttempt,
  liveAttempt,
  openTestStore,
  owner,
  startAttempt,
  type TestStore,
} from '../../support/test-store.ts'

const DAY_MS = 24 * 3600 * 1000
const forEver: RetentionRule = { runsMs: null, logsMs: null, previewsMs: null, deliveriesMs: 36_500 * DAY_MS }
const { signal } = new AbortController()

let test: TestStore

beforeEach(async () => {
  test = await openTestStore()
})
afterEach(() => test.close())

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS)
const sweep = (rule: Partial<RetentionRule>, days: number) =>
  test.store.retention.sweep({ ...forEver, ...rule }, inDays(days), signal)

/** Commits that many bytes of thoughts, which cannot be deflated, as a follower would. */
async function addEvents(runId: string, bytes: number): Promise<void> {
  let attempt = liveAttempt(test.store, runId)
  for (let left = bytes; left > 0; left -= 8 * 32 * 1024) {
    const texts = Array.from({ length: 8 }, () => randomBytes(24 * 1024).toString('base64'))
    const lastN = attempt.lastN + texts.length
    await test.store.attempts.ingest({
      attemptId: attempt.id,
      from: attempt.cursor,
      to: JSON.stringify({ offset: lastN }),
      lastN,
      place: { run: runId, variation: attempt.index, attempt: attempt.number, at: new Date().toISOString() },
      packed: packEvents(texts.map((text) => packEvent('log', { text }))),
      design: null,
    })
    attempt = liveAttempt(test.store, runId)
  }
}

/** A picture with its bytes in a file. */
async function addPicture(runId: string, bytes: Buffer, kind: 'sketch' | 'preview' = 'sketch'): Promise<string> {
  const { id: attemptId } = liveAttempt(test.store, runId)
  const sha256 = await test.store.blobs.put(bytes)
  const size = { width: 8, height: 8, bytes: bytes.length, mediaType: 'image/png', sha256, sourceSha256: sha256 }
  const name = `${kind}-${sha256.slice(0, 8)}`
  return (await test.store.attempts.addArtifact({ attemptId, owner, name, kind, step: 'sketch', ...size })).id
}

/** A run with something in every table, which has ended. */
async function fullRun(brief: string, picture = randomBytes(64)): Promise<string> {
  const idempotency = { route: 'POST /v1/runs', key: brief, bodySha256: 'x' }
  const { id } = await createRun(test.store, { brief, variations: 2 }, { owner, idempotency })
  for (const index of [0, 1]) await startAttempt(test.store, id, index)
  await addEvents(id, 1)
  await addPicture(id, picture)
  await addPicture(id, randomBytes(64), 'preview')
  const { id: attemptId } = liveAttempt(test.store, id)
  const call = { attemptId, provider: 'claude' as const, model: 'm', maxCostUsd: 0.5, requestSha256: 'x' }
  await Promise.all(Array.from({ length: 120 }, (_, i) => test.store.calls.begin({ ...call, id: `call-${i}` })))
  await test.store.runs.pick(id, { variation: 0, note: 'this one' }, asOwner)
  for (const index of [0, 1]) await endAttempt(test.store, id, index)
  return id
}

/** Makes so many runs that are no more than a row, with ids in the order of their numbers. */
function copyRun(id: string, count: number): void {
  const sqlite = new Database(join(test.dataDir, 'axoloom.db'), { timeout: 5000 })
  const others = (sqlite.pragma('table_info(runs)') as { name: string }[]).filter(({ name }) => name !== 'id')
  const names = others.map(({ name }) => `"${name}"`).join(', ')
  sqlite
    .prepare(
      `INSERT INTO runs (id, ${names}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       SELECT substr(id, 1, 22) || printf('%04d', i), ${names} FROM n, runs WHERE id = ?`,
    )
    .run(count, id)
  sqlite.close()
}

/** Every row of every table in which the text occurs, as `table: row`. */
function rowsWith(text: string): string[] {
  const sqlite = new Database(join(test.dataDir, 'axoloom.db'), { readonly: true })
  const tables = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[]
  const found = tables.flatMap(({ name }) => {
    const rows = sqlite.prepare(`SELECT * FROM "${name}"`).all() as Record<string, unknown>[]
    const texts = rows.map((row) =>
      Object.values(row)
        .map((value) => String(value))
        .join(' | '),
    )
    return texts.filter((row) => row.includes(text)).map((row) => `${name}: ${row.slice(0, 200)}`)
  })
  sqlite.close()
  return found
}

function eventBytes(logId: string): number {
  const sqlite = new Database(join(test.dataDir, 'axoloom.db'), { readonly: true })
  const sum = sqlite.prepare('SELECT sum(length(frames)) AS bytes FROM segments WHERE logId = ?').get(logId)
  sqlite.close()
  return (sum as { bytes: number }).bytes
}

function countRows(): Record<string, number> {
  const sqlite = new Database(join(test.dataDir, 'axoloom.db'), { readonly: true })
  const tables = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[]
  const counts = tables.map(({ name }) => {
    const row = sqlite.prepare(`SELECT count(*) AS count FROM "${name}"`).get() as { count: number }
    return [name, row.count] as const
  })
  sqlite.close()
  return Object.fromEntries(counts)
}

/** Files of pictures, made an hour older first, so that a sweep takes them. */
async function filesAfterSweep(): Promise<string[]> {
  const dir = join(test.dataDir, 'artifacts')
  const files = async () => {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  }
  const old = new Date(Date.now() - 2 * 3600 * 1000)
  for (const file of await files()) await utimes(file, old, old)
  await test.store.blobs.sweep((sha256) => test.store.artifacts.isNamed(sha256), signal)
  return files()
}

async function remove(id: string): Promise<void> {
  await test.store.runs.delete(id, asOwner)
  await test.store.attempts.removeRun(id)
}

/** What was answered for a repeat is kept for a day, and then forgotten. */
async function letADayGoBy(): Promise<void> {
  test.edit("UPDATE idempotency_keys SET createdAt = '2020-01-01T00:00:00.000Z'")
  await test.store.attempts.forgetAnswers()
}

describe('a deleted run', () => {
  it('leaves no row in any table and no file', async () => {
    const before = countRows()
    const shared = randomBytes(64)
    const kept = await fullRun('the run that stays', shared)
    const keptRows = countRows()
    const id = await fullRun('the run that goes', shared)
    const attemptId =
      rowsWith(id)
        .find((row) => row.startsWith('attempts: '))
        ?.split(' ')[1] ?? ''
    expect(attemptId).toHaveLength(26)
    expect(await filesAfterSweep()).toHaveLength(3)
    await remove(id)
    await letADayGoBy()
    for (const text of [id, attemptId, 'the run that goes']) expect(rowsWith(text)).toEqual([])
    expect(await filesAfterSweep()).toHaveLength(2)
    expect(countRows()).toEqual({ ...keptRows, idempotency_keys: 0, usage_days: 1 })

    await remove(kept)
    expect(await filesAfterSweep()).toEqual([])
    // what was spent was spent
    expect(countRows()).toEqual({ ...before, usage_days: 1 })
  })

  it('is removed in chunks that hold up nobody, and cannot be restored once it is begun', async () => {
    const { id } = await createRun(test.store)
    await startAttempt(test.store, id)
    await addEvents(id, 12 * 1024 * 1024)
    await endAttempt(test.store, id)
    await test.store.runs.delete(id, asOwner)
    const before = eventBytes(id)
    expect(await test.store.attempts.removeSome(id)).toBe(false)
    expect(before - eventBytes(id)).toBeLessThanOrEqual(600 * 1024)
    await expect(test.store.runs.restore(id, asOwner)).rejects.toMatchObject({ kind: 'not-found' })

    const chunksMs: number[] = []
    const stopListening = test.store.health.onCommit(({ ms }) => chunksMs.push(ms))
    let isRemoved = false
    const removal = test.store.attempts.removeRun(id).then(() => {
      isRemoved = true
    })
    await createRun(test.store)
    expect(isRemoved).toBe(false)
    await removal
    stopListening()
    expect(chunksMs.length).toBeGreaterThan(20)
    // the median: a machine that does other things as well stretches some of them
    expect(chunksMs.toSorted((a, b) => a - b)[Math.floor(chunksMs.length / 2)]).toBeLessThan(50)
    expect(rowsWith(id).filter((row) => !row.startsWith('idempotency_keys'))).toEqual([])
  }, 60_000)

  it('that was restored stays whole, also where its removal comes late', async () => {
    const id = await fullRun('a run that came back')
    const rows = countRows()
    await test.store.runs.delete(id, asOwner)
    await test.store.runs.restore(id, asOwner)
    await test.store.attempts.removeRun(id)

    expect(countRows()).toEqual(rows)
    expect((await test.store.runs.get(owner, id)).id).toBe(id)
  })

  it('goes on being removed after a restart', async () => {
    const { id } = await createRun(test.store)
    await startAttempt(test.store, id)
    await addEvents(id, 3 * 1024 * 1024)
    await endAttempt(test.store, id)
    await test.store.runs.delete(id, asOwner)
    expect(await test.store.attempts.removeSome(id)).toBe(false)
    await test.reopen()
    expect(test.store.attempts.deletedRuns(new Date(Date.now() - 10_000))).toEqual([id])
    await test.store.attempts.removeRun(id)
    expect(rowsWith(id)).toEqual([])
  })
})

describe('retention of runs', () => {
  it('removes what ended long ago, and nothing else', async () => {
    const old = await fullRun('an old one')
    const { id: live } = await createRun(test.store)
    expect(await sweep({ runsMs: 30 * DAY_MS }, 29)).toMatchObject({ runs: 0 })
    expect(await sweep({}, 10_000)).toMatchObject({ runs: 0 })
    expect((await test.store.runs.get(owner, old)).id).toBe(old)
    expect(await sweep({ runsMs: 30 * DAY_MS }, 31)).toMatchObject({ runs: 1 })
    await letADayGoBy()
    expect(rowsWith(old)).toEqual([])
    expect(await filesAfterSweep()).toEqual([])
    expect((await test.store.runs.get(owner, live)).id).toBe(live)
  })

  it('finds all of very many, however many stay between them', async () => {
    const { id } = await createRun(test.store)
    copyRun(id, 409)
    const endedAt = new Date().toISOString()
    test.edit("UPDATE runs SET state = 'cancelled', endedAt = ? WHERE rowid % 20 = 0", endedAt)
    const { cancelled = 0, running } = test.store.health.runsByState()
    expect(cancelled).toBeGreaterThanOrEqual(20)
    expect(await sweep({ runsMs: DAY_MS }, 2)).toMatchObject({ runs: cancelled })
    expect(test.store.health.runsByState()).toEqual({ running })
  })

  it.each(['runsMs', 'logsMs', 'previewsMs'] as const)(
    'leaves whole what is opened again on its way: %s',
    async (rule) => {
      const id = await fullRun(`a run that goes on, ${rule}`)
      const before = await test.store.runs.get(owner, id)
      // the sweep has looked before the retry is committed, and asks the writer after it
      const sweeping = sweep({ [rule]: DAY_MS }, 2)
      await test.store.runs.retryVariation(id, 0, asOwner)
      await sweeping

      const after = await test.store.runs.get(owner, id)
      expect(after.variations.map(({ artifacts }) => artifacts)).toEqual(
        before.variations.map(({ artifacts }) => artifacts),
      )
      expect(test.store.log.read(id, 0, 1000)?.firstSeq).toBe(1)
      // and the next one knows that it goes on
      expect(await sweep({ [rule]: DAY_MS }, 2)).toMatchObject({ runs: 0, logs: 0, previews: 0 })
    },
  )

  it('leaves a batch that is opened again on its way', async () => {
    const [first, second] = [await batchOf('first', 1), await batchOf('second', 1)]
    for (const id of [first, second]) {
      test.edit("UPDATE batch_rows SET state = 'failed' WHERE batchId = ?", id)
      test.edit("UPDATE batches SET state = 'ended', endedAt = '2020-01-01T00:00:00.000Z' WHERE id = ?", id)
    }
    // both are found, and the first is being removed
    const sweeping = sweep({ runsMs: DAY_MS }, 0)
    await test.store.batches.retry(second, asOwner)
    await sweeping

    await expect(test.store.batches.get(owner, first)).rejects.toMatchObject({ kind: 'not-found' })
    expect(await test.store.batches.get(owner, second)).toMatchObject({
      status: 'running',
      requestCounts: { queued: 1 },
    })
  })

  it('removes nothing once it is told to stop', async () => {
    const id = await fullRun('a run that stays')
    const rows = countRows()
    const rule = { runsMs: DAY_MS, logsMs: DAY_MS, previewsMs: DAY_MS, deliveriesMs: DAY_MS }
    await test.store.retention.sweep(rule, inDays(2), AbortSignal.abort())

    expect(countRows()).toEqual(rows)
    expect((await test.store.runs.get(owner, id)).id).toBe(id)
  })

  it('goes on with a batch of which an earlier sweep has removed a part, also where runs are kept for ever', async () => {
    const begun = await batchOf('begun', 3)
    const other = await batchOf('other', 3)
    const ended = "UPDATE batches SET state = 'ended', endedAt = '2020-01-01T00:00:00.000Z' WHERE id = ?"
    for (const id of [begun, other]) test.edit(ended, id)
    // what the first chunk of a removal does
    test.edit("UPDATE batches SET owner = '' WHERE id = ?", begun)
    test.edit('DELETE FROM batch_rows WHERE batchId = ? AND idx = 0', begun)
    await sweep({}, 0)

    expect(rowsWith(begun).filter((row) => !row.startsWith('idempotency_keys'))).toEqual([])
    expect((await test.store.batches.rows(owner, other, { limit: 10 })).data).toHaveLength(3)
  })

  it('leaves a run that was opened again', async () => {
    const { id } = await createRun(test.store)
    await test.store.runs.cancelRun(id, asOwner)
    await test.store.runs.retryVariation(id, 0, asOwner)
    expect(await sweep({ runsMs: DAY_MS }, 2)).toMatchObject({ runs: 0 })
  })

  it('removes a batch with its rows, its log and its runs, and leaves one that goes on', async () => {
    const ended = await batchOf('ended', 450)
    const open = await batchOf('open', 1)
    const runs: Record<string, string> = {}
    for (const batch of [ended, open]) {
      const { id } = await createRun(test.store)
      await test.store.runs.cancelRun(id, asOwner)
      test.edit('UPDATE runs SET batchId = ? WHERE id = ?', batch, id)
      test.edit('UPDATE batch_rows SET runId = ? WHERE batchId = ? AND idx = 0', id, batch)
      runs[batch] = id
    }
    const endedAt = new Date().toISOString()
    test.edit("UPDATE batches SET state = 'ended', endedAt = ? WHERE id = ?", endedAt, ended)
    expect(await sweep({ runsMs: DAY_MS }, 0.5)).toMatchObject({ runs: 0, batches: 0 })
    expect(await sweep({ runsMs: DAY_MS }, 2)).toMatchObject({ runs: 1, batches: 1 })
    await letADayGoBy()
    for (const text of [ended, runs[ended] ?? '', 'ended-0']) expect(rowsWith(text)).toEqual([])
    expect((await test.store.runs.get(owner, runs[open] ?? '')).id).toBe(runs[open])
    expect((await test.store.batches.get(owner, open)).id).toBe(open)
  })
})

async function batchOf(name: string, rows: number): Promise<string> {
  const { batches } = test.store
  const id = await batches.begin({ name, selection: { rule: 'none' }, isPartial: false }, owner)
  const request = JSON.stringify({ brief: `an axolotl of ${name}`, variations: 1, parents: [] })
  const numbers = Array.from({ length: rows }, (_, row) => row)
  await batches.add(
    id,
    numbers.map((row) => ({ row, line: row + 1, customId: `${name}-${row}`, request })),
  )
  await batches.start(id, [], asOwner)
  return id
}

describe('retention of events', () => {
  it('removes them, and leaves the run with its pictures', async () => {
    const id = await fullRun('a run without its log')
    const before = await test.store.runs.get(owner, id)
    expect(await sweep({ logsMs: 7 * DAY_MS }, 6)).toMatchObject({ logs: 0 })
    expect(await sweep({ logsMs: 7 * DAY_MS }, 8)).toMatchObject({ logs: 1 })
    expect(await test.store.runs.get(owner, id)).toEqual(before)
    expect(test.store.log.read(id, 0, 1000)).toBeNull()
    expect(await test.store.runs.head(owner, id)).toEqual({
      lastSeq: before.lastSeq,
      isEnded: true,
      keptFrom: before.lastSeq + 1,
    })
    expect(await sweep({ logsMs: 7 * DAY_MS }, 8)).toMatchObject({ logs: 0 })

    await test.store.runs.retryVariation(id, 0, asOwner)
    expect(test.store.log.read(id, before.lastSeq, 1000)?.firstSeq).toBe(before.lastSeq + 1)
  })
})

describe('retention of previews', () => {
  it('removes them with their files, and leaves the pictures', async () => {
    const id = await fullRun('a run without its previews')
    expect(await sweep({ previewsMs: 7 * DAY_MS }, 8)).toMatchObject({ previews: 1 })
    const pictures = (await test.store.runs.get(owner, id)).variations.flatMap(({ artifacts }) => artifacts)
    expect(pictures.map(({ kind }) => kind)).toEqual(['sketch'])
    expect(await filesAfterSweep()).toHaveLength(1)
  })
})

describe('retention of deliveries', () => {
  it('leaves nothing of a deleted webhook, and gives up what waits for one that is off', async () => {
    const request = CreateWebhook.parse({ url: 'https://hooks.example.org/secret-place' })
    const deleted = (await test.store.webhooks.create(request, asOwner)).value
    const off = (await test.store.webhooks.create(request, asOwner)).value
    for (let i = 0; i < 3; i++) {
      await test.store.runs.cancelRun((await createRun(test.store)).id, asOwner)
    }
    test.edit(
      `INSERT INTO webhook_deliveries (id, endpointId, owner, type, payload, state, tries, createdAt)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
       SELECT 'x' || i, ?, 'local', 'run.ended', '{}', 'delivered', 1, '2026-01-01T00:00:00.000Z' FROM n`,
      deleted.id,
    )
    await test.store.webhooks.delete(deleted.id, asOwner)
    for (const text of [deleted.secret, 'secret-place']) {
      expect(rowsWith(text).filter((row) => row.includes(deleted.id))).toEqual([])
    }
    await test.store.webhooks.patch(off.id, { isEnabled: false }, asOwner)
    await sweep({}, 0)
    expect(rowsWith(deleted.id)).toEqual([])
    const { data } = test.store.webhooks.deliveries(owner, off.id, { limit: 10 })
    expect(data).toHaveLength(3)
    for (const delivery of data) {
      expect(delivery).toMatchObject({ state: 'failed', nextAt: null, lastError: 'The webhook was turned off.' })
    }
    await sweep({ deliveriesMs: 30 * DAY_MS }, 29)
    expect(test.store.webhooks.deliveries(owner, off.id, { limit: 10 }).data).toHaveLength(3)
    await sweep({ deliveriesMs: 30 * DAY_MS }, 31)
    expect(test.store.webhooks.deliveries(owner, off.id, { limit: 10 }).data).toEqual([])
  })

  it('keeps what was made long ago and ended lately, and what waits for an endpoint that is turned on meanwhile', async () => {
    const request = CreateWebhook.parse({ url: 'https://hooks.example.org/' })
    const [first, second] = [
      (await test.store.webhooks.create(request, asOwner)).value.id,
      (await test.store.webhooks.create(request, asOwner)).value.id,
    ]
    await test.store.runs.cancelRun((await createRun(test.store)).id, asOwner)
    const [waiting] = test.store.webhooks.deliveries(owner, second, { limit: 10 }).data
    test.edit(
      `INSERT INTO webhook_deliveries (id, endpointId, owner, type, payload, state, tries, createdAt, endedAt)
       VALUES ('00000000000000000000000000', ?, 'local', 'run.ended', '{}', 'delivered', 9, '2020-01-01', ?)`,
      second,
      new Date().toISOString(),
    )
    for (const id of [first, second]) await test.store.webhooks.patch(id, { isEnabled: false }, asOwner)
    // both are seen to be off, and the first is given up while the second is turned on
    const sweeping = sweep({ deliveriesMs: DAY_MS }, 0)
    await test.store.webhooks.patch(second, { isEnabled: true }, asOwner)
    await sweeping

    const left = test.store.webhooks.deliveries(owner, second, { limit: 10 }).data
    expect(left.map(({ id, state }) => [id, state])).toEqual([
      [waiting?.id, 'pending'],
      ['00000000000000000000000000', 'delivered'],
    ])
    expect(test.store.webhooks.deliveries(owner, first, { limit: 10 }).data).toMatchObject([{ state: 'failed' }])
  })
})
