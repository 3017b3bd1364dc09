import { describe, expect, it } from 'vitest'
import { dealDirections, directionFamilies, directions, findDirection } from '#contract/directions.ts'

const dealt = (seed: number, count: number, taken?: readonly string[]) =>
  dealDirections(seed, count, taken).map((name) => findDirection(name)!)
const seeds = Array.from({ length: 400 }, (_, i) => i * 7919)

describe('the library of directions', () => {
  it('holds at least thirty, with unique names and ids, in five families of similar size', () => {
    expect(directions.length).toBeGreaterThanOrEqual(30)
    expect(new Set(directions.map(({ name }) => name.toLowerCase())).size).toBe(directions.length)
    expect(new Set(directions.map(({ id }) => id)).size).toBe(directions.length)
    for (const family of directionFamilies)
      expect(directions.filter((direction) => direction.family === family).length).toBeGreaterThanOrEqual(6)
  })

  it.each(directions)('$name says in one sentence what it changes, and changes several things', (direction) => {
    expect(direction.sentence).toMatch(/^[A-Z][^.]{30,140}\.$/)
    expect(direction.twist).toMatch(/^[a-zé][^.]{10,90}[^.,]$/)
    expect(direction.name.length).toBeLessThanOrEqual(40)
    expect(Object.keys(direction.traits).length).toBeGreaterThanOrEqual(5)
  })

  it('is found by name or id in any case, and not by other words', () => {
    expect(findDirection(' lantern MARKET ')?.id).toBe('lantern-market')
    expect(findDirection('lantern-market')?.name).toBe('Lantern Market')
    expect(findDirection('as a sad clown')).toBeUndefined()
    expect(findDirection('')).toBeUndefined()
  })
})

describe('dealing directions', () => {
  it.each(Array.from({ length: 16 }, (_, i) => i + 1))(
    'gives %i distinct names, the same for the same seed',
    (count) => {
      for (const seed of seeds.slice(0, 40)) {
        const names = dealDirections(seed, count)
        expect(new Set(names).size).toBe(count)
        expect(dealDirections(seed, count)).toEqual(names)
      }
    },
  )

  it('deals no two with the same technique or pose up to eight, nor the same family up to four', () => {
    for (const seed of seeds) {
      const eight = dealt(seed, 8)
      expect(new Set(eight.map(({ traits }) => traits.technique)).size).toBe(8)
      expect(new Set(eight.map(({ traits }) => traits.pose)).size).toBe(8)
      expect(new Set(dealt(seed, 4).map(({ family }) => family)).size).toBe(4)
    }
  })

  it('deals none that is taken, by name or id, and keeps away from its technique and pose', () => {
    for (const seed of seeds) {
      const taken = ['Lantern Market', 'neon-sign', 'in my own words']
      const rest = dealt(seed, 3, taken)
      expect(rest.map(({ name }) => name)).not.toContain('Lantern Market')
      expect(rest.map(({ id }) => id)).not.toContain('neon-sign')
      for (const { traits } of rest) {
        expect(['woodblock', 'neon']).not.toContain(traits.technique)
        expect(['holding', 'dancing']).not.toContain(traits.pose)
      }
    }
  })

  it('brings every direction to the table over many seeds', () => {
    const seen = new Set(seeds.flatMap((seed) => dealDirections(seed, 4)))
    expect(seen.size).toBe(directions.length)
  })

  it('deals what there is when more are asked for than the library holds', () => {
    expect(dealDirections(1, 1000)).toHaveLength(directions.length)
    expect(dealDirections(1, 0)).toEqual([])
  })
})
