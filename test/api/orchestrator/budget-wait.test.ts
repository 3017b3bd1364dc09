import { afterEach, describe, expect, it } from 'vitest'
import type { BudgetLimits } from '../../../api/store/budgets.ts'
import { unknownUsage } from '../../../api/store/call.ts'
import { openTestOrchestrator, type TestOrchestrator } from '../../support/test-orchestrator.ts'
import { asOwner, createRun, liveAttempt, until } from '../../support/test-store.ts'

let running: TestOrchestrator
afterEach(() => running.close())

const claude = { designer: 'claude' }
const open = async (limits?: BudgetLimits, given: object = {}) => {
  running = await openTestOrchestrator('waits', given, undefined, limits)
}
const of = (id: string, type: string) => running.events(id).filter((event) => event.type === type)
const isStarted = (id: string) => of(id, 'attempt-start').length > 0
const waitsOf = (id: string) =>
  running.events(id).flatMap((event) => (event.type === 'attempt-wait' ? [event.data.reason] : []))

async function spend(runId: string, costUsd: number) {
  const call = { attemptId: liveAttempt(running.store, runId).id, id: 'x' }
  const more = { provider: 'claude', model: 'm', maxCostUsd: costUsd, requestSha256: '0'.repeat(64) } as const
  expect(await running.store.calls.begin({ ...call, ...more })).toMatchObject({ kind: 'new' })
  return call
}

describe('a used-up budget', () => {
  it('of a run holds it back with the call that raises it, and nobody behind it', async () => {
    await open(undefined, { maxAttempts: 1 })
    running.start()
    const { id } = await createRun(running.store, { ...claude, budgetUsd: 0 })
    await until(() => waitsOf(id).length === 1, 'the wait')
    const behind = await createRun(running.store, claude)
    await until(() => isStarted(behind.id), 'the start of the run behind it')
    const run = await running.store.runs.get('local', id)
    expect(run.variations[0]).toMatchObject({
      state: 'queued',
      wait: {
        reason: 'budget',
        message: expect.stringContaining(`PATCH /v1/runs/${id} {"budgetUsd": 1}`),
        budget: { of: 'run', budgetUsd: 0, usedUsd: 0, callUsd: null, enoughUsd: 1 },
      },
    })
    await running.store.runs.cancelRun(behind.id, asOwner)
    await running.store.runs.patch(id, { budgetUsd: 1 }, asOwner)
    await until(() => isStarted(id), 'its start')

    expect(waitsOf(id).filter((reason) => reason === 'budget')).toHaveLength(1)
    expect(waitsOf(id).at(-1)).toBeNull()
  })

  it('of the day holds back what costs something, until a call turns out cheaper', async () => {
    await open({ budgetRunUsd: null, budgetDayUsd: 0.5 })
    running.start()
    const first = await createRun(running.store, claude)
    await until(() => isStarted(first.id), 'the first start')
    const call = await spend(first.id, 0.5)
    const free = await createRun(running.store)
    const second = await createRun(running.store, claude)
    await until(() => isStarted(free.id) && waitsOf(second.id).length === 1, 'the free one, and the wait')
    expect(isStarted(second.id)).toBe(false)
    await running.store.calls.settle(call, { ...unknownUsage, costUsd: 0.1 })
    await until(() => isStarted(second.id), 'the second start')

    expect(waitsOf(second.id)).toEqual(['budget', null])
  })

  it('that nobody raises ends what waits with that reason, so that a late raise takes it up', async () => {
    await open(undefined, { queueDeadlineMs: 300 })
    running.start()
    const { id } = await createRun(running.store, { ...claude, budgetUsd: 0 })
    await until(() => of(id, 'attempt-end').length === 1, 'its end')
    const budget = { of: 'run', budgetUsd: 0, usedUsd: 0, callUsd: null, enoughUsd: 1 }
    expect(of(id, 'attempt-end')).toMatchObject([{ data: { outcome: 'failed', reason: 'budget', budget } }])
    const ended = await running.store.runs.get('local', id)
    expect(ended.variations[0]).toMatchObject({ state: 'failed', wait: null, budget })
    const { value } = await running.store.runs.patch(id, { budgetUsd: 1 }, asOwner)

    expect(value.variations[0]).toMatchObject({ attempt: 2, state: 'queued', wait: null })
    expect(value.variations[0]).not.toHaveProperty('budget')
  })
})
