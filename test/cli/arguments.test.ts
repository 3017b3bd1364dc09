import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { amount, collectLabels, collectNumbers, lengthOfTime, moment, wholeNumber } from '../../cli/arguments.ts'

describe('an option', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  const good: readonly [what: string, value: unknown, expected: unknown][] = [
    ['a number', wholeNumber(1, 16)('16'), 16],
    ['the least number', wholeNumber(1, 16)('1'), 1],
    ['an amount', amount('0.5'), 0.5],
    ['numbers', collectNumbers(0, 15)('3', [1]), [1, 3]],
    ['a label', collectLabels('team=blue=green', { a: 'b' }), { a: 'b', team: 'blue=green' }],
    ['seconds', lengthOfTime('30s'), 30_000],
    ['minutes', lengthOfTime('5m'), 300_000],
    ['hours', lengthOfTime('2h'), 7_200_000],
    ['days', lengthOfTime('7d'), 604_800_000],
    ['a moment ago', moment(() => now)('5m'), now - 300_000],
    ['a time', moment(() => 0)('2026-11-22T12:00:00Z'), now],
  ]
  it.each(good)('is read: %s', (_what, value, expected) => {
    expect(value).toEqual(expected)
  })

  const bad: readonly [what: string, parse: () => unknown][] = [
    ['too large', () => wholeNumber(1, 16)('17')],
    ['no number', () => wholeNumber(1, 16)('two')],
    ['negative', () => wholeNumber(0)('-1')],
    ['a fraction', () => wholeNumber(0)('1.5')],
    ['nothing', () => wholeNumber(0)('')],
    ['no amount', () => amount('cheap')],
    ['endless', () => amount('Infinity')],
    ['no label', () => collectLabels('team')],
    ['a label without a name', () => collectLabels('=blue')],
    ['no unit', () => lengthOfTime('30')],
    ['no time', () => moment(() => 0)('yesterday')],
  ]
  it.each(bad)('is refused: %s', (_what, parse) => {
    expect(parse).toThrow(InvalidArgumentError)
  })
})
