import { describe, expect, it } from 'vitest'
import { decideEnd, type EndFacts } from '../../../api/lifecycle/attempt-end.ts'
import type { FinishRequest } from '../../../contract/assignment.ts'
import { failureReasons } from '../../../contract/reason.ts'
import { sampleDesign } from '../../support/sample-design.ts'

const done: FinishRequest = { outcome: 'succeeded', design: sampleDesign, lines: 3 }
const gaveUp: FinishRequest = {
  outcome: 'failed',
  reason: 'render-failed',
  message: 'no paint',
  design: null,
  lines: 3,
}

const facts = (given: Partial<EndFacts>): EndFacts => ({
  desired: 'running',
  finish: null,
  hasPicture: false,
  stopReason: null,
  exit: { exit: 0 },
  ...given,
})

describe('the end of an attempt', () => {
  const rows: readonly [what: string, given: Partial<EndFacts>, outcome: string, reason: string | null][] = [
    ['finished with a design and a picture', { finish: done, hasPicture: true }, 'succeeded', null],
    ['finished without a picture', { finish: done }, 'failed', 'no-result'],
    ['finished without a design', { finish: { ...done, design: null }, hasPicture: true }, 'failed', 'no-result'],
    ['gave up for a reason', { finish: gaveUp, hasPicture: true }, 'failed', 'render-failed'],
    ['gave up for no reason', { finish: { outcome: 'failed', design: null, lines: 0 } }, 'failed', 'internal'],
    ['finished, then was killed', { finish: done, hasPicture: true, exit: { exit: 137 } }, 'succeeded', null],
    [
      'finished, then ran out of memory',
      { finish: done, hasPicture: true, exit: { exit: 134, reason: 'oom' } },
      'succeeded',
      null,
    ],
    ['finished at its deadline', { finish: done, hasPicture: true, stopReason: 'deadline' }, 'succeeded', null],
    ['cancelled', { desired: 'cancelled', exit: { exit: 143 } }, 'cancelled', null],
    ['cancelled at its deadline', { desired: 'cancelled', stopReason: 'deadline' }, 'cancelled', null],
    ['cancelled and out of memory', { desired: 'cancelled', exit: { exit: 134, reason: 'oom' } }, 'cancelled', null],
    ['stopped at its deadline', { stopReason: 'deadline', exit: { exit: 143 } }, 'failed', 'deadline'],
    [
      'stopped at its deadline and lost',
      { stopReason: 'deadline', exit: { exit: null, reason: 'vanished' } },
      'failed',
      'deadline',
    ],
    ['ended well without a word', { exit: { exit: 0 } }, 'failed', 'no-result'],
    ['ended badly', { exit: { exit: 3 } }, 'failed', 'agent-exit'],
    ['was killed', { exit: { exit: 137 } }, 'failed', 'agent-exit'],
    ['ended in an unknown way', { exit: { exit: null } }, 'failed', 'agent-exit'],
    ['out of memory by the runner', { exit: { exit: 134, reason: 'oom' } }, 'failed', 'oom'],
    ['printed too much by the runner', { exit: { exit: 153, reason: 'output-limit' } }, 'failed', 'output-limit'],
    ['has a picture but no word', { hasPicture: true, exit: { exit: 0 } }, 'failed', 'no-result'],
  ]

  it.each(rows)('of one that %s', (_what, given, outcome, reason) => {
    const end = decideEnd(facts(given))

    expect([end.outcome, end.reason]).toEqual([outcome, reason])
    expect(end.message === null).toBe(reason === null)
    expect(end.isRetryable === null).toBe(reason === null)
  })

  it.each(failureReasons)('says in a sentence what %s means', (reason) => {
    const end = decideEnd(facts({ exit: { exit: null, reason } }))

    expect(end.reason).toBe(reason)
    expect(end.message).toMatch(/^[A-Z].*\.$/)
  })

  it('keeps the words of the agent and of the runner', () => {
    expect(decideEnd(facts({ finish: gaveUp })).message).toBe('no paint')
    expect(decideEnd(facts({ exit: { exit: null, reason: 'config', message: 'No such image.' } })).message).toBe(
      'No such image.',
    )
  })

  it('names the exit code, or the signal', () => {
    expect(decideEnd(facts({ exit: { exit: 3 } })).message).toContain('3')
    expect(decideEnd(facts({ exit: { exit: 137 } })).message).toContain('signal 9')
  })
})
