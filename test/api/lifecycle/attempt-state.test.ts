import { describe, expect, it } from 'vitest'
import {
  type AttemptChange,
  type AttemptState,
  nextAttemptState,
  runOutcome,
  variationState,
} from '../../../api/lifecycle/attempt-state.ts'
import type { Outcome } from '../../../contract/event.ts'

describe('the state of an attempt', () => {
  const table: readonly [AttemptState, AttemptChange, AttemptState | null][] = [
    ['queued', 'launch', 'starting'],
    ['queued', 'start', null],
    ['queued', 'end', 'ended'],
    ['starting', 'launch', 'starting'],
    ['starting', 'start', 'running'],
    ['starting', 'end', 'ended'],
    ['running', 'launch', null],
    ['running', 'start', null],
    ['running', 'end', 'ended'],
    ['ended', 'launch', null],
    ['ended', 'start', null],
    ['ended', 'end', null],
  ]

  it.each(table)('%s, then %s, is %s', (state, change, next) => {
    expect(nextAttemptState(state, change)).toBe(next)
  })
})

describe('the state of a variation', () => {
  it.each([
    ['queued', null, 'queued'],
    ['starting', null, 'starting'],
    ['running', null, 'running'],
    ['ended', 'succeeded', 'succeeded'],
    ['ended', 'failed', 'failed'],
    ['ended', 'cancelled', 'cancelled'],
  ] as const)('of an attempt that is %s, %s', (state, outcome, shown) => {
    expect(variationState(state, outcome)).toBe(shown)
  })
})

describe('the outcome of a run', () => {
  const rows: readonly [Outcome[], string][] = [
    [['succeeded'], 'succeeded'],
    [['failed'], 'failed'],
    [['cancelled'], 'cancelled'],
    [['succeeded', 'failed'], 'partial'],
    [['succeeded', 'cancelled'], 'succeeded'],
    [['failed', 'cancelled'], 'failed'],
    [['succeeded', 'failed', 'cancelled'], 'partial'],
    [['cancelled', 'cancelled'], 'cancelled'],
    [['succeeded', 'succeeded', 'succeeded'], 'succeeded'],
  ]

  it.each(rows)('of %j is %s', (outcomes, outcome) => {
    expect(runOutcome(outcomes)).toBe(outcome)
  })
})
