import { describe, expect, it } from 'vitest'
import type { ColourRole, Design } from '#contract/design.ts'
import { colourRoles, morphs, techniques, times } from '#contract/design-lists.ts'
import { paletteMoods } from '#contract/directions.ts'
import { choosePalette } from '../../../agent/text-model/scripted/choose/choose-palette.ts'
import { colourName } from '../../../agent/text-model/scripted/colour/colour-name.ts'
import { contrast, distance, fromHex, luminance, toHex } from '../../../agent/text-model/scripted/colour/oklch.ts'
import { designFor } from '../../../agent/text-model/scripted/design-for.ts'
import { colourWords } from '../../../agent/text-model/scripted/lexicon/colour-words.ts'
import { paintNames } from '../../../agent/text-model/scripted/lexicon/paint-names.ts'

type Palette = Design['palette']
const hex = (palette: Palette, role: ColourRole) => palette.find((colour) => colour.role === role)!.hex

describe('the perceptual space', () => {
  it('brings every colour back where it came from', () => {
    for (const known of Object.values({ ...colourWords, ...paintNames }))
      expect(distance(toHex(fromHex(known)), known)).toBeLessThan(0.006)
  })

  it('agrees with published values', () => {
    expect(fromHex('#ff0000').l).toBeCloseTo(0.628, 3)
    expect(fromHex('#ff0000').h).toBeCloseTo(29.23, 1)
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(luminance('#808080')).toBeCloseTo(0.2159, 3)
  })
})

describe('a palette', () => {
  const known: Readonly<Record<string, string>> = { ...colourWords, ...paintNames }
  const every = morphs.flatMap((morph) =>
    paletteMoods.flatMap((mood, i) =>
      times.map((time, j): Palette => {
        const technique = techniques[(i * 5 + j) % techniques.length]!
        const deal = { key: `${morph}/${mood}`, lane: (i + j) % 16 }
        return choosePalette({ morph, mood, technique, deal, light: { time, source: 'glow' }, fixed: {} })
      }),
    ),
  )

  it('has one colour for each role, with a name of its own', () => {
    for (const palette of every) {
      expect(palette.map(({ role }) => role)).toEqual([...colourRoles])
      expect(new Set(palette.map(({ name }) => name)).size).toBe(7)
    }
  })

  it('lets the body stand out from the dominant by 3:1, and the gills from both', () => {
    for (const palette of every) {
      expect(contrast(hex(palette, 'body'), hex(palette, 'dominant'))).toBeGreaterThanOrEqual(3)
      expect(distance(hex(palette, 'body'), hex(palette, 'gills'))).toBeGreaterThan(0.15)
      expect(distance(hex(palette, 'dominant'), hex(palette, 'gills'))).toBeGreaterThan(0.1)
      expect(distance(hex(palette, 'dominant'), hex(palette, 'accent'))).toBeGreaterThan(0.15)
    }
  })

  it('has dark ink and a light light', () => {
    for (const palette of every) {
      expect(luminance(hex(palette, 'ink'))).toBeLessThan(0.03)
      expect(luminance(hex(palette, 'light'))).toBeGreaterThan(0.8)
    }
  })

  it('uses names that come near the colour', () => {
    const far = every.flat().map((colour) => distance(colour.hex, known[colour.name]!))
    expect(Math.max(...far)).toBeLessThan(0.16)
    expect(far.reduce((sum, one) => sum + one, 0) / far.length).toBeLessThan(0.05)
    expect(colourName('#f59331', new Set())).toBe('tangerine')
  })

  it('takes the colours of the brief as they are and moves only the dominant', () => {
    for (const ask of ['white', 'black', 'grey', 'teal', 'yellow', 'navy', 'brown']) {
      const { palette, morph } = designFor({
        brief: `a ${ask} axolotl with a red scarf`,
        direction: 'Wet Ink',
        seed: 3,
        parents: [],
      }).design
      expect(hex(palette, 'body'), `${ask} ${morph}`).toBe(colourWords[ask])
      expect(hex(palette, 'accent')).toBe(colourWords.red)
      expect(contrast(hex(palette, 'body'), hex(palette, 'dominant'))).toBeGreaterThanOrEqual(3)
    }
  })

  it.each([
    ['golden', 'golden-albino'],
    ['pink', 'leucistic'],
    ['black', 'melanoid'],
    ['white', 'white-albino'],
    ['grey', 'axanthic'],
    ['brown', 'copper'],
    ['lilac', 'lavender'],
    ['purple', 'nebula'],
    ['mint', 'jade'],
    ['lime green', 'gfp'],
    ['sky blue', 'opal'],
  ])('of a %s axolotl belongs to a %s one', (colour, morph) => {
    expect(designFor({ brief: `a ${colour} axolotl`, direction: 'Wet Ink', seed: 3, parents: [] }).design.morph).toBe(
      morph,
    )
  })

  it('keeps a ground that was asked for where the body can be read on it', () => {
    const { palette } = designFor({
      brief: 'a white axolotl on a navy background',
      direction: 'Wet Ink',
      seed: 3,
      parents: [],
    }).design
    expect(hex(palette, 'dominant')).toBe(colourWords.navy)
  })
})
