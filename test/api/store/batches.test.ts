import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { batchEvents, defaults, runOf, startBatch } from '../../support/batches.ts'
import {
  addPicture,
  asOwner,
  createRun,
  endAttempt,
  liveAttempt,
  openTestStore,
  owner,
  startAttempt,
  type TestStore,
} from '../../support/test-store.ts'

let test: TestStore
beforeEach(async () => {
  test = await openTestStore()
})
afterEach(() => test.close())

const admit = (batchId: string, row: number) => test.store.batchWork.admit(batchId, row, defaults)
const types = (batchId: string) => batchEvents(test, batchId).map(({ type, row }) => `${type} ${row ?? ''}`.trim())

/** Lets a row run and fail. */
async function failRow(batchId: string, row: number): Promise<string> {
  await admit(batchId, row)
  const runId = await runOf(test.store, batchId, row)
  await endAttempt(test.store, runId)
  await test.store.batchWork.endRow(batchId, { row, runId, outcome: 'failed', choice: null })
  return runId
}

describe('the rows of a batch', () => {
  it('get a run each, in the transaction that says so, and only one', async () => {
    const { id } = await startBatch(test.store, { rows: 2, variations: 3 })
    const admitted = await Promise.all([admit(id, 0), admit(id, 0), admit(id, 1)])
    const rows = (await test.store.batches.rows(owner, id, { limit: 10 })).data

    expect(admitted).toEqual([true, false, true])
    expect(rows.map(({ state }) => state)).toEqual(['running', 'running'])
    expect(new Set(rows.map(({ runId }) => runId)).size).toBe(2)
    expect(test.store.attempts.live().map(({ batchId }) => batchId)).toEqual(Array(6).fill(id))
    expect((await test.store.runs.list(owner, { limit: 10 })).data).toHaveLength(2)
    expect(types(id)).toEqual(['batch-start', 'row-start 0', 'row-start 1'])
  })

  it('end as their run did, once, and not while it runs', async () => {
    const { id } = await startBatch(test.store, { rows: 1 })
    await admit(id, 0)
    const runId = await runOf(test.store, id, 0)
    const end = { row: 0, runId, outcome: 'failed', choice: null } as const

    expect(await test.store.batchWork.endRow(id, end)).toBe(false)
    expect(test.store.batchWork.overdue(id)).toEqual([])
    await endAttempt(test.store, runId)
    expect(test.store.batchWork.overdue(id)).toEqual([{ row: 0, runId, outcome: 'failed' }])
    expect(await test.store.batchWork.endRow(id, { ...end, outcome: 'succeeded' })).toBe(false)
    expect(await test.store.batchWork.endRow(id, end)).toBe(true)
    expect(await test.store.batchWork.endRow(id, end)).toBe(false)
    expect(test.store.batchWork.overdue(id)).toEqual([])
  })

  it('end the batch with the last of them, once', async () => {
    const { id } = await startBatch(test.store, { rows: 2 })
    await failRow(id, 0)

    expect(await test.store.batchWork.end(id)).toBe(false)
    await failRow(id, 1)
    expect([await test.store.batchWork.end(id), await test.store.batchWork.end(id)]).toEqual([true, false])
    expect(await test.store.batches.get(owner, id)).toMatchObject({ status: 'ended', requestCounts: { failed: 2 } })
    expect(types(id).at(-1)).toBe('batch-end')
    expect(batchEvents(test, id).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('that cannot run any more end with the reason, and hold up no other', async () => {
    const { id } = await startBatch(test.store, { rows: 2 })
    test.edit(`UPDATE batch_rows SET request = json_set(request, '$.directions', json('["a","b"]')) WHERE idx = 0`)
    await admit(id, 0)

    expect(await test.store.batches.row(owner, id, 0)).toMatchObject({
      state: 'failed',
      runId: null,
      fault: { line: 1, pointer: '/directions' },
    })
    expect(await admit(id, 1)).toBe(true)
  })

  it('belong to their owner alone', async () => {
    const { id } = await startBatch(test.store, { rows: 1 })
    const notFound = { kind: 'not-found' }
    const { batches } = test.store

    await expect(batches.get('other', id)).rejects.toMatchObject(notFound)
    await expect(batches.rows('other', id, { limit: 1 })).rejects.toMatchObject(notFound)
    await expect(batches.row('other', id, 0)).rejects.toMatchObject(notFound)
    await expect(batches.endedRows('other', id, -1, 1)).rejects.toMatchObject(notFound)
    await expect(batches.head('other', id)).rejects.toMatchObject(notFound)
    await expect(batches.cancel(id, 'stop', { owner: 'other' })).rejects.toMatchObject(notFound)
    await expect(batches.pause(id, { owner: 'other' })).rejects.toMatchObject(notFound)
    await expect(batches.retry(id, { owner: 'other' })).rejects.toMatchObject(notFound)
    await expect(batches.choose(id, 0, 0, { owner: 'other' })).rejects.toMatchObject(notFound)
    expect((await batches.list('other', { limit: 10 })).data).toEqual([])
  })

  it('are listed in pages, also of one state', async () => {
    const { id } = await startBatch(test.store, { rows: 5 })
    await failRow(id, 1)
    const first = await test.store.batches.rows(owner, id, { state: 'queued', limit: 2 })
    const second = await test.store.batches.rows(owner, id, {
      state: 'queued',
      limit: 2,
      cursor: first.nextCursor ?? '',
    })

    expect([first, second].map(({ data }) => data.map(({ row }) => row))).toEqual([
      [0, 2],
      [3, 4],
    ])
    expect(second.nextCursor).toBeNull()
    expect((await test.store.batches.endedRows(owner, id, -1, 10)).map(({ row }) => row)).toEqual([1])
    expect(await test.store.batches.endedRows(owner, id, 1, 10)).toEqual([])
  })
})

describe('a batch', () => {
  it('that is paused admits nothing until it is resumed', async () => {
    const { id } = await startBatch(test.store, { rows: 2 })
    await test.store.batches.pause(id, asOwner)
    await test.store.batches.pause(id, asOwner)

    expect(await admit(id, 0)).toBe(false)
    await test.store.batches.resume(id, asOwner)
    expect(await admit(id, 0)).toBe(true)
    expect(types(id)).toEqual(['batch-start', 'batch-pause', 'batch-resume', 'row-start 0'])
  })

  it.each(['stop', 'finish'] as const)('that is cancelled ends what waits; running: %s', async (running) => {
    const { id } = await startBatch(test.store, { rows: 3 })
    await admit(id, 0)
    const runId = await runOf(test.store, id, 0)
    await test.store.batches.cancel(id, running, asOwner)
    const cancelled = await test.store.batchWork.cancelRows(id)
    const run = await test.store.runs.get(owner, runId)

    expect(cancelled).toBe(2)
    expect(await test.store.batchWork.cancelRows(id)).toBe(0)
    expect(run.state).toBe(running === 'stop' ? 'cancelled' : 'running')
    expect(await test.store.batchWork.end(id)).toBe(false)
    expect(await test.store.batches.get(owner, id)).toMatchObject({
      status: 'cancelling',
      requestCounts: { cancelled: 2 },
    })
    await expect(test.store.batches.resume(id, asOwner)).rejects.toMatchObject({ kind: 'conflict' })
    await expect(test.store.batches.retry(id, asOwner)).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('that is retried runs the failed variations again, in their runs, and no others', async () => {
    const { id } = await startBatch(test.store, { rows: 2, variations: 2 })
    await admit(id, 0)
    const runId = await runOf(test.store, id, 0)
    const good = await startAttempt(test.store, runId, 1)
    await addPicture(test.store, good.id)
    await endAttempt(test.store, runId, 0)
    test.edit(`UPDATE attempts SET state = 'ended', outcome = 'succeeded' WHERE id = ?`, good.id)
    test.edit(`UPDATE runs SET state = 'partial' WHERE id = ?`, runId)
    await test.store.batchWork.endRow(id, {
      row: 0,
      runId,
      outcome: 'partial',
      choice: { variation: 1, why: 'a rule' },
    })
    await test.store.batches.cancel(id, 'finish', asOwner)
    await test.store.batchWork.cancelRows(id)
    await test.store.batchWork.end(id)
    const retried = (await test.store.batches.retry(id, asOwner)).value
    await admit(id, 0)

    expect(retried).toMatchObject({ status: 'running', endedAt: null, requestCounts: { queued: 1, cancelled: 1 } })
    expect(await runOf(test.store, id, 0)).toBe(runId)
    expect(liveAttempt(test.store, runId, 0).number).toBe(2)
    expect(test.store.attempts.live()).toHaveLength(1)
    expect(types(id).slice(-3)).toEqual(['batch-end', 'batch-retry', 'row-start 0'])
  })

  it('is open again when one of its runs is retried by itself', async () => {
    const { id } = await startBatch(test.store, { rows: 1 })
    const runId = await failRow(id, 0)
    await test.store.batchWork.end(id)
    await test.store.runs.retryVariation(runId, 0, asOwner)

    expect(await test.store.batches.get(owner, id)).toMatchObject({ status: 'running', requestCounts: { running: 1 } })
    expect(types(id).slice(-2)).toEqual(['batch-end', 'row-start 0'])
  })

  it('makes a new run for a row whose run was deleted when it is retried', async () => {
    const { id } = await startBatch(test.store, { rows: 1 })
    const runId = await failRow(id, 0)
    await test.store.runs.delete(runId, asOwner)
    await test.store.batches.retry(id, asOwner)

    expect(await admit(id, 0)).toBe(true)
    expect(await runOf(test.store, id, 0)).not.toBe(runId)
  })

  it('is not there while its rows arrive, and swept when they never all did', async () => {
    const begun = await test.store.batches.begin({ name: null, selection: { rule: 'none' }, isPartial: false }, owner)
    const request = JSON.stringify({ brief: 'b', variations: 1, parents: [] })
    await test.store.batches.add(
      begun,
      Array.from({ length: 700 }, (_, row) => ({ row, line: row + 1, customId: `${row}`, request })),
    )
    await expect(test.store.batches.get(owner, begun)).rejects.toMatchObject({ kind: 'not-found' })
    expect(test.store.batchWork.open()).toEqual([])
    const store = await test.reopen()
    const kept = await startBatch(store, { rows: 1 })
    await store.batchWork.sweep(new AbortController().signal)
    await store.batchWork.sweep(new AbortController().signal)

    expect((await store.batches.list(owner, { limit: 10 })).data.map(({ id }) => id)).toEqual([kept.id])
    await expect(store.batches.start(begun, [], asOwner)).rejects.toThrow('not one that can start')
  })
})

describe('a choice by hand', () => {
  it('is of a variation with a picture, can be changed and taken back, and no rule changes it', async () => {
    const { id } = await startBatch(test.store, { rows: 1, variations: 2 })
    await expect(test.store.batches.choose(id, 0, 0, asOwner)).rejects.toMatchObject({ kind: 'conflict' })
    await admit(id, 0)
    const runId = await runOf(test.store, id, 0)
    await expect(test.store.batches.choose(id, 0, 0, asOwner)).rejects.toMatchObject({ kind: 'conflict' })
    await addPicture(test.store, (await startAttempt(test.store, runId, 1)).id)
    await test.store.batches.choose(id, 0, 1, asOwner)
    await test.store.batches.choose(id, 0, 1, asOwner)
    await test.store.runs.cancelRun(runId, asOwner)
    await endAttempt(test.store, runId, 1)
    const outcome = (await test.store.runs.get(owner, runId)).state
    if (outcome === 'running') throw new Error('The run has not ended.')
    await test.store.batchWork.endRow(id, { row: 0, runId, outcome, choice: { variation: 0, why: 'a rule' } })

    expect((await test.store.batches.row(owner, id, 0)).choice).toEqual({ variation: 1, why: 'Chosen by hand.' })
    expect((await test.store.batches.choose(id, 0, null, asOwner)).choice).toBeNull()
    expect(types(id).filter((type) => type === 'row-choice 0')).toHaveLength(2)
    await expect(test.store.batches.choose(id, 7, 0, asOwner)).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('a run that somebody posted', () => {
  it('is of no batch', async () => {
    await createRun(test.store)

    expect(test.store.attempts.live().map(({ batchId }) => batchId)).toEqual([null])
    expect(test.store.batchWork.queuedAttempts()).toEqual(new Map())
  })
})
