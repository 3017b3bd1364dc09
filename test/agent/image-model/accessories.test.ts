import { beforeAll, describe, expect, it } from 'vitest'
import { accessoryKinds } from '#contract/design-lists.ts'
import {
  type Anchor,
  accessoryAnchor,
  drawAccessory,
} from '../../../agent/image-model/sketch/accessories/draw-accessory.ts'
import { loadResvg } from '../../../agent/image-model/sketch/resvg.ts'
import {
  attributesOf,
  type Bounds,
  boundsOf,
  difference,
  inks,
  lookalikes,
  paintsOf,
  rasterise,
  tagsOf,
} from './drawings.ts'

const colours = new Set([...Object.values(inks).filter((value) => typeof value === 'string'), '#000', '#fff', 'none'])
const bare = { ...inks, lineWidth: 0 }

/** How far a drawing may reach from its anchor, in hundredths of the head's width. */
const reach: Readonly<Record<Anchor, Bounds>> = {
  'head-top': { left: -82, top: -82, right: 82, bottom: 44 },
  eyes: { left: -64, top: -32, right: 64, bottom: 56 },
  mouth: { left: -40, top: -30, right: 40, bottom: 40 },
  neck: { left: -64, top: -20, right: 64, bottom: 72 },
  torso: { left: -50, top: -50, right: 50, bottom: 52 },
  back: { left: -72, top: -64, right: 72, bottom: 70 },
  'whole-head': { left: -92, top: -92, right: 92, bottom: 84 },
}

beforeAll(() => loadResvg())

describe.each(accessoryKinds)('the drawing of a %s', (kind) => {
  const markup = drawAccessory(kind, inks)

  it('is well-formed markup of plain shapes under 2.5 kB', () => {
    expect(() => rasterise(markup, -100, 100)).not.toThrow()
    expect([...tagsOf(markup)].filter((tag) => !['g', 'path', 'circle', 'ellipse'].includes(tag))).toEqual([])
    expect(
      [...attributesOf(markup)].filter((name) => ['id', 'style', 'class', 'href', 'filter', 'mask'].includes(name)),
    ).toEqual([])
    expect(markup).not.toMatch(/NaN|undefined|Infinity/)
    expect(markup.length).toBeLessThan(2560)
  })

  it('uses colours of its palette, black and white only', () => {
    expect([markup, drawAccessory(kind, bare)].flatMap(paintsOf).filter((paint) => !colours.has(paint))).toEqual([])
  })

  it('keeps near the place where it is worn', () => {
    const limit = reach[accessoryAnchor(kind)]
    const { left, top, right, bottom } = boundsOf(markup, -120, 120)
    expect(left).toBeGreaterThanOrEqual(limit.left)
    expect(top).toBeGreaterThanOrEqual(limit.top)
    expect(right).toBeLessThanOrEqual(limit.right)
    expect(bottom).toBeLessThanOrEqual(limit.bottom)
    expect(Math.max(right - left, bottom - top)).toBeGreaterThanOrEqual(40)
  })

  it('shows its own colour', () => {
    const other = drawAccessory(kind, { ...inks, main: '#3a9d5d' })
    expect(difference(rasterise(markup, -100, 100), rasterise(other, -100, 100))).toBeGreaterThan(0.05)
  })
})

describe('the drawings of accessories', () => {
  it('can all be told apart', () => {
    const pictures = new Map(accessoryKinds.map((kind) => [kind, rasterise(drawAccessory(kind, inks), -100, 100, 0.3)]))
    expect(lookalikes(pictures, 0.3)).toEqual([])
  })

  it('are the same bytes for the same inks', () => {
    for (const kind of accessoryKinds) expect(drawAccessory(kind, inks)).toBe(drawAccessory(kind, { ...inks }))
  })

  it.each(['glasses', 'goggles', 'monocle'] as const)('leave the eyes to be seen through %s', (kind) => {
    const picture = rasterise(drawAccessory(kind, inks), -100, 100)
    for (const x of [-26, 26]) expect(picture.alphaAt(x, 0)).toBeLessThan(140)
  })

  it.each(['space-helmet', 'diving-helmet'] as const)('leave the face to be seen through a %s', (kind) => {
    const picture = rasterise(drawAccessory(kind, inks), -100, 100)
    for (const [x, y] of [
      [-26, -2],
      [26, -2],
      [0, 14],
    ] as const)
      expect(picture.alphaAt(x, y)).toBeLessThan(100)
  })

  it('leave the free eye open beside an eye patch', () => {
    const picture = rasterise(drawAccessory('eye-patch', inks), -100, 100)
    expect(picture.alphaAt(-26, 0)).toBe(0)
    expect(picture.alphaAt(26, 0)).toBe(255)
  })

  it('seat every hat on the skull', () => {
    for (const kind of accessoryKinds.filter((each) => accessoryAnchor(each) === 'head-top')) {
      const { top, bottom } = boundsOf(drawAccessory(kind, inks), -120, 120)
      expect.soft(bottom, kind).toBeGreaterThanOrEqual(2)
      expect.soft(top, kind).toBeLessThanOrEqual(-20)
    }
  })
})
