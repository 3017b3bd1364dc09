import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { IntakePace } from '../../../api/batches/intake-pace.ts'
import { commitLogs } from '../../support/public-api.ts'
import { createRun, openTestStore, type TestStore } from '../../support/test-store.ts'

let test: TestStore
beforeEach(async () => {
  test = await openTestStore()
})
afterEach(() => test.close())

const MINUTE_MS = 60_000

function pace(pauseMs: number, signal = new AbortController().signal): IntakePace {
  return new IntakePace(test.store.batches, signal, { turnMs: 0, pauseMs, startMs: MINUTE_MS })
}

describe('the pace of a file', () => {
  it('stands still while a run that was posted begins', async () => {
    await createRun(test.store)
    const file = pace(100)
    await file.turn()

    expect(file.pauses).toBe(1)
    // it was not the end of the waiting that let it go on
    expect(test.store.batches.isAnyStarting(new Date(0))).toBe(true)
  })

  it('goes on as soon as the run has spoken', async () => {
    const { id } = await createRun(test.store)
    let isOver = false
    const turn = pace(MINUTE_MS)
      .turn()
      .then(() => {
        isOver = true
      })
    await commitLogs(test.store, id, [])
    expect(isOver).toBe(false)
    await commitLogs(test.store, id, ['awake'])

    await turn
    expect(test.store.batches.isAnyStarting(new Date(0))).toBe(false)
  })

  it('goes on when its sender has left', async () => {
    await createRun(test.store)
    const left = new AbortController()
    const turn = pace(MINUTE_MS, left.signal).turn()
    left.abort()

    await turn
  })

  it('goes on when the run has long been silent', async () => {
    await createRun(test.store)
    const { signal } = new AbortController()

    await new IntakePace(test.store.batches, signal, { turnMs: 0, pauseMs: MINUTE_MS, startMs: 0 }).turn()
  })

  it('is not asked for more often than others need it', async () => {
    await createRun(test.store)
    const { signal } = new AbortController()
    const seldom = { turnMs: MINUTE_MS, pauseMs: MINUTE_MS, startMs: MINUTE_MS }

    await new IntakePace(test.store.batches, signal, seldom).turn()
  })
})
