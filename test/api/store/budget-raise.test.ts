import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  asOwner,
  createRun,
  liveAttempt,
  openTestStore,
  startAttempt,
  type TestStore,
} from '../../support/test-store.ts'

const SETTING_USD = 0.5
let test: TestStore
beforeAll(async () => {
  test = await openTestStore(undefined, { budgetRunUsd: SETTING_USD, budgetDayUsd: null })
})
afterAll(() => test.close())

const get = (id: string) => test.store.runs.get('local', id)
const patch = (id: string, change: object) => test.store.runs.patch(id, change, asOwner)
const typesOf = (id: string, from: number) =>
  test
    .events(id)
    .slice(from)
    .map(({ type, variation }) => (variation === null ? type : `${type} ${variation}`))

function refuse(attemptId: string) {
  const call = { attemptId, id: 'x', provider: 'claude', model: 'm', requestSha256: '0'.repeat(64) } as const
  return test.store.calls.begin({ ...call, maxCostUsd: 100 })
}

const finishFor = (attemptId: string, reason: 'budget' | 'internal') =>
  test.store.attempts.finish(attemptId, { outcome: 'failed', reason, design: null, lines: 0 })

/** Brings a lane to its end with a reason; a budget that ends it has refused a call before. */
async function fail(runId: string, index: number, reason: 'budget' | 'internal') {
  const { id } = await startAttempt(test.store, runId, index)
  if (reason === 'budget') expect(await refuse(id)).toMatchObject({ kind: 'budget' })
  await finishFor(id, reason)
  await test.store.attempts.end(id, { exit: 0 }, true)
}

describe('a budget that is raised', () => {
  it('queues again what failed for want of it, in one commit, and nothing else', async () => {
    const { id } = await createRun(test.store, { variations: 3, budgetUsd: 0.1 })
    await fail(id, 0, 'budget')
    await fail(id, 1, 'internal')
    await fail(id, 2, 'budget')
    expect(await get(id)).toMatchObject({ state: 'failed' })
    const from = test.events(id).length
    const { value } = await patch(id, { budgetUsd: 0.2 })

    expect(typesOf(id, from)).toEqual(['attempt-queue 0', 'attempt-queue 2'])
    expect(value).toMatchObject({ state: 'running', endedAt: null, budgetUsd: 0.2, lastSeq: from + 2 })
    expect(value.variations.map(({ state, attempt }) => [state, attempt])).toEqual([
      ['queued', 2],
      ['failed', 1],
      ['queued', 2],
    ])
    await patch(id, { budgetUsd: 0.3 })
    expect(typesOf(id, from)).toHaveLength(2)
  })

  const changes: readonly [before: number | null, after: number | null | undefined, isRaise: boolean][] = [
    [0.1, 0.1, false],
    [0.1, 0.05, false],
    [0.1, undefined, false],
    [0.1, null, true],
    [0.6, null, false],
    [null, 0.4, false],
    [null, 0.6, true],
  ]
  it.each(changes)('from %s to %s, where the setting is 0.5: %s', async (before, after, isRaise) => {
    const { id } = await createRun(test.store, before === null ? {} : { budgetUsd: before })
    await fail(id, 0, 'budget')
    await patch(id, after === undefined ? { priority: 3 } : { budgetUsd: after })

    expect((await get(id)).variations[0]?.attempt).toBe(isRaise ? 2 : 1)
  })

  it('takes up an attempt that was on its way out at that moment', async () => {
    const { id } = await createRun(test.store, { budgetUsd: 0.1 })
    const attempt = await startAttempt(test.store, id)
    await refuse(attempt.id)
    await finishFor(attempt.id, 'budget')
    await patch(id, { budgetUsd: 0.2 })
    const from = test.events(id).length
    await test.store.attempts.end(attempt.id, { exit: 0 }, true)

    expect(typesOf(id, from)).toEqual(['attempt-end 0', 'attempt-queue 0'])
    expect(liveAttempt(test.store, id)).toMatchObject({ number: 2, state: 'queued' })
  })

  it('does not take up what was refused after the raise', async () => {
    const { id } = await createRun(test.store, { budgetUsd: 0.1 })
    await patch(id, { budgetUsd: 0.2 })
    const raisedAt = Date.now()
    await until(() => Date.now() > raisedAt + 1)
    await fail(id, 0, 'budget')

    expect(await get(id)).toMatchObject({ state: 'failed', variations: [{ attempt: 1 }] })
  })

  it('gives no lane more than its ten attempts', async () => {
    const { id } = await createRun(test.store, { budgetUsd: 0.1 })
    for (let number = 1; number <= 12; number++) {
      if ((await get(id)).state === 'running') await fail(id, 0, 'budget')
      await patch(id, { budgetUsd: 0.1 + number / 100 })
    }

    expect(await get(id)).toMatchObject({ state: 'failed', variations: [{ attempt: 10 }] })
  })
})

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}
