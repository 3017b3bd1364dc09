import { beforeAll, describe, expect, it } from 'vitest'
import { propKinds } from '#contract/design-lists.ts'
import { drawProp, isFloating } from '../../../agent/image-model/sketch/props/draw-prop.ts'
import { loadResvg } from '../../../agent/image-model/sketch/resvg.ts'
import { attributesOf, boundsOf, difference, inks, lookalikes, paintsOf, rasterise, tagsOf } from './drawings.ts'

const colours = new Set([...Object.values(inks).filter((value) => typeof value === 'string'), '#000', '#fff', 'none'])
const bare = { ...inks, lineWidth: 0 }

beforeAll(() => loadResvg())

describe.each(propKinds)('the drawing of a %s', (kind) => {
  const markup = drawProp(kind, inks)

  it('is well-formed markup of plain shapes under 2.5 kB', () => {
    expect(() => rasterise(markup, 0, 100)).not.toThrow()
    expect([...tagsOf(markup)].filter((tag) => !['g', 'path', 'circle', 'ellipse'].includes(tag))).toEqual([])
    expect(
      [...attributesOf(markup)].filter((name) => ['id', 'style', 'class', 'href', 'filter', 'mask'].includes(name)),
    ).toEqual([])
    expect(markup).not.toMatch(/NaN|undefined|Infinity/)
    expect(markup.length).toBeLessThan(2560)
  })

  it('uses colours of its palette, black and white only', () => {
    expect([markup, drawProp(kind, bare)].flatMap(paintsOf).filter((paint) => !colours.has(paint))).toEqual([])
  })

  it('stays in its box, fills it and stands on its ground', () => {
    const { left, top, right, bottom } = boundsOf(markup, -40, 140)
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(-2)
    expect(Math.max(right, bottom)).toBeLessThanOrEqual(102)
    expect(Math.max(right - left, bottom - top)).toBeGreaterThanOrEqual(80)
    expect(Math.abs((left + right) / 2 - 50)).toBeLessThanOrEqual(8)
    if (isFloating(kind)) expect(Math.abs((top + bottom) / 2 - 50)).toBeLessThanOrEqual(6)
    else expect(bottom).toBeGreaterThanOrEqual(96)
  })

  it('shows its own colour', () => {
    const other = drawProp(kind, { ...inks, main: '#3a9d5d' })
    expect(difference(rasterise(markup, 0, 100), rasterise(other, 0, 100))).toBeGreaterThan(0.08)
  })

  it('keeps its inner lines when it has the colour of the ink', () => {
    const { pixels } = rasterise(drawProp(kind, { ...inks, main: inks.ink }), 0, 100)
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(inks.ink.slice(at, at + 2), 16))
    let [visible, ink] = [0, 0]
    for (let at = 0; at < pixels.length; at += 4) {
      if ((pixels[at + 3] ?? 0) < 200) continue
      visible++
      if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) ink++
    }
    expect(ink / visible).toBeLessThan(0.6)
  })
})

describe('the drawings of things', () => {
  it('can all be told apart', () => {
    const pictures = new Map(propKinds.map((kind) => [kind, rasterise(drawProp(kind, inks), 0, 100, 0.32)]))
    expect(lookalikes(pictures, 0.3)).toEqual([])
  })

  it('are the same bytes for the same inks', () => {
    for (const kind of propKinds) expect(drawProp(kind, inks)).toBe(drawProp(kind, { ...inks }))
  })

  it('float when they fly and stand when they are heavy', () => {
    for (const kind of ['balloon', 'moon', 'planet', 'paper-plane', 'snowflake'] as const)
      expect(isFloating(kind)).toBe(true)
    for (const kind of ['oven', 'anchor', 'piano', 'rocket', 'tree'] as const) expect(isFloating(kind)).toBe(false)
  })
})
