import { expect, it } from 'vitest'
import { list, seconds, usd } from '../../../api/batches/measure-words.ts'

it.each([
  [0, '0.00 s'],
  [999, '1.00 s'],
  [1000, '1.0 s'],
  [59_999, '60.0 s'],
  [60_000, '1 min 0 s'],
  [125_499, '2 min 5 s'],
])('%i ms are %s', (ms, words) => {
  expect(seconds(ms)).toBe(words)
})

it.each([
  [0, '$0'],
  [0.00009, 'less than $0.0001'],
  [0.0001, '$0.0001'],
  [0.0999, '$0.0999'],
  [0.1, '$0.10'],
  [2, '$2.00'],
])('%f dollars are %s', (value, words) => {
  expect(usd(value)).toBe(words)
})

it('a list has its last word behind an and', () => {
  expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])]).toEqual(['', 'a', 'a and b', 'a, b and c'])
})
