import { describe, expect, it } from 'vitest'
import { siblingDistance } from '../../../api/batches/design-distance.ts'
import type { Design } from '../../../contract/design.ts'
import { traits } from '../../../contract/design-lists.ts'
import { sampleDesign } from '../../support/sample-design.ts'

const distance = (change: Partial<Design>) => siblingDistance({ ...sampleDesign, ...change }, [sampleDesign])
const share = (part: number) => part / traits.length
const palette = (hex: string) => sampleDesign.palette.map((colour) => ({ ...colour, hex }))

describe('the distance between designs', () => {
  it('is nothing for the same, and for one without siblings', () => {
    expect(distance({})).toEqual({ value: 0, foremost: [] })
    expect(siblingDistance(sampleDesign, [])).toEqual({ value: 0, foremost: [] })
  })

  it('counts no free text', () => {
    expect(distance({ name: 'Other', story: 'Another story.', reasons: {} }).value).toBe(0)
  })

  it.each<[string, Partial<Design>, number]>([
    ['one trait of thirteen', { mood: 'joyful' }, 1],
    ['half of a trait', { gills: { shape: 'coral', posture: 'raised' } }, 1 / 2],
    ['a third of the pose', { pose: { ...sampleDesign.pose, facing: 'right' } }, 1 / 3],
    ['one of two props', { props: [...sampleDesign.props, { kind: 'cat', name: 'cat', colour: 'ink' }] }, 1 / 2],
    ['all that is worn', { accessories: [] }, 1],
    ['the same kinds in another colour', { accessories: [{ kind: 'apron', colour: 'ink' }] }, 0],
  ])('is %s', (_name, change, part) => {
    expect(distance(change).value).toBeCloseTo(share(part))
  })

  it('sees a palette as far as its colours look apart', () => {
    const black = { ...sampleDesign, palette: palette('#000000') }
    const apartFrom = (hex: string) => siblingDistance({ ...black, palette: palette(hex) }, [black]).value
    expect(apartFrom('#ffffff')).toBeCloseTo(share(1))
    expect(apartFrom('#050505')).toBeGreaterThan(0)
    expect(apartFrom('#050505')).toBeLessThan(apartFrom('#202020'))
    expect(apartFrom('#202020')).toBeLessThan(share(1))
  })

  it('names first what differs most, on average over the siblings', () => {
    const joyful: Design = { ...sampleDesign, mood: 'joyful' }
    const pixel: Design = { ...joyful, technique: 'pixel' }
    expect(siblingDistance(pixel, [sampleDesign, joyful])).toEqual({
      value: share(1 + 1 / 2),
      foremost: ['technique', 'mood'],
    })
  })
})
