import { describe, expect, it } from 'vitest'
import { markOf, type PodLogCursor, readCursor } from '../../../../api/runner/kubernetes/log-cursor.ts'
import {
  gateAt,
  gateBehind,
  gateWithoutPlace,
  type LogGate,
  openGate,
} from '../../../../api/runner/kubernetes/log-place.ts'
import type { StampedLine } from '../../../../api/runner/kubernetes/stamped-lines.ts'

/** `2b` is the line `b` stamped in second 2; `2{5}` the line with number 5; `-b` has no stamp. */
function lineOf(word: string): StampedLine {
  const stamp = word.startsWith('-') ? null : `2026-11-21T18:10:0${word[0]}.000000000Z`
  const n = /\{(\d+)\}/.exec(word)?.[1]
  const text = n === undefined ? word.slice(1) : `{"axl":1,"n":${n},"type":"log","data":{"text":"x"}}`
  return { stamp, text, droppedBytes: 0, bytes: text.length + 1 }
}
const linesOf = (words: string) => words.split(' ').map(lineOf)

/** Behind `word`, the `count`th line in a row with its stamp. */
function cursorBehind(word: string, count: number, n = 0): PodLogCursor {
  const { stamp, text } = lineOf(word)
  return { ...readCursor(null, 'c'), stamp, count, mark: markOf(text), n }
}

/** What a gate lets through however the lines come. */
function through(makeGate: () => LogGate, words: string) {
  const lines = linesOf(words)
  const whole = makeGate()
  const passed = whole.pass(lines).map(({ text }) => text)
  const single = makeGate()
  const one = lines.flatMap((line) => single.pass([line]).map(({ text }) => text))
  expect(one).toEqual(passed)
  expect(single.state).toBe(whole.state)
  return { passed: passed.join(' '), state: whole.state }
}

interface Case {
  readonly name: string
  readonly cursor: PodLogCursor
  readonly log: string
  readonly passed: string
  readonly state: string
}

describe('the gate of a read since a stamp', () => {
  const table: Case[] = [
    {
      name: 'opens behind the place',
      cursor: cursorBehind('2b', 1),
      log: '1a 2b 3c 3d',
      passed: 'c d',
      state: 'placed',
    },
    { name: 'has nothing at the end', cursor: cursorBehind('3d', 2), log: '2b 3c 3d', passed: '', state: 'placed' },
    { name: 'counts equal stamps', cursor: cursorBehind('2b', 2), log: '2b 2b 2b 3c', passed: 'b c', state: 'placed' },
    { name: 'goes by the line, too', cursor: cursorBehind('2b', 2), log: '2x 2y 3c', passed: '', state: 'beyond' },
    { name: 'counts in a row only', cursor: cursorBehind('2b', 2), log: '2b 1x 2b 3c', passed: '', state: 'beyond' },
    { name: 'finds a later row', cursor: cursorBehind('2b', 2), log: '2b 1x 2b 2b 3c', passed: 'c', state: 'placed' },
    { name: 'waits without a later stamp', cursor: cursorBehind('2b', 1), log: '1a 2a', passed: '', state: 'closed' },
    { name: 'sees a later stamp first', cursor: cursorBehind('2b', 1), log: '1a 3c 2b', passed: '', state: 'beyond' },
    {
      name: 'lets a clock go back behind the place',
      cursor: cursorBehind('2b', 1),
      log: '2b 1c 1d',
      passed: 'c d',
      state: 'placed',
    },
    {
      name: 'passes over lines without a stamp',
      cursor: cursorBehind('2b', 2),
      log: '-x 2a -y 2b -z 3c',
      passed: 'z c',
      state: 'placed',
    },
  ]
  it.each(table)('$name', ({ cursor, log, passed, state }) => {
    expect(through(() => gateBehind(cursor), log)).toEqual({ passed, state })
  })
})

describe('the gate of a log that was looked through', () => {
  const cursor = cursorBehind('2b', 1, 5)
  const found = { first: lineOf('1a'), lines: 2 }
  const table: Omit<Case, 'cursor'>[] = [
    { name: 'opens at the count, whatever the stamps say', log: '1a 9b 3c 1d', passed: 'c d', state: 'placed' },
    { name: 'does not count lines without a stamp', log: '-x 1a -y 2b 3c', passed: 'c', state: 'placed' },
    { name: 'goes by stamps when the log was rotated since', log: '2x 3c 1d', passed: 'c d', state: 'guessed' },
    {
      name: 'goes by numbers when the log was rotated since',
      log: '1x 1{6} 1d',
      passed: `${lineOf('1{6}').text} d`,
      state: 'guessed',
    },
  ]
  it.each(table)('$name', ({ log, passed, state }) => {
    expect(through(() => gateAt(found, cursor), log)).toEqual({ passed, state })
  })
})

describe('the gate of a log that has lost the place', () => {
  const table: Case[] = [
    {
      name: 'takes what has a later stamp',
      cursor: cursorBehind('2b', 1),
      log: '1a 2x 3c 1d',
      passed: 'c d',
      state: 'guessed',
    },
    {
      name: 'takes the next number of the same stamp',
      cursor: cursorBehind('2b', 2, 5),
      log: '2{5} 2{6}',
      passed: lineOf('2{6}').text,
      state: 'guessed',
    },
    {
      name: 'takes a jump of an earlier stamp',
      cursor: cursorBehind('2b', 1, 5),
      log: '1{4} 1{900}',
      passed: lineOf('1{900}').text,
      state: 'guessed',
    },
    {
      name: 'takes no number that is noise',
      cursor: cursorBehind('2b', 1, 5),
      log: '1{9000000}',
      passed: '',
      state: 'closed',
    },
    {
      name: 'opens at the place if it is there after all',
      cursor: cursorBehind('2b', 1),
      log: '1a 2b 1c',
      passed: 'c',
      state: 'placed',
    },
  ]
  it.each(table)('$name', ({ cursor, log, passed, state }) => {
    expect(through(() => gateWithoutPlace(cursor), log)).toEqual({ passed, state })
  })
})

describe('a cursor', () => {
  it('is read as it was written', () => {
    const cursor = { ...cursorBehind('2b', 3, 7), after: 2, bytes: 99, broken: 1 as const }
    expect(readCursor(JSON.parse(JSON.stringify(cursor)), 'c')).toEqual(cursor)
  })

  it('of another container keeps what counts over all of them', () => {
    const cursor = { ...cursorBehind('2b', 3, 7), bytes: 99 }
    expect(readCursor(cursor, 'd')).toEqual({ ...readCursor(null, 'd'), n: 7, bytes: 99, broken: 1 })
  })

  it.each([{ offset: 3 }, { ...cursorBehind('2b', 1), stamp: 'yesterday' }, { ...cursorBehind('2b', 1), bytes: -1 }])(
    'that is none is refused: %j',
    (cursor) => {
      expect(() => readCursor(cursor, 'c')).toThrow()
    },
  )

  it('without a place lets everything through', () => {
    expect(through(openGate, '2b 1a -x')).toEqual({ passed: 'b a x', state: 'placed' })
  })
})
