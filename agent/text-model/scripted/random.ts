import { hashToSeed, SEED_LANES } from '#contract/seed.ts'

/** A choice in [0, 1) that depends on the key alone. */
export function fraction(key: string): number {
  return (hashToSeed(key) % 1_000_003) / 1_000_003
}

/** One of the items, chosen by the key alone. */
export function pick<T>(items: readonly [T, ...T[]], key: string): T {
  return items[hashToSeed(key) % items.length] ?? items[0]
}

/** The items in an order that depends on the key alone. */
export function shuffled<T>(items: readonly T[], key: string): T[] {
  return items
    .map((item, index) => ({ item, rank: hashToSeed(`${key}#${index}`) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

/**
 * Where an attempt stands among its siblings. Siblings share `key` and differ in `lane`, so that dealing a shuffled
 * list by lane gives each of them another member: distinct by construction, not by luck.
 */
export interface Deal {
  readonly key: string
  readonly lane: number
}

/** What siblings share is the upper part of the seed; see contract/seed.ts. */
export function dealFor(seed: number, brief: string): Deal {
  // Hashed once: every choice hashes its key again, and a brief can be long.
  return { key: hashToSeed(`${Math.floor(seed / SEED_LANES)}/${brief}`).toString(36), lane: seed % SEED_LANES }
}

/** The lane's card from the list, shuffled once for the run and the topic. */
export function deal<T>({ key, lane }: Deal, topic: string, items: readonly [T, ...T[]]): T {
  const deck = shuffled(items, `${key}/${topic}`)
  return deck[lane % deck.length] ?? items[0]
}

/** A choice that is the lane's own and may repeat among siblings. */
export function roll<T>({ key, lane }: Deal, topic: string, items: readonly [T, ...T[]]): T {
  return pick(items, `${key}/${topic}/${lane}`)
}

/** The lane's own fraction in [0, 1). */
export function chance({ key, lane }: Deal, topic: string): number {
  return fraction(`${key}/${topic}/${lane}`)
}

/** Narrows a list that may be empty to one that is not. */
export function isFilled<T>(items: readonly T[]): items is readonly [T, ...T[]] {
  return items.length > 0
}
