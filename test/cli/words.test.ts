import { describe, expect, it } from 'vitest'
import { age, between, count, dollars, duration, size } from '../../cli/words.ts'

const now = Date.parse('2026-11-22T12:00:00Z')
const ago = (s: number) => new Date(now - s * 1000).toISOString()

describe('numbers for people', () => {
  it.each([
    [0, '0.0 s'],
    [440, '0.4 s'],
    [9949, '9.9 s'],
    [9950, '10 s'],
    [59_499, '59 s'],
    [59_500, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [3_599_499, '59 min 59 s'],
    [3_599_500, '1 h 0 min'],
    [10_925_000, '3 h 2 min'],
  ])('a length of %i ms is %s', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })

  it.each([
    [-5, '0s'],
    [99, '99s'],
    [100, '1m'],
    [5999, '99m'],
    [6000, '1h'],
    [172_799, '47h'],
    [172_800, '2d'],
  ])('an age of %i s is %s', (s, words) => {
    expect(age(ago(s), now)).toBe(words)
  })

  it.each([
    [512, '512 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1_430_000, '1.4 MB'],
    [123_400_000, '123 MB'],
    [2e15, '2000 TB'],
  ])('%i bytes are %s', (bytes, words) => {
    expect(size(bytes)).toBe(words)
  })

  it.each([
    [null, '-'],
    [0, '$0.00'],
    [0.0031, '$0.0031'],
    [0.1, '$0.10'],
    [12.5, '$12.50'],
  ])('%s dollars are %s', (usd, words) => {
    expect(dollars(usd)).toBe(words)
  })

  it('one is one, and what is unknown has no length', () => {
    expect([count(1, 'row'), count(0, 'row'), count(3, 'row')]).toEqual(['1 row', '0 rows', '3 rows'])
    expect([between(ago(5), ago(3)), between(null, ago(3)), between(ago(5), null)]).toEqual(['2.0 s', '-', '-'])
  })
})
