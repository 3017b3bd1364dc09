import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CallUsage, unknownUsage } from '../../../api/store/call.ts'
import { asOwner, createRun, openTestStore, startAttempt, type TestStore } from '../../support/test-store.ts'

// Money is counted in whole cents here, so that what is expected can be said exactly.

const DAY_CENTS = 60
const RUNS = 2

let test: TestStore
beforeAll(async () => {
  test = await openTestStore(undefined, { budgetRunUsd: null, budgetDayUsd: DAY_CENTS / 100 })
})
afterAll(() => test.close())

type Step =
  | { readonly do: 'begin'; readonly run: number; readonly id: number; readonly maxCents: number }
  /** `share` is of the maximum; null leaves the cost unknown. */
  | { readonly do: 'settle'; readonly run: number; readonly id: number; readonly share: number | null }
  | { readonly do: 'raise'; readonly run: number; readonly byCents: number }
  | { readonly do: 'crash' }

const run = fc.nat(RUNS - 1)
const id = fc.nat(9)
const begin = fc.record({ do: fc.constant('begin' as const), run, id, maxCents: fc.integer({ min: 1, max: 12 }) })
const share = fc.option(fc.constantFrom(0, 0.5, 1))
const settle = fc.record({ do: fc.constant('settle' as const), run, id, share })
const raise = fc.record({ do: fc.constant('raise' as const), run, byCents: fc.integer({ min: 1, max: 10 }) })
/** What is done at the same time, so that it meets in one commit. */
const batches = <T extends Step>(steps: fc.Arbitrary<T>) =>
  fc.array(fc.array(steps, { minLength: 1, maxLength: 6 }), { maxLength: 12 })

interface Call {
  readonly maxCents: number
  usage: CallUsage | null
}

/** What must be true, kept beside the store from what it answered. */
class Ledger {
  readonly runs: {
    readonly runId: string
    readonly attemptId: string
    budgetCents: number
    calls: Map<string, Call>
  }[] = []

  countedCents(index: number): number {
    return [...(this.runs[index]?.calls.values() ?? [])].reduce((sum, call) => sum + counted(call), 0)
  }

  dayCents(): number {
    return this.runs.reduce((sum, _run, index) => sum + this.countedCents(index), 0)
  }
}

function counted({ maxCents, usage }: Call): number {
  return usage?.costUsd == null ? maxCents : Math.round(usage.costUsd * 100)
}

async function freshLedger(): Promise<Ledger> {
  test.edit('DELETE FROM usage_days')
  test.edit('DELETE FROM calls')
  const ledger = new Ledger()
  for (let i = 0; i < RUNS; i++) {
    const budgetCents = 20
    const { id: runId } = await createRun(test.store, { budgetUsd: budgetCents / 100 })
    const { id: attemptId } = await startAttempt(test.store, runId)
    ledger.runs.push({ runId, attemptId, budgetCents, calls: new Map() })
  }
  return ledger
}

async function take(ledger: Ledger, step: Step): Promise<void> {
  if (step.do === 'crash') return crashNow(ledger)
  const of = ledger.runs[step.run]
  if (of === undefined) throw new Error('There is no such run.')
  const { runId, attemptId, calls } = of
  if (step.do === 'raise') {
    of.budgetCents += step.byCents
    await test.store.runs.patch(runId, { budgetUsd: of.budgetCents / 100 }, asOwner)
    return
  }
  const name = `c${step.id}`
  if (step.do === 'begin') {
    const { maxCents } = step
    const call = { attemptId, id: name, provider: 'claude', model: 'm', requestSha256: '0'.repeat(64) } as const
    const begun = await test.store.calls.begin({ ...call, maxCostUsd: maxCents / 100 })
    expect(begun.kind === 'known').toBe(calls.has(name))
    if (begun.kind === 'new') calls.set(name, { maxCents, usage: null })
    return
  }
  const { maxCents } = calls.get(name) ?? { maxCents: 0 }
  const costUsd = step.share === null ? null : Math.floor(maxCents * step.share) / 100
  const usage = { ...unknownUsage, inputTokens: 1, costUsd }
  await test.store.calls.settle({ attemptId, id: name }, usage)
  // answers come in the order of the commits: the call may have been begun in this same batch
  const call = calls.get(name)
  if (call?.usage === null) call.usage = usage
}

async function crashNow(ledger: Ledger): Promise<void> {
  await test.reopen()
  for (const { calls } of ledger.runs) for (const call of calls.values()) call.usage ??= unknownUsage
}

function check(ledger: Ledger): void {
  for (const [index, { runId, budgetCents, calls }] of ledger.runs.entries()) {
    const { run: ofRun, day } = test.store.calls.budgets(runId)
    expect(ofRun?.usedUsd).toBeCloseTo(ledger.countedCents(index) / 100)
    expect(ledger.countedCents(index)).toBeLessThanOrEqual(budgetCents)
    expect(day?.usedUsd).toBeCloseTo(ledger.dayCents() / 100)
    expect(ledger.dayCents()).toBeLessThanOrEqual(DAY_CENTS)
    const settled = [...calls].flatMap(([name, { usage }]) => (usage === null ? [] : [[name, usage.costUsd]]))
    const told = test.events(runId).flatMap(({ type, data }) => (type === 'usage' ? [[data.call, data.costUsd]] : []))
    expect(told.sort()).toEqual(settled.sort())
  }
}

async function play(given: Step[][]): Promise<void> {
  const ledger = await freshLedger()
  for (const batch of given) {
    await Promise.all(batch.map((step) => take(ledger, step)))
    check(ledger)
  }
}

describe('whatever is begun, settled and raised in whatever order', () => {
  it('no budget is overspent and each call is told once', async () => {
    const steps = fc.oneof({ weight: 4, arbitrary: begin }, { weight: 3, arbitrary: settle }, raise)
    await fc.assert(fc.asyncProperty(batches(steps), play), { numRuns: 40 })
  }, 120_000)

  it('that holds over crashes, too', async () => {
    const steps = fc.oneof({ weight: 4, arbitrary: begin }, { weight: 2, arbitrary: settle })
    const withCrash = fc
      .tuple(batches(steps), batches(steps))
      .map(([a, b]): Step[][] => [...a, [{ do: 'crash' }], ...b])
    await fc.assert(fc.asyncProperty(withCrash, play), { numRuns: 5 })
  }, 120_000)
})
