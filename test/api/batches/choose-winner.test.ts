import { describe, expect, it } from 'vitest'
import { chooseWinner } from '../../../api/batches/choose-winner.ts'
import type { Run, Variation } from '../../../contract/api.ts'
import type { BatchMetric } from '../../../contract/batch.ts'
import type { Design } from '../../../contract/design.ts'
import { emptyRun } from '../../support/fake-snapshot.ts'
import { sampleDesign } from '../../support/sample-design.ts'

interface Lane {
  readonly state?: Variation['state']
  readonly startS?: number | null
  readonly endS?: number
  readonly costUsd?: number | null
  readonly design?: Design | null
}

const at = (s: number) => new Date(Date.UTC(2026, 10, 22) + s * 1000).toISOString()

function runOf(...lanes: Lane[]): Run {
  const run = emptyRun({ brief: 'A baker', variations: lanes.length, parents: [], seed: 1 })
  lanes.forEach(({ state = 'succeeded', startS = 0, endS = 10, costUsd = 0, design = sampleDesign }, index) => {
    const variation = run.variations[index]!
    Object.assign(variation, { state, design })
    variation.attempts.push({
      number: 1,
      state: 'ended',
      cause: 'first',
      seed: 1,
      outcome: state === 'succeeded' ? 'succeeded' : 'failed',
      reason: null,
      message: null,
      isRetryable: null,
      usage: { calls: 1, inputTokens: 1, outputTokens: 1, costUsd },
      queuedAt: at(0),
      startedAt: startS === null ? null : at(startS),
      endedAt: at(endS),
    })
  })
  return run
}

const bestBy = (metric: BatchMetric, run: Run) => chooseWinner({ rule: 'best-by', metric }, run)

describe('the choice of a row', () => {
  it('is nobody’s where people choose, or where nothing succeeded', () => {
    expect(chooseWinner({ rule: 'none' }, runOf({}, {}))).toBeNull()
    for (const selection of [{ rule: 'first' }, { rule: 'best-by', metric: 'distance' }] as const)
      expect(chooseWinner(selection, runOf({ state: 'failed' }, { state: 'cancelled' }))).toBeNull()
  })

  it.each<[string, Run, { variation: number; why: string }]>([
    [
      'the first in time, not in number',
      runOf({ endS: 12.5 }, { endS: 10 }, { endS: 3, state: 'failed' }),
      { variation: 1, why: 'It was the first of 2 that succeeded, 2.5 s ahead.' },
    ],
    ['the only one', runOf({ state: 'failed' }, {}), { variation: 1, why: 'It was the only one that succeeded.' }],
    [
      'the lower number of two at once',
      runOf({}, {}),
      { variation: 0, why: 'It was among the first of 2 that succeeded, at the same moment as another.' },
    ],
  ])('by `first` is %s', (_name, run, choice) => {
    expect(chooseWinner({ rule: 'first' }, run)).toEqual(choice)
  })

  it.each<[string, BatchMetric, Run, { variation: number; why: string } | null]>([
    [
      'the shortest work, whatever it waited before',
      'duration',
      runOf({ startS: 0, endS: 9 }, { startS: 100, endS: 104 }, { startS: null, endS: 1 }),
      { variation: 1, why: 'It took 4.0 s, the shortest of 3; the next took 9.0 s. Of 1 it is not known.' },
    ],
    [
      'the cheapest',
      'cost',
      runOf({ costUsd: 0.5 }, { costUsd: 0.0031 }),
      { variation: 1, why: 'It cost $0.0031, the least of 2; the next cost $0.50.' },
    ],
    [
      'the lower number where all cost the same',
      'cost',
      runOf({}, {}, {}),
      { variation: 0, why: 'It cost $0, the least of 3, as much as another.' },
    ],
    [
      'the only one with a known cost',
      'cost',
      runOf({ costUsd: null }, { costUsd: 2 }),
      { variation: 1, why: 'It cost $2.00; no other one succeeded at a known cost.' },
    ],
    ['nobody where no cost is known', 'cost', runOf({ costUsd: null }, { costUsd: null }), null],
    [
      'the odd one out',
      'distance',
      runOf({}, { design: { ...sampleDesign, mood: 'joyful', technique: 'pixel' } }, {}),
      { variation: 1, why: 'It differs most from its 2 siblings (15 %), above all in mood and technique.' },
    ],
    [
      'the lower number where none differs',
      'distance',
      runOf({}, {}),
      { variation: 0, why: 'It has no measurable difference from its sibling.' },
    ],
  ])('is %s', (_name, metric, run, choice) => {
    expect(bestBy(metric, run)).toEqual(choice)
  })

  it('judges the last attempt of each, whatever an earlier one took', () => {
    const run = runOf({ endS: 9, costUsd: 0.5 }, { endS: 8, costUsd: 0.4 })
    const again = runOf({ startS: 20, endS: 22, costUsd: 0.1 }).variations[0]?.attempts[0]
    if (again) run.variations[0]?.attempts.push({ ...again, number: 2 })
    expect(bestBy('duration', run)).toMatchObject({ variation: 0, why: expect.stringContaining('took 2.0 s') })
    expect(bestBy('cost', run)).toMatchObject({ variation: 0, why: expect.stringContaining('cost $0.10') })
    expect(chooseWinner({ rule: 'first' }, run)?.variation).toBe(1)
  })

  it('says of two designs that neither is the odd one', () => {
    const run = runOf({}, { design: { ...sampleDesign, mood: 'joyful' } })
    expect(bestBy('distance', run)?.why).toBe(
      'It differs as much as another from its sibling (8 %), above all in mood.',
    )
  })
})
