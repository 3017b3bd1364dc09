import { describe, expect, it } from 'vitest'
import { LineTeller } from '../../cli/lanes/line-teller.ts'
import { applyEvent, emptyRace } from '../../cli/lanes/race.ts'
import type { RunEvent } from '../../contract/event.ts'

const run = '01m80k132a99f5swkyqc85sjnk'
let seq = 0
const event = (variation: number | null, type: string, data: object, attempt = 1): RunEvent => {
  seq += 1
  const at = '2026-11-22T12:00:00.000Z'
  return { seq, run, variation, attempt: variation === null ? null : attempt, type, at, data } as RunEvent
}
const start = () =>
  event(null, 'run-start', {
    brief: 'an axolotl',
    kind: 'axolotl',
    variations: [0, 1].map((index) => ({ index, direction: `d${index}` })),
    parents: [],
  })
const tell = (events: readonly RunEvent[]) => events.reduce(applyEvent, emptyRace(run))

describe('a race', () => {
  it('follows each lane by its events, and one lane never changes another', () => {
    const { lanes, outcome } = tell([
      start(),
      event(0, 'attempt-queue', { cause: 'first' }),
      event(1, 'attempt-queue', { cause: 'first' }),
      event(1, 'attempt-wait', { reason: 'capacity', message: 'number 1 in line' }),
      event(0, 'attempt-start', { runner: 'local', where: { text: 'here', details: {} } }),
      event(0, 'step-start', { step: 'render', pass: 2 }),
      event(0, 'image-progress', { value: 1, max: 4 }),
      event(0, 'thought-delta', { text: 'hm\x1b[2J', pass: 1 }),
    ])

    expect(outcome).toBeNull()
    expect(lanes[0]).toMatchObject({ state: 'running', step: 'render', pass: 2, thoughts: 'hm[2J', wait: null })
    expect(lanes[0]?.progress).toEqual({ value: 1, max: 4 })
    expect(lanes[1]).toMatchObject({ state: 'queued', wait: 'number 1 in line', step: null })
  })

  it('is open again after a retry, and the lane begins anew', () => {
    const ended = [
      start(),
      event(0, 'design', { design: { name: 'Nilo' }, pass: 1 }),
      event(0, 'attempt-end', { outcome: 'failed', message: 'out of memory' }),
      event(null, 'run-end', { outcome: 'failed' }),
    ]
    expect(tell(ended)).toMatchObject({ outcome: 'failed', lanes: [{ state: 'failed', message: 'out of memory' }, {}] })
    const again = tell([...ended, event(0, 'attempt-queue', { cause: 'retry' }, 2)])

    expect(again.outcome).toBeNull()
    expect(again.lanes[0]).toMatchObject({ state: 'queued', attempt: 2, name: null, message: null, thoughts: '' })
  })

  it('keeps only the end of long thoughts, and ignores what it does not know', () => {
    const long = Array.from({ length: 100 }, () => event(0, 'thought-delta', { text: 'x'.repeat(1000), pass: 1 }))
    const race = tell([start(), ...long, event(0, 'something-new', {})])

    expect(race.lanes[0]?.thoughts).toHaveLength(2000)
  })
})

describe('lines of a race', () => {
  it('hold whole thoughts, in the order of what happened in each lane', () => {
    const teller = new LineTeller()
    const lines = [
      event(0, 'thought-delta', { text: 'First I ', pass: 1 }),
      event(1, 'thought-delta', { text: 'Other lane\n', pass: 1 }),
      event(0, 'thought-delta', { text: 'look.\nThen', pass: 1 }),
      event(0, 'step-end', { step: 'imagine', pass: 1, ms: 1500 }),
      event(1, 'thought-delta', { text: 'unfinished', pass: 1 }),
    ].flatMap((each) => teller.tell(each))
    const told = [...lines, ...teller.rest()].map(({ lane, text }) => `${lane} ${text}`)

    expect(told).toEqual(['1 Other lane', '0 First I look.', '0 Then', '0 imagine took 1.5 s', '1 unfinished'])
    expect(teller.rest()).toEqual([])
  })

  it('break a thought that never ends', () => {
    const teller = new LineTeller()
    const lines = Array.from({ length: 50 }, () => event(0, 'thought-delta', { text: 'x'.repeat(100), pass: 1 }))

    expect(lines.flatMap((each) => teller.tell(each)).length).toBeGreaterThan(5)
  })
})
