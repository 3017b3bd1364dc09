import { describe, expect, test } from 'vitest'
import { skeletonOf } from '../../../agent/image-model/sketch/axolotl/skeleton.ts'
import { contrast } from '../../../agent/image-model/sketch/contrast.ts'
import { placeSubject } from '../../../agent/image-model/sketch/fit.ts'
import { bodySeen, keylineFor } from '../../../agent/image-model/sketch/grounding.ts'
import { tint } from '../../../agent/image-model/sketch/habitats/stage.ts'
import { placeProps } from '../../../agent/image-model/sketch/place-props.ts'
import { isFloating } from '../../../agent/image-model/sketch/props/draw-prop.ts'
import * as lists from '../../../contract/design-lists.ts'
import { designWith } from './sketch-designs.ts'

const heads = ['small', 'regular', 'large'] as const
const designs = lists.views.flatMap((view) =>
  lists.poses.flatMap((kind) =>
    lists.facings.flatMap((facing) =>
      heads.map((head) =>
        designWith({ pose: { view, kind, facing }, proportions: { head, tail: 'long', gills: 'long' } }),
      ),
    ),
  ),
)

describe('the animal in the picture', () => {
  test('stays inside with a margin', () => {
    for (const design of designs) {
      const { bounds } = placeSubject(design, skeletonOf(design), design.pose.view === 'portrait' ? 0 : 84)
      const isClose = design.pose.view === 'portrait'
      expect(bounds.left, JSON.stringify(design.pose)).toBeGreaterThanOrEqual(isClose ? 0 : 12)
      expect(bounds.right, JSON.stringify(design.pose)).toBeLessThanOrEqual(isClose ? 1024 : 1012)
      expect(bounds.top, JSON.stringify(design.pose)).toBeGreaterThanOrEqual(12)
      if (!isClose) expect(bounds.bottom, JSON.stringify(design.pose)).toBeLessThanOrEqual(1012)
    }
  })

  test('is large in a close view and small in a wide one', () => {
    const height = (view: (typeof lists.views)[number]) => {
      const design = designWith({ pose: { view } })
      const { bounds } = placeSubject(design, skeletonOf(design), 0)
      return (bounds.bottom - bounds.top) / 1024
    }
    expect(height('wide')).toBeLessThan(0.36)
    expect(height('three-quarter')).toBeGreaterThan(0.45)
    expect(height('three-quarter')).toBeLessThan(0.66)
    expect(height('portrait')).toBeGreaterThan(height('three-quarter'))
  })

  test('never has its face covered by a prop that stands about', () => {
    for (const design of designs) {
      const placement = placeSubject(design, skeletonOf(design), 0)
      const props = lists.propKinds.slice(0, 3).map((kind) => ({ kind, name: kind, colour: 'accent' as const }))
      for (const place of placeProps(design, placement, props, isFloating)) {
        const { head } = placement
        const wide = Math.min(head.right, place.x + place.width / 2) - Math.max(head.left, place.x - place.width / 2)
        const tall = Math.min(head.bottom, place.foot) - Math.max(head.top, place.foot - place.width)
        const covered = (Math.max(0, wide) * Math.max(0, tall)) / ((head.right - head.left) * (head.bottom - head.top))
        expect(covered, JSON.stringify(design.pose)).toBeLessThan(0.22)
      }
    }
  })
})

test('a body as bright as its scene gets a line that parts them', () => {
  const palette = {
    dominant: '#f2d9c9',
    support: '#e8cdb8',
    accent: '#f0b090',
    body: '#f4dccb',
    gills: '#d9485f',
    light: '#fff4dd',
    ink: '#3a2a3a',
  }
  const scenery = { back: '', front: '', behind: tint('dominant', 0), isWater: false, slab: tint('support') }
  const line = keylineFor(palette, scenery, 'leucistic', 0)
  expect(line.width).toBeGreaterThan(0)
  expect(contrast(line.colour, bodySeen(palette, 'leucistic'))).toBeGreaterThanOrEqual(3)
  expect(keylineFor({ ...palette, dominant: '#12202c' }, scenery, 'leucistic', 0).width).toBe(0)
})
