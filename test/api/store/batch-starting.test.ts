import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaults, startBatch } from '../../support/batches.ts'
import { commitLogs } from '../../support/public-api.ts'
import {
  createRun,
  endAttempt,
  liveAttempt,
  openTestStore,
  startAttempt,
  type TestStore,
} from '../../support/test-store.ts'

let test: TestStore
beforeEach(async () => {
  test = await openTestStore()
})
afterEach(() => test.close())

const isAnyStarting = (since = new Date(0)) => test.store.batches.isAnyStarting(since)
const inAMinute = () => new Date(Date.now() + 60_000)

describe('a run is on its way to its first event', () => {
  it('from the moment it is asked for', async () => {
    expect(isAnyStarting()).toBe(false)
    const made = createRun(test.store)
    // nothing of it is committed yet
    expect(isAnyStarting(inAMinute())).toBe(true)
    await made
    expect(isAnyStarting(inAMinute())).toBe(false)
    expect(isAnyStarting()).toBe(true)
  })

  it('until its agent has said something', async () => {
    const { id } = await createRun(test.store)
    await startAttempt(test.store, id)
    expect(isAnyStarting()).toBe(true)
    await commitLogs(test.store, id, ['awake'])
    expect(isAnyStarting()).toBe(false)
  })

  it('until it has ended without a word', async () => {
    const { id } = await createRun(test.store)
    await startAttempt(test.store, id)
    await endAttempt(test.store, id)
    expect(isAnyStarting()).toBe(false)
  })

  it('anew when it is launched after a long wait for its place', async () => {
    const { id } = await createRun(test.store)
    const hourAgo = new Date(Date.now() - 3600_000)
    test.edit('UPDATE attempts SET queuedAt = ?', hourAgo.toISOString())
    const since = new Date(Date.now() - 60_000)
    expect(isAnyStarting(since)).toBe(false)
    await test.store.attempts.launch(liveAttempt(test.store, id).id)
    expect(isAnyStarting(since)).toBe(true)
  })

  it('but not when it is a row of a batch: nobody waits for its first word', async () => {
    const batch = await startBatch(test.store, { rows: 1 })
    await test.store.batchWork.admit(batch.id, 0, defaults)
    expect(isAnyStarting()).toBe(false)
  })
})
