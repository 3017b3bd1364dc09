import { describe, expect, it } from 'vitest'
import type { RunEvent } from '#contract/event.ts'
import { laneFromSnapshot } from '../../../web/src/run/lane-snapshot.ts'
import { budgetOf, isParked } from '../../../web/src/run/lane-state.ts'
import { reduceRun, runBeforeEvents } from '../../../web/src/run/run-state.ts'
import { createLog, snapshot } from './events.ts'

const laneAfter = (events: readonly RunEvent[]) => events.reduce(reduceRun, runBeforeEvents(snapshot())).lanes[0]!
const budget = { of: 'run', budgetUsd: 0.05, usedUsd: 0.048, callUsd: 0.02, enoughUsd: 0.136 } as const

function waiting() {
  const log = createLog()
  log.start()
  log.add('attempt-queue', 0, 1, { cause: 'first' })
  log.add('attempt-wait', 0, 1, { reason: 'budget', message: 'Used up.', budget })
  return log
}

function givenUp() {
  const log = waiting()
  log.add('attempt-end', 0, 1, { outcome: 'failed', reason: 'budget', message: 'Used up.', budget })
  return log
}

describe('a lane that stands still for want of money', () => {
  it('is parked from the wait to the end, and until it is queued again', () => {
    const log = createLog()
    log.start()
    expect(isParked(laneAfter(log.events))).toBe(false)
    expect(isParked(laneAfter(waiting().events))).toBe(true)
    const ended = givenUp()
    expect(isParked(laneAfter(ended.events))).toBe(true)
    ended.add('attempt-queue', 0, 2, { cause: 'retry' })
    expect(isParked(laneAfter(ended.events))).toBe(false)
  })

  it('knows its budget for as long', () => {
    expect(budgetOf(laneAfter(waiting().events))).toEqual(budget)
    const ended = givenUp()
    expect(budgetOf(laneAfter(ended.events))).toEqual(budget)
    ended.add('attempt-queue', 0, 2, { cause: 'retry' })
    expect(budgetOf(laneAfter(ended.events))).toBeNull()
  })

  it('knows it from a snapshot, before and after it was given up', () => {
    const [variation] = snapshot().variations
    const wait = { reason: 'budget', message: 'Used up.', budget } as const
    expect(budgetOf(laneFromSnapshot({ ...variation!, wait }))).toEqual(budget)
    const { attempts } = laneAfter(givenUp().events)
    const ended = laneFromSnapshot({ ...variation!, state: 'failed', attempts: [...attempts], budget })
    expect([isParked(ended), budgetOf(ended)]).toEqual([true, budget])
  })
})
