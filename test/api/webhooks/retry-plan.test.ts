import { expect, it } from 'vitest'
import { pauseMs } from '../../../api/webhooks/retry-plan.ts'

it.each([
  [1, 5_000],
  [2, 300_000],
  [3, 1_800_000],
  [4, 7_200_000],
  [5, 18_000_000],
  [6, 36_000_000],
  [7, 50_400_000],
  [8, 72_000_000],
  [9, null],
])('after %i tries comes a pause of %s ms', (tries, ms) => {
  expect(pauseMs(tries, 0)).toBe(ms)
})

it('is up to a tenth longer by chance, so that what failed together does not come back together', () => {
  expect([pauseMs(1, 0.5), pauseMs(1, 1)]).toEqual([5250, 5500])
})
