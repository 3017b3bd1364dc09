import { describe, expect, it } from 'vitest'
import { MAX_SEED } from '#contract/limits.ts'
import { attemptSeed, hashToSeed, SEED_LANES, variationSeed } from '#contract/seed.ts'

const runSeeds = [0, 1, 15, 16, 4242, 2 ** 49 - 1, 2 ** 49, MAX_SEED - 1, MAX_SEED]

describe('seeds', () => {
  it.each(runSeeds)('of the lanes of run seed %i are next to each other and within the limit', (runSeed) => {
    const seeds = Array.from({ length: SEED_LANES }, (_, index) => variationSeed(runSeed, index))
    expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0 && seed <= MAX_SEED)).toBe(true)
    expect(new Set(seeds.map((seed) => Math.floor(seed / SEED_LANES))).size).toBe(1)
    expect(seeds.map((seed) => seed % SEED_LANES)).toEqual(Array.from({ length: SEED_LANES }, (_, index) => index))
  })

  it.each(runSeeds)('of retries of %i differ from the first and from each other', (seed) => {
    const attempts = Array.from({ length: 10 }, (_, i) => attemptSeed(seed, i + 1))
    expect(attempts[0]).toBe(seed)
    expect(new Set(attempts).size).toBe(10)
    expect(attempts.every((one) => Number.isSafeInteger(one) && one >= 0 && one <= MAX_SEED)).toBe(true)
  })

  it('from text are stable and spread', () => {
    expect(hashToSeed('axolotl')).toBe(hashToSeed('axolotl'))
    const hashes = Array.from({ length: 5000 }, (_, i) => hashToSeed(`brief ${i}`))
    expect(new Set(hashes).size).toBe(5000)
    const buckets = new Set(hashes.map((hash) => hash % 16))
    expect(buckets.size).toBe(16)
  })
})
