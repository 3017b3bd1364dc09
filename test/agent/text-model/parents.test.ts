import { describe, expect, it } from 'vitest'
import type { ParentDesign } from '#contract/assignment.ts'
import { Design, type Trait } from '#contract/design.ts'
import { traits } from '#contract/design-lists.ts'
import { dealDirections } from '#contract/directions.ts'
import { variationSeed } from '#contract/seed.ts'
import { contrast } from '../../../agent/text-model/scripted/colour/oklch.ts'
import { designFor } from '../../../agent/text-model/scripted/design-for.ts'
import { briefs } from './briefs.ts'

const parentOf = (brief: string, seed = 320, direction = 'Lantern Market') =>
  designFor({ brief, direction, seed, parents: [] }).design

const children = (brief: string, parents: readonly ParentDesign[], runSeed = 77) =>
  dealDirections(runSeed, 4).map((direction, index) =>
    Design.parse(designFor({ brief, direction, seed: variationSeed(runSeed, index), parents }).design),
  )

const changed = (a: Design, b: Design): Trait[] =>
  traits.filter((trait) => JSON.stringify(a[trait]) !== JSON.stringify(b[trait]))

const isReadable = ({ palette }: Design) => {
  const hex = (role: string) => palette.find((colour) => colour.role === role)!.hex
  return contrast(hex('body'), hex('dominant')) >= 3
}

describe('a subtle child', () => {
  it('differs from its parent in one to three small traits, in other ones in every lane', () => {
    for (const brief of briefs) {
      const design = parentOf(brief)
      const all = children(brief, [{ design, strength: 'subtle', keep: [] }])
      for (const child of all) {
        expect(changed(design, child).length, `${brief}: ${changed(design, child)}`).toBeLessThanOrEqual(3)
        expect(changed(design, child).length, brief).toBeGreaterThanOrEqual(1)
        expect(child, brief).toMatchObject({
          morph: design.morph,
          technique: design.technique,
          habitat: design.habitat,
          props: design.props,
        })
        expect(isReadable(child)).toBe(true)
      }
      expect(new Set(all.map((child) => JSON.stringify({ ...child, name: '', story: '' }))).size, brief).toBe(4)
    }
  })

  it('has the family name with a twist', () => {
    const design = { ...parentOf('an axolotl'), name: 'Little Nilo' }
    for (const { name } of children('an axolotl', [{ design, strength: 'subtle', keep: [] }])) {
      expect(name).toContain('Nilo')
      expect(name).not.toBe(design.name)
    }
  })
})

describe('a strong child', () => {
  it('keeps morph or body, the name and the things of the brief, and goes elsewhere in another technique', () => {
    for (const brief of ['a baker with a red scarf', 'x', 'an axolotl with a telescope']) {
      const design = parentOf(brief)
      for (const child of children(brief, [{ design, strength: 'strong', keep: [] }])) {
        expect(child.technique).not.toBe(design.technique)
        expect(child.pose.kind).not.toBe(design.pose.kind)
        expect(child.habitat.kind).not.toBe(design.habitat.kind)
        const dominants = [child, design].map(({ palette }) => palette.find(({ role }) => role === 'support')!.hex)
        expect(child.morph === design.morph || dominants[0] === dominants[1]).toBe(true)
        expect(changed(design, child).length).toBeGreaterThanOrEqual(5)
        expect(isReadable(child)).toBe(true)
      }
    }
    const scarves = children('a baker with a red scarf', [
      { design: parentOf('a baker with a red scarf'), strength: 'strong', keep: [] },
    ])
    for (const { accessories } of scarves) expect(accessories.map(({ kind }) => kind)).toContain('scarf')
  })
})

describe('traits to keep', () => {
  it.each(traits)('%s stays as it was, whatever the strength, the brief and the direction', (trait) => {
    const design = parentOf('a melanoid pirate in a cape', 48, 'Neon Sign')
    for (const strength of ['subtle', 'strong'] as const)
      for (const brief of ['a melanoid pirate in a cape', 'a sleepy white baker in watercolour with a cat'])
        for (const child of children(brief, [{ design, strength, keep: [trait] }]))
          expect(child[trait]).toEqual(design[trait])
  })

  it('all kept leave only name and story to tell children apart', () => {
    const design = parentOf('a pirate')
    for (const child of children('a pirate', [{ design, strength: 'strong', keep: [...traits] }]))
      expect(changed(design, child)).toEqual([])
  })
})

describe('a child of two', () => {
  it('has something of both that the other has not', () => {
    const a = parentOf('a golden baker', 16, 'Lantern Market')
    const b = parentOf('a black astronaut', 32, 'Orbital Aquarium')
    for (const child of children('a friend', [
      { design: a, strength: 'subtle', keep: [] },
      { design: b, strength: 'subtle', keep: [] },
    ])) {
      const from = (parent: Design) =>
        traits.filter((trait) => JSON.stringify(parent[trait]) === JSON.stringify(child[trait]))
      expect(from(a).length).toBeGreaterThanOrEqual(3)
      expect(from(b).length).toBeGreaterThanOrEqual(3)
      const kinds = [...child.props, ...child.accessories].map(({ kind }) => kind)
      for (const parent of [a, b])
        expect([...parent.props, ...parent.accessories].some(({ kind }) => kinds.includes(kind))).toBe(true)
      expect(isReadable(child)).toBe(true)
    }
  })
})

describe('a new brief', () => {
  it('wins over the parents', () => {
    const design = parentOf('a pirate on a ship', 64, 'Wet Ink')
    for (const strength of ['subtle', 'strong'] as const)
      for (const child of children('a white albino as pixel art, asleep in a castle, with a cat, no hat', [
        { design, strength, keep: [] },
      ])) {
        expect(child).toMatchObject({ morph: 'white-albino', technique: 'pixel', expression: 'sleepy' })
        expect(child.props.map(({ kind }) => kind)).toContain('cat')
        expect(child.accessories.map(({ kind }) => kind)).not.toContain('pirate-hat')
      }
  })
})
