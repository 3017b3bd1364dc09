import { hashToSeed } from '../../contract/seed.ts'

/** Numbers from 0 up to 1 that are the same for the same text. */
export type Random = () => number

/** Mulberry32 over a hash of `text`. */
export function randomOf(text: string): Random {
  let state = hashToSeed(text) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T

/** A whole number, both ends included. */
export const between = (random: Random, min: number, max: number) => min + Math.floor(random() * (max - min + 1))

export function shuffled<T>(random: Random, from: readonly T[]): T[] {
  const all = [...from]
  for (let last = all.length - 1; last > 0; last--) {
    const other = between(random, 0, last)
    const held = all[last] as T
    all[last] = all[other] as T
    all[other] = held
  }
  return all
}
