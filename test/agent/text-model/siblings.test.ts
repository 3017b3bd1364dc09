import { describe, expect, it } from 'vitest'
import { Design } from '#contract/design.ts'
import { dealDirections } from '#contract/directions.ts'
import { hashToSeed, variationSeed } from '#contract/seed.ts'
import { designFor } from '../../../agent/text-model/scripted/design-for.ts'
import { briefs } from './briefs.ts'

const run = (brief: string, runSeed: number, lanes: number) =>
  dealDirections(runSeed, lanes).map((direction, index) => {
    const { design } = designFor({ brief, direction, seed: variationSeed(runSeed, index), parents: [] })
    return Design.parse(design)
  })

const dominant = (design: Design) => design.palette.find(({ role }) => role === 'dominant')!.hex

/** Of morph, palette, pose, habitat and technique, by the part of each that is seen first. */
function differences(a: Design, b: Design): string[] {
  return [
    a.morph !== b.morph && 'morph',
    dominant(a) !== dominant(b) && 'palette',
    a.pose.kind !== b.pose.kind && 'pose',
    a.habitat.kind !== b.habitat.kind && 'habitat',
    a.technique !== b.technique && 'technique',
  ].filter((difference) => difference !== false)
}

function leastDifference(designs: readonly Design[]): number {
  const pairs = designs.flatMap((a, i) => designs.slice(i + 1).map((b) => differences(a, b).length))
  return Math.min(...pairs)
}

describe('siblings of one run', () => {
  it.each(briefs)('differ in at least three visible traits: %s', (brief) => {
    for (const salt of [1, 2, 3])
      expect(leastDifference(run(brief, hashToSeed(`${brief}${salt}`), 4))).toBeGreaterThanOrEqual(3)
  })

  it('differ as much when there are eight of them', () => {
    for (const brief of briefs)
      expect(leastDifference(run(brief, hashToSeed(brief), 8)), brief).toBeGreaterThanOrEqual(3)
  })

  it('have names, stories and thoughts of their own', () => {
    for (const brief of briefs) {
      const designs = run(brief, hashToSeed(brief), 4)
      expect(new Set(designs.map(({ story }) => story)).size, brief).toBe(4)
    }
    const names = run('an axolotl', 99, 8).map(({ name }) => name)
    expect(new Set(names).size).toBe(8)
  })
})

describe('a design', () => {
  const request = { brief: 'an axolotl who runs a night bakery', direction: 'Lantern Market', seed: 160, parents: [] }

  it('is the same for the same request', () => {
    for (const brief of briefs) expect(designFor({ ...request, brief })).toEqual(designFor({ ...request, brief }))
  })

  it('is visibly another one when only the direction changes', () => {
    const one = designFor(request).design
    for (const direction of ['Ice Cave Choir', 'Neon Sign', 'very sad and blue', 'zzz', ''])
      expect(differences(one, designFor({ ...request, direction }).design).length, direction).toBeGreaterThanOrEqual(2)
    const own = (direction: string) => designFor({ ...request, direction }).design
    expect(differences(own('blorp'), own('fnord')).length).toBeGreaterThanOrEqual(1)
  })

  it('is visibly another one when only the seed changes, in the same lane or the next', () => {
    const one = designFor(request).design
    for (const seed of [161, 176, 16_000, 4_000_000_000]) {
      const other = designFor({ ...request, seed }).design
      expect(differences(one, other).length, `${seed}`).toBeGreaterThanOrEqual(1)
      expect(other.story).not.toBe(one.story)
    }
  })
})
