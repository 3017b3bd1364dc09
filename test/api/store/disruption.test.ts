import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  asOwner,
  createRun,
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

const lost = { exit: null, reason: 'node-lost' } as const
const evicted = { exit: 137, reason: 'evicted' } as const

/** Event types of a run from the first attempt's end on. */
function story(runId: string): string[] {
  const events = test.events(runId)
  const from = events.findIndex(({ type }) => type === 'attempt-end')
  return events.slice(from).map((event) => (event.type === 'attempt-queue' ? event.data.cause : event.type))
}

describe('an attempt that the machinery took away', () => {
  it('is followed by another one in the same commit, and the run goes on', async () => {
    const { id } = await createRun(test.store)
    const { id: first } = await startAttempt(test.store, id)
    await test.store.attempts.end(first, lost, true)

    expect(story(id)).toEqual(['attempt-end', 'disruption'])
    const next = liveAttempt(test.store, id)
    expect(next).toMatchObject({ number: 2, state: 'queued', desired: 'running' })
    const run = await test.store.runs.get('local', id)
    expect(run).toMatchObject({ state: 'running', endedAt: null, variations: [{ state: 'queued', attempt: 2 }] })
  })

  it('fails for good the third time in a row', async () => {
    const { id } = await createRun(test.store)
    for (const exit of [lost, evicted, lost]) {
      const { id: attemptId } = await startAttempt(test.store, id)
      await test.store.attempts.end(attemptId, exit, true)
    }

    expect(story(id).filter((type) => type !== 'attempt-start')).toEqual([
      'attempt-end',
      'disruption',
      'attempt-end',
      'disruption',
      'attempt-end',
      'run-end',
    ])
  })

  it('counts anew after a person asked for a retry', async () => {
    const { id } = await createRun(test.store)
    for (const exit of [lost, lost, lost]) {
      const { id: attemptId } = await startAttempt(test.store, id)
      await test.store.attempts.end(attemptId, exit, true)
    }
    await test.store.runs.retryVariation(id, 0, asOwner)
    await test.store.attempts.end((await startAttempt(test.store, id)).id, lost, true)

    expect(liveAttempt(test.store, id)).toMatchObject({ number: 5 })
  })

  it('is not followed by another one when it was cancelled', async () => {
    const { id } = await createRun(test.store)
    const { id: attemptId } = await startAttempt(test.store, id)
    await test.store.runs.cancelVariation(id, 0, asOwner)
    await test.store.attempts.end(attemptId, lost, true)

    expect(story(id)).toEqual(['attempt-end', 'run-end'])
  })
})
