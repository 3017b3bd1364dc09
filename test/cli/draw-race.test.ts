import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import { drawRace, gridOf } from '../../cli/lanes/draw-race.ts'
import type { Lane, Race } from '../../cli/lanes/race.ts'
import { widthOf } from '../../cli/text.ts'

const colours = pc.createColors(false)

const lane = (index: number, more: Partial<Lane> = {}): Lane => ({
  index,
  direction: 'Mist over the canal at four in the morning',
  state: 'running',
  attempt: 1,
  wait: null,
  step: 'imagine',
  pass: 1,
  progress: null,
  name: null,
  thoughts: 'It needs one spark: lavender.\n水槽の中の小さな灯り 🦎🦎🦎\nAnd then it came',
  message: null,
  pictures: 0,
  ...more,
})
const race = (lanes: readonly Lane[]): Race => ({
  id: '01m80k132a99f5swkyqc85sjnk',
  brief: 'an axolotl',
  lanes,
  outcome: null,
})
const lanesOf = (number: number) => Array.from({ length: number }, (_, i) => lane(i))

describe('a race on a terminal', () => {
  it('is panes side by side where there is room, else a line a lane', () => {
    expect(gridOf(4, { columns: 80, rows: 24 })).toEqual({ perRow: 2, columns: 38, rows: 10 })
    expect(gridOf(4, { columns: 200, rows: 50 })).toEqual({ perRow: 4, columns: 47, rows: 12 })
    expect(gridOf(5, { columns: 120, rows: 50 })).toEqual({ perRow: 3, columns: 38, rows: 12 })
    expect(gridOf(4, { columns: 74, rows: 50 })).toBeNull()
    expect(gridOf(16, { columns: 80, rows: 24 })).toBeNull()
    expect(gridOf(1, { columns: 200, rows: 50 })).toBeNull()
  })

  it('never is wider or higher than the terminal, for any number of lanes', () => {
    for (const columns of [20, 40, 66, 74, 75, 80, 120, 200]) {
      for (const rows of [5, 10, 24, 50]) {
        for (let lanes = 0; lanes <= 16; lanes += 1) {
          const lines = drawRace(race(lanesOf(lanes)), { columns, rows, frame: 3, colours })
          expect(lines.length).toBeLessThanOrEqual(rows - 1)
          expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns)
        }
      }
    }
  })

  const tellings: readonly [what: string, more: Partial<Lane>, line: string][] = [
    ['what it thinks', {}, '0 ⠋ imagine         And then it came'],
    ['its place in line', { state: 'queued', wait: 'number 2 in line' }, '0 · waits           number 2 in line'],
    [
      'how far its picture is',
      { step: 'render', progress: { value: 3, max: 20 } },
      '0 ⠋ render 3/20     And then it came',
    ],
    ['why it failed', { state: 'failed', message: 'out of memory' }, '0 ✗ failed          out of memory'],
    ['what it made', { state: 'succeeded', name: 'Nilo' }, '0 ✓ succeeded       “Nilo”'],
    ['that it was stopped', { state: 'cancelled', thoughts: '' }, '0 – cancelled'],
  ]
  it.each(tellings)('tells of a lane %s', (_what, more, line) => {
    const [, drawn] = drawRace(race([lane(0, more)]), { columns: 60, rows: 24, frame: 0, colours })

    expect(drawn?.trimEnd()).toBe(line)
  })
})
