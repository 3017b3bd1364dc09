import { describe, expect, test } from 'vitest'
import { drawSvg, loadResvg } from '../../../agent/image-model/sketch/resvg.ts'
import { sketchSvg } from '../../../agent/image-model/sketch/sketch-svg.ts'
import type { Design } from '../../../contract/design.ts'
import * as lists from '../../../contract/design-lists.ts'
import { allowedPaints, designWith, paintsIn } from './sketch-designs.ts'

const members: Readonly<Record<string, readonly Design[]>> = {
  morph: lists.morphs.map((morph) => designWith({ morph })),
  'gill shape': lists.gillShapes.map((shape) => designWith({ gills: { shape } })),
  'gill posture': lists.gillPostures.map((posture) => designWith({ gills: { posture } })),
  pattern: [
    designWith({ pattern: { kind: 'plain' } }),
    ...lists.patterns
      .filter((kind) => kind !== 'plain')
      .flatMap((kind) => lists.patternWeights.map((weight) => designWith({ pattern: { kind, weight } }))),
  ],
  expression: lists.expressions.map((expression) => designWith({ expression })),
  pose: lists.views.flatMap((view) => lists.poses.map((kind) => designWith({ pose: { kind, view } }))),
  facing: lists.facings.map((facing) => designWith({ pose: { facing } })),
  habitat: lists.habitats.map((kind) => designWith({ habitat: { kind, detail: 'a place' } })),
  light: lists.times.flatMap((time) => lists.lightSources.map((source) => designWith({ light: { time, source } }))),
  mood: lists.moods.map((mood) => designWith({ mood })),
  technique: lists.techniques.flatMap((technique) =>
    lists.habitats.map((kind) =>
      designWith({
        technique,
        habitat: { kind, detail: 'a place' },
        accessories: [{ kind: 'scarf', colour: 'accent' }],
        props: [
          { kind: 'bread', name: 'loaf', colour: 'accent' },
          { kind: 'moon', name: 'moon', colour: 'light' },
        ],
      }),
    ),
  ),
  accessory: lists.accessoryKinds.map((kind, index) =>
    designWith({ accessories: [{ kind, colour: 'accent' }], pose: { view: lists.views[index % 6] ?? 'front' } }),
  ),
  prop: lists.propKinds.map((kind) => designWith({ props: [{ kind, name: kind, colour: 'support' }] })),
}

const pictures = Object.entries(members).map(
  ([name, designs]) => [name, designs.map((design) => ({ design, svg: sketchSvg(design, 7) }))] as const,
)

describe.each(pictures)('every %s', (_, drawn) => {
  test('gives the same text again', () => {
    for (const { design, svg } of drawn) expect(sketchSvg(design, 7)).toBe(svg)
  })

  test('is well-formed and can be drawn', async () => {
    await loadResvg()
    for (const { svg } of drawn) expect(drawSvg(svg, 24).width).toBe(24)
  })

  test('uses the palette, black and white alone, and no letters', () => {
    for (const { design, svg } of drawn) {
      const allowed = allowedPaints(design)
      const strange = [...paintsIn(svg)].filter((paint) => !allowed.has(paint) && !/^url\(#d\d+\)$/.test(paint))
      expect(strange).toEqual([])
      expect(svg).not.toMatch(/<text|<image|<style|NaN|undefined|Infinity/)
    }
  })

  test('stays under 200 kB', () => {
    for (const { svg } of drawn) expect(svg.length).toBeLessThan(200_000)
  })

  test('names the parts of the picture', () => {
    for (const { design, svg } of drawn) {
      expect(svg).toContain('data-part="axolotl"')
      expect(svg).toContain(`data-habitat="${design.habitat.kind}"`)
      expect(svg).toContain(`data-technique="${design.technique}"`)
      for (const { kind } of design.accessories) expect(svg).toContain(`data-accessory="${kind}"`)
      for (const { kind } of design.props) expect(svg).toContain(`data-prop="${kind}"`)
    }
  })
})

test('members of a list are never drawn alike', () => {
  for (const [, drawn] of pictures) {
    expect(new Set(drawn.map(({ svg }) => svg)).size).toBe(drawn.length)
  }
})

test('another seed scatters other details', () => {
  const design = designWith({ pattern: { kind: 'spots' } })
  expect(sketchSvg(design, 1)).not.toBe(sketchSvg(design, 2))
})

test('a thing in the hands is drawn once', () => {
  const design = designWith({
    pose: { kind: 'holding' },
    props: [
      { kind: 'cake', name: 'cake', colour: 'accent' },
      { kind: 'bell', name: 'bell', colour: 'support' },
    ],
  })
  const svg = sketchSvg(design, 1)
  expect(svg.split('data-prop="cake"')).toHaveLength(2)
  expect(svg.split('data-prop="bell"')).toHaveLength(2)
})

test('the busiest designs stay under 200 kB too', () => {
  const busy = lists.techniques.flatMap((technique) =>
    (['canal', 'garden', 'study', 'city-rooftop', 'desert-spring'] as const).flatMap((kind) =>
      (['nebula', 'gfp', 'paper'] as const).map((morph) =>
        designWith({
          technique,
          morph,
          habitat: { kind, detail: 'a place' },
          gills: { shape: 'fern' },
          pattern: { kind: 'scales', weight: 'bold' },
          light: { time: 'night', source: 'fire' },
          mood: 'joyful',
          accessories: [
            { kind: 'flower-crown', colour: 'accent' },
            { kind: 'lab-coat', colour: 'light' },
            { kind: 'ruff', colour: 'gills' },
          ],
          props: [
            { kind: 'octopus', name: 'octopus', colour: 'accent' },
            { kind: 'harp', name: 'harp', colour: 'light' },
            { kind: 'bicycle', name: 'bicycle', colour: 'support' },
          ],
        }),
      ),
    ),
  )
  for (const design of busy) {
    expect(sketchSvg(design, 5).length, `${design.technique} ${design.habitat.kind} ${design.morph}`).toBeLessThan(
      200_000,
    )
  }
})
