import { MAX_SEED } from './limits.ts'

/** Siblings sit next to each other: `seed % 16` is the lane, `floor(seed / 16)` is what the run shares. */
export const SEED_LANES = 16

/** Seed of variation `index` of a run. Lanes of one run share everything but the low four bits. */
export function variationSeed(runSeed: number, index: number): number {
  const shared = runSeed % Math.floor((MAX_SEED + 1) / SEED_LANES)
  return shared * SEED_LANES + (index % SEED_LANES)
}

/** Seed of an attempt: the variation's own for the first, another for every retry, so that a re-roll differs. */
export function attemptSeed(seed: number, attempt: number): number {
  if (attempt <= 1) return seed
  return hashToSeed(`${seed}/${attempt}`)
}

/** A stable 53-bit number from text (FNV-1a over two lanes, then mixed); not for secrets. */
export function hashToSeed(text: string): number {
  let low = 0x811c9dc5
  let high = 0x01000193
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    low = Math.imul(low ^ code, 0x01000193) >>> 0
    high = Math.imul(high ^ (code + i), 0x85ebca6b) >>> 0
    high ^= high >>> 13
  }
  low = Math.imul(low ^ (low >>> 16), 0xc2b2ae35) >>> 0
  return (high & 0x1fffff) * 0x1_0000_0000 + low
}
