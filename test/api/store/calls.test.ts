import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BudgetLimits } from '../../../api/store/budgets.ts'
import { type CallUsage, type NewCall, unknownUsage } from '../../../api/store/call.ts'
import {
  asOwner,
  createRun,
  endAttempt,
  liveAttempt,
  openTestStore,
  startAttempt,
  type TestStore,
} from '../../support/test-store.ts'

let test: TestStore
const open = async (limits?: BudgetLimits) => {
  test = await openTestStore(undefined, limits)
}
beforeEach(() => open())
afterEach(() => test.close())

const sha = 'a'.repeat(64)
const callOf = (attemptId: string, id: string, given: Partial<NewCall> = {}): NewCall => {
  return { attemptId, id, provider: 'claude', model: 'a-model', maxCostUsd: 0.1, requestSha256: sha, ...given }
}
const used = (given: Partial<CallUsage> = {}): CallUsage => ({
  inputTokens: 100,
  outputTokens: 20,
  cachedTokens: 0,
  firstTokenMs: 12,
  ms: 340,
  costUsd: 0.02,
  ...given,
})
const begin = (attemptId: string, id: string, given: Partial<NewCall> = {}) =>
  test.store.calls.begin(callOf(attemptId, id, given))
const settle = (attemptId: string, id: string, usage = used()) => test.store.calls.settle({ attemptId, id }, usage)
const usageEvents = (runId: string) =>
  test.events(runId).flatMap((event) => (event.type === 'usage' ? [event.data] : []))
const get = (runId: string) => test.store.runs.get('local', runId)

/** A run with its attempt at work. */
async function working(request: object = {}) {
  const { id: runId } = await createRun(test.store, request)
  const { id: attemptId } = await startAttempt(test.store, runId)
  return { runId, attemptId }
}

describe('a call', () => {
  it('is known from the moment it may be made, and the same id again is the same call', async () => {
    const { runId, attemptId } = await working()
    const first = await begin(attemptId, 'imagine-1-x')
    expect(first).toMatchObject({
      kind: 'new',
      call: { runId, index: 0, number: 1, state: 'open', handle: null, usage: null, provider: 'claude' },
    })
    await test.store.calls.setHandle({ attemptId, id: 'imagine-1-x' }, 'their-id')
    const again = await begin(attemptId, 'imagine-1-x', { maxCostUsd: 99, requestSha256: 'b'.repeat(64) })

    expect(again).toMatchObject({ kind: 'known', call: { maxCostUsd: 0.1, requestSha256: sha, handle: 'their-id' } })
    expect(test.store.calls.open()).toHaveLength(1)
    expect(test.store.calls.get({ attemptId, id: 'imagine-1-x' })).toEqual(test.store.calls.open()[0])
    expect(test.store.calls.get({ attemptId, id: 'another' })).toBeUndefined()
  })

  it('is settled once, with one event, however often and differently it is said', async () => {
    const { runId, attemptId } = await working()
    await begin(attemptId, 'a')
    await settle(attemptId, 'a', used({ ms: 340.4, firstTokenMs: 11.5 }))
    const before = test.events(runId)
    await settle(attemptId, 'a')
    await settle(attemptId, 'a', used({ costUsd: 7 }))
    await test.store.calls.setHandle({ attemptId, id: 'a' }, 'too late')
    await settle(attemptId, 'never-begun')

    expect(test.events(runId)).toEqual(before)
    expect(before.at(-1)).toMatchObject({ type: 'usage', run: runId, variation: 0, attempt: 1 })
    expect(usageEvents(runId)).toEqual([{ call: 'a', provider: 'claude', model: 'a-model', ...used() }])
    expect(await begin(attemptId, 'a')).toMatchObject({
      kind: 'known',
      call: { state: 'settled', handle: null, usage: used() },
    })
    expect(test.store.calls.open()).toEqual([])
  })

  it('is settled also after its attempt and its run have ended', async () => {
    const { runId, attemptId } = await working()
    await begin(attemptId, 'a')
    await endAttempt(test.store, runId)
    await settle(attemptId, 'a')

    expect(
      test
        .events(runId)
        .slice(-3)
        .map(({ type }) => type),
    ).toEqual(['attempt-end', 'run-end', 'usage'])
    expect((await get(runId)).usage).toEqual({ calls: 1, inputTokens: 100, outputTokens: 20, costUsd: 0.02 })
  })

  const unwanted: readonly [what: string, make: () => Promise<string>][] = [
    ['waits in the queue', async () => liveAttempt(test.store, (await createRun(test.store)).id).id],
    [
      'was cancelled',
      async () => {
        const { runId, attemptId } = await working()
        await test.store.runs.cancelRun(runId, asOwner)
        return attemptId
      },
    ],
    [
      'is being stopped',
      async () => {
        const { attemptId } = await working()
        await test.store.attempts.stop(attemptId, 'deadline')
        return attemptId
      },
    ],
    [
      'has finished',
      async () => {
        const { attemptId } = await working()
        await test.store.attempts.finish(attemptId, { outcome: 'failed', design: null, lines: 0 })
        return attemptId
      },
    ],
    [
      'has ended',
      async () => {
        const { runId, attemptId } = await working()
        await endAttempt(test.store, runId)
        return attemptId
      },
    ],
  ]
  it.each(unwanted)('is refused to an attempt that %s', async (_what, make) => {
    const attemptId = await make()
    await expect(begin(attemptId, 'a')).rejects.toMatchObject({ kind: 'forbidden' })
    expect(test.store.calls.open()).toEqual([])
  })

  it('that was begun may not be joined once its attempt is cancelled', async () => {
    const { runId, attemptId } = await working()
    await begin(attemptId, 'a')
    await test.store.runs.cancelRun(runId, asOwner)

    await expect(begin(attemptId, 'a')).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('is refused to an attempt that made too many', async () => {
    const { attemptId } = await working()
    for (let i = 0; i < 128; i++) await begin(attemptId, `c${i}`)

    await expect(begin(attemptId, 'one-more')).rejects.toMatchObject({ kind: 'conflict' })
    expect(await begin(attemptId, 'c0')).toMatchObject({ kind: 'known' })
  })
})

describe('totals', () => {
  it('are of each attempt and of the run, of what is settled', async () => {
    const { runId, attemptId } = await working({ variations: 2 })
    const { id: other } = await startAttempt(test.store, runId, 1)
    for (const id of ['a', 'b', 'open']) await begin(attemptId, id)
    await begin(other, 'a')
    await settle(attemptId, 'a')
    await settle(attemptId, 'b')
    await settle(other, 'a', used({ costUsd: 0.5 }))
    const run = await get(runId)

    expect(run.variations.map(({ attempts }) => attempts.map(({ usage }) => usage))).toEqual([
      [{ calls: 2, inputTokens: 200, outputTokens: 40, costUsd: 0.04 }],
      [{ calls: 1, inputTokens: 100, outputTokens: 20, costUsd: 0.5 }],
    ])
    expect(run.usage).toEqual({ calls: 3, inputTokens: 300, outputTokens: 60, costUsd: 0.54 })
    expect(test.store.calls.usageToday()).toEqual(run.usage)
  })

  it('are unknown from the first unknown part on, but a picture has no tokens', async () => {
    const { runId, attemptId } = await working()
    await begin(attemptId, 'picture', { provider: 'comfyui', maxCostUsd: 0 })
    await settle(attemptId, 'picture', { ...unknownUsage, costUsd: 0 })
    expect((await get(runId)).usage).toEqual({ calls: 1, inputTokens: 0, outputTokens: 0, costUsd: 0 })
    await begin(attemptId, 'text')
    await settle(attemptId, 'text', used({ outputTokens: null, costUsd: null }))
    const total = { calls: 2, inputTokens: 100, outputTokens: null, costUsd: null }

    expect((await get(runId)).usage).toEqual(total)
    expect(test.store.calls.usageToday()).toEqual(total)
    await begin(attemptId, 'more')
    await settle(attemptId, 'more')
    expect(test.store.calls.usageToday()).toEqual({ calls: 3, inputTokens: 200, outputTokens: null, costUsd: null })
  })

  it('of another day are apart, and stay when their runs are removed', async () => {
    const { runId, attemptId } = await working()
    await begin(attemptId, 'a')
    await settle(attemptId, 'a')
    await begin(attemptId, 'open')
    await endAttempt(test.store, runId)
    await test.store.runs.delete(runId, asOwner)
    await test.store.attempts.removeRun(runId)

    expect(test.store.calls.open()).toEqual([])
    expect(test.store.calls.usageToday()).toEqual({ calls: 2, inputTokens: null, outputTokens: null, costUsd: null })
    await settle(attemptId, 'open')
    expect(test.store.calls.usageToday().calls).toBe(2)
    const tomorrow = new Date(Date.now() + 24 * 3600 * 1000)
    expect(test.store.calls.usageToday(tomorrow)).toEqual({ calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 })
  })
})

describe('after a crash', () => {
  it('a call of a text model is settled once, as unknown', async () => {
    const { runId, attemptId } = await working()
    await begin(attemptId, 'a')
    await begin(attemptId, 'done')
    await settle(attemptId, 'done')
    await test.reopen()
    await test.reopen()
    await settle(attemptId, 'a')

    const names = { provider: 'claude', model: 'a-model' }
    expect(usageEvents(runId)).toEqual([
      { call: 'done', ...names, ...used() },
      { call: 'a', ...names, ...unknownUsage },
    ])
    expect(await begin(attemptId, 'a')).toMatchObject({ kind: 'known', call: { state: 'settled' } })
  })

  it('a render stays open while its attempt lives, to be joined again', async () => {
    const lives = await working()
    const ended = await working()
    const render = { provider: 'comfyui', maxCostUsd: 0 } as const
    for (const { attemptId } of [lives, ended]) await begin(attemptId, 'r', render)
    await test.store.calls.setHandle({ attemptId: lives.attemptId, id: 'r' }, '{"promptId":"p"}')
    await endAttempt(test.store, ended.runId)
    await test.reopen()

    expect(test.store.calls.open()).toMatchObject([{ attemptId: lives.attemptId, handle: '{"promptId":"p"}' }])
    expect(usageEvents(ended.runId)).toHaveLength(1)
    expect(await begin(lives.attemptId, 'r', render)).toMatchObject({ kind: 'known', call: { state: 'open' } })
  })

  it('what stays open long after its attempt has ended is settled', async () => {
    const { runId, attemptId } = await working()
    const lives = await working()
    for (const id of [attemptId, lives.attemptId]) await begin(id, 'a')
    await endAttempt(test.store, runId)
    expect(await test.store.calls.settleOverdue(new Date(Date.now() - 60_000))).toBe(0)

    expect(await test.store.calls.settleOverdue(new Date(Date.now() + 60_000))).toBe(1)
    expect(test.store.calls.open()).toMatchObject([{ attemptId: lives.attemptId }])
  })
})

describe('budgets', () => {
  const limited = async (limits: BudgetLimits) => {
    await test.close()
    await open(limits)
  }

  it('count what is settled, what is open at its maximum, and what is unknown at its maximum', async () => {
    const { runId, attemptId } = await working({ budgetUsd: 0.3 })
    expect(test.store.calls.budgets(runId)).toEqual({ run: { budgetUsd: 0.3, usedUsd: 0 }, day: null })
    await begin(attemptId, 'a')
    await begin(attemptId, 'b')
    await begin(attemptId, 'c')
    expect(await begin(attemptId, 'd')).toMatchObject({ kind: 'budget', scope: 'run', budgetUsd: 0.3 })
    await settle(attemptId, 'a', used({ costUsd: null }))
    expect(await begin(attemptId, 'd')).toMatchObject({ kind: 'budget' })
    await settle(attemptId, 'b', used({ costUsd: 0.05 }))
    expect(await begin(attemptId, 'd', { maxCostUsd: 0.051 })).toMatchObject({ kind: 'budget' })
    expect(await begin(attemptId, 'd', { maxCostUsd: 0.05 })).toMatchObject({ kind: 'new' })
    expect(await begin(attemptId, 'd', { maxCostUsd: 0.05 })).toMatchObject({ kind: 'known' })
    expect(test.store.calls.budgets(runId).run?.usedUsd).toBeCloseTo(0.3)
  })

  it('of a run come from the settings where it has none of its own', async () => {
    await limited({ budgetRunUsd: 0.1, budgetDayUsd: null })
    const poor = await working()
    const rich = await working({ budgetUsd: 1 })
    for (const { attemptId } of [poor, rich]) expect(await begin(attemptId, 'a')).toMatchObject({ kind: 'new' })

    expect(await begin(poor.attemptId, 'b')).toEqual({ kind: 'budget', scope: 'run', budgetUsd: 0.1, usedUsd: 0.1 })
    expect(await begin(rich.attemptId, 'b')).toMatchObject({ kind: 'new' })
  })

  it('of the day are of all runs together, and removing a run is no refund', async () => {
    await limited({ budgetRunUsd: null, budgetDayUsd: 0.25 })
    const first = await working()
    const second = await working()
    await begin(first.attemptId, 'a')
    await begin(second.attemptId, 'a')
    const refused = { kind: 'budget', scope: 'day', budgetUsd: 0.25, usedUsd: 0.2 }
    expect(await begin(second.attemptId, 'b')).toEqual(refused)
    await endAttempt(test.store, first.runId)
    await test.store.runs.delete(first.runId, asOwner)
    await test.store.attempts.removeRun(first.runId)
    expect(await begin(second.attemptId, 'b')).toEqual(refused)
    await settle(second.attemptId, 'a')

    expect(await begin(second.attemptId, 'b')).toMatchObject({ kind: 'new' })
    expect(test.store.calls.budgets(second.runId).run).toBeNull()
  })

  it('with nothing left are told, of the runs that wait in the queue', async () => {
    await limited({ budgetRunUsd: 0.1, budgetDayUsd: 0.4 })
    const { runId, attemptId } = await working({ variations: 2 })
    const own = await working({ variations: 2, budgetUsd: 0.3 })
    const alone = await working()
    await createRun(test.store)
    expect(test.store.calls.usedUp()).toEqual({ day: null, runs: new Map() })
    for (const id of [attemptId, own.attemptId, alone.attemptId]) await begin(id, 'a')
    expect(test.store.calls.usedUp()).toEqual({ day: null, runs: new Map([[runId, { budgetUsd: 0.1, usedUsd: 0.1 }]]) })
    await settle(attemptId, 'a')
    expect(test.store.calls.usedUp().runs.size).toBe(0)
    await begin(own.attemptId, 'b', { maxCostUsd: 0.18 })

    expect(test.store.calls.usedUp()).toEqual({
      day: { budgetUsd: 0.4, usedUsd: expect.closeTo(0.4) },
      runs: new Map(),
    })
  })

  it('begin anew on another day', async () => {
    await limited({ budgetRunUsd: null, budgetDayUsd: 0.1 })
    const { runId, attemptId } = await working()
    await begin(attemptId, 'a')
    await settle(attemptId, 'a', used({ costUsd: 0.1 }))
    expect(await begin(attemptId, 'b')).toMatchObject({ kind: 'budget' })
    test.edit("UPDATE usage_days SET day = '2020-01-01'")

    expect(await begin(attemptId, 'b')).toMatchObject({ kind: 'new' })
    const tomorrow = new Date(Date.now() + 24 * 3600 * 1000)
    expect(test.store.calls.budgets(runId, tomorrow).day?.usedUsd).toBe(0)
  })

  it('stop nothing that costs nothing, and everything whose cost nobody knows', async () => {
    const { attemptId } = await working({ budgetUsd: 0 })
    expect(await begin(attemptId, 'free', { provider: 'ollama', maxCostUsd: 0 })).toMatchObject({ kind: 'new' })
    expect(await begin(attemptId, 'paid')).toMatchObject({ kind: 'budget' })
    await expect(begin(attemptId, 'unknown', { maxCostUsd: null })).rejects.toMatchObject({
      kind: 'unprocessable',
      message: expect.stringContaining('PRICES'),
    })
    const { attemptId: free } = await working()
    expect(await begin(free, 'unknown', { maxCostUsd: null })).toMatchObject({ kind: 'new' })
  })
})
