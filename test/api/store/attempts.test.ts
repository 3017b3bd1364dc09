import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenStore } from '../../../api/store/open-store.ts'
import { sampleDesign } from '../../support/sample-design.ts'
import {
  addPicture,
  asOwner,
  createRun,
  endAttempt,
  liveAttempt,
  openTestStore,
  startAttempt,
  type TestStore,
} from '../../support/test-store.ts'

let opened: TestStore
let store: OpenStore
beforeAll(async () => {
  opened = await openTestStore()
  store = opened.store
})
afterAll(() => opened.close())

async function succeed(runId: string, index: number, name: string) {
  const { id } = await startAttempt(store, runId, index)
  await addPicture(store, id)
  await store.attempts.finish(id, { outcome: 'succeeded', design: { ...sampleDesign, name }, lines: 0 })
  await store.attempts.end(id, { exit: 0 }, true)
}

describe('an assignment', () => {
  const settings = { pace: 0, sketchSize: 256, hasCritique: true }
  const assignmentOf = (runId: string, index: number) =>
    store.attempts.assignment(liveAttempt(store, runId, index).id, settings)

  it('says which names other lanes of the run have, not its own', async () => {
    const { id } = await createRun(store, { variations: 4 })
    await succeed(id, 0, 'Miso')
    await succeed(id, 1, 'Ume')
    await succeed(id, 2, 'Ume')
    expect(assignmentOf(id, 3)?.siblingNames).toEqual(['Miso', 'Ume'])
    await store.runs.retryVariation(id, 0, asOwner)

    expect(assignmentOf(id, 0)?.siblingNames).toEqual(['Ume'])
  })

  it('asks for a critique where that is set, but not of a scripted design', async () => {
    const variations = [{ designer: 'claude' }, { designer: 'scripted' }]
    const { id } = await createRun(store, { variations })

    expect([0, 1].map((index) => assignmentOf(id, index)?.critique)).toEqual([true, false])
    const { id: attemptId } = liveAttempt(store, id)
    expect(store.attempts.assignment(attemptId, { ...settings, hasCritique: false })?.critique).toBe(false)
  })
})

describe('the progress of a picture', () => {
  it('is an event of an attempt at work, and nothing of any other', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    const from = opened.events(id).length
    await store.attempts.progress(attempt.id, { value: 1, max: 4 })
    await store.attempts.progress(attempt.id, { value: 1, max: 4 })
    await store.attempts.progress(attempt.id, { value: 2, max: 4, position: 3 })
    const shown = opened.events(id).slice(from)
    await endAttempt(store, id)
    const { length } = opened.events(id)
    await store.attempts.progress(attempt.id, { value: 3, max: 4 })
    await store.attempts.progress('01k0000000000000000000000a', { value: 3, max: 4 })

    expect(shown.map(({ type, variation, attempt: number }) => [type, variation, number])).toEqual(
      Array(3).fill(['image-progress', 0, 1]),
    )
    expect(shown.at(-1)?.data).toEqual({ value: 2, max: 4, position: 3 })
    expect(opened.events(id)).toHaveLength(length)
  })
})
