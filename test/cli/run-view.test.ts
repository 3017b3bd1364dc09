import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import { runView } from '../../cli/run-view.ts'
import { bestPictures } from '../../cli/show-pictures.ts'
import type { Attempt, Run, Variation } from '../../contract/api.ts'
import { sampleVariation } from '../api/batches/support/results.ts'
import { emptyRun } from '../support/fake-snapshot.ts'

const at = '2026-11-22T12:00:00.000Z'
const attempt = (number: number, more: Partial<Attempt> = {}): Attempt => ({
  ...{ number, state: 'ended', cause: 'first', seed: 1, outcome: 'failed', reason: null, message: null },
  ...{ isRetryable: null, queuedAt: at, startedAt: at, endedAt: at },
  usage: { calls: 1, inputTokens: 1, outputTokens: 1, costUsd: 0.25 },
  ...more,
})

function runWith(more: Partial<Variation>): Run {
  const run = emptyRun({ brief: 'A baker', variations: 1, parents: [], seed: 1 })
  return { ...run, variations: run.variations.map((variation) => ({ ...variation, ...more })) }
}

function cellOf(title: string, run: Run): string | undefined {
  const view = runView(run, pc.createColors(false))
  const [variation] = view.rows
  return variation && view.columns.find((column) => column.title === title)?.cell(variation)
}

const unknownCost = { calls: 1, inputTokens: null, outputTokens: null, costUsd: null }

describe('a variation in a table', () => {
  it.each<[what: string, attempts: Attempt[], shown: string]>([
    ['all its attempts', [attempt(1), attempt(2)], '$0.50'],
    ['nothing where nothing was called', [], '$0.00'],
    ['what nobody knows where one is unknown', [attempt(1), attempt(2, { usage: unknownCost })], '-'],
  ])('costs %s', (_what, attempts, shown) => {
    expect(cellOf('COST', runWith({ attempts }))).toBe(shown)
  })

  it('says why it failed and what to do, in the words of its last attempt', () => {
    const attempts = [
      attempt(1, { message: 'the first time' }),
      attempt(2, { reason: 'oom', message: 'no\x1b[2J room' }),
    ]
    const words = cellOf('DIRECTION', runWith({ state: 'failed', direction: 'Mist', attempts }))

    expect(words).toMatch(/^Mist: no\[2J room ./)
    expect(words).not.toContain('the first time')
  })

  it('says what it waits for before anything else', () => {
    const wait = { reason: 'capacity' as const, message: 'number 2 in line' }
    expect(cellOf('DIRECTION', runWith({ state: 'queued', direction: 'Mist', wait }))).toBe('Mist: number 2 in line')
  })

  it('has a star where it is the pick', () => {
    const run = runWith({})
    const picked = { ...run, pick: { variation: 0, attempt: 1, note: null, at } }
    expect([cellOf('#', run), cellOf('#', picked)]).toEqual(['0', '0 *'])
  })
})

describe('the best picture of a variation', () => {
  const picture = sampleVariation(0).picture!

  it.each<[what: string, kinds: ('sketch' | 'render' | 'preview')[], best: number[]]>([
    ['is its newest', ['sketch', 'render'], [1]],
    ['is never one on its way', ['sketch', 'preview'], [0]],
    ['is none where there is none', ['preview'], []],
  ])('%s', (_what, kinds, best) => {
    const artifacts = kinds.map((kind, i) => ({ ...picture, kind, id: `${i}` }))
    expect(bestPictures(runWith({ artifacts })).map(({ id }) => Number(id))).toEqual(best)
  })
})
