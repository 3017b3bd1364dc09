/** A stream of repeatable numbers. Each part of a picture forks its own, so that changing one part moves no other. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  between(low: number, high: number): number
  /** An independent stream that depends on the seed and the label only. */
  fork(label: string): Random
}

const hash = (text: string, start: number) => {
  let value = start >>> 0
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
  return value
}

/** A mulberry32 generator; a seed of up to 53 bits is folded into its 32. */
export function createRandom(seed: number, label = ''): Random {
  const origin = hash(`${seed}/${label}`, 0x811c9dc5)
  let state = origin
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    fork: (part) => createRandom(seed, `${label}/${part}`),
  }
}
