import type { Design } from '#contract/design.ts'
import { el, fill, group, line, num } from '../markup.ts'
import type { Random } from '../random.ts'
import { at, beside, box, closed, ellipse, mix, open, point, polar, star, times } from '../shapes.ts'
import type { Region, Spot } from './region.ts'
import { scatter } from './region.ts'

interface Weight {
  readonly count: number
  readonly size: number
  readonly opacity: number
}

const weights: Readonly<Record<Design['pattern']['weight'], Weight>> = {
  light: { count: 0.6, size: 0.8, opacity: 0.42 },
  medium: { count: 1, size: 1, opacity: 0.62 },
  bold: { count: 1.4, size: 1.3, opacity: 0.85 },
}

type PatternPainter = (region: Region, colour: string, weight: Weight, random: Random) => string

const turned = (spot: Spot, content: string) =>
  group({ transform: `translate(${num(spot.x)} ${num(spot.y)}) rotate(${num(spot.degrees)})` }, content)

/** How many marks suit a part of this size. */
const amount = (region: Region, perRegion: number, weight: Weight) => {
  const share = { head: 0.75, trunk: 1, tail: 0.6, limb: 0.25 }[region.kind]
  return Math.max(1, Math.round(perRegion * weight.count * share))
}

const dots =
  (perRegion: number, low: number, high: number): PatternPainter =>
  (region, colour, weight, random) =>
    fill(
      scatter(region, random, amount(region, perRegion, weight))
        .map((spot) => {
          const size = random.between(low, high) * weight.size * spot.size
          return ellipse(spot.x, spot.y, size * random.between(0.85, 1.15), size)
        })
        .join(''),
      colour,
      weight.opacity,
    )

const blob = (random: Random, size: number) =>
  closed(times(7, (index) => polar(point(0, 0), (index * 360) / 7, size * random.between(0.7, 1.2))))

const patches: PatternPainter = (region, colour, weight, random) =>
  scatter(region, random, amount(region, 6, weight))
    .map((spot) => turned(spot, fill(blob(random, 13 * weight.size * spot.size), colour, weight.opacity)))
    .join('')

/** Everything right of the middle line of the part. */
export const halfOf = (region: Region): string => {
  if (region.kind === 'head') {
    const { x, y } = region.centre
    return box(x + 1, y - region.height / 2 - 5, region.width / 2 + 8, region.height + 10)
  }
  const middle = region.spine.map((frame) => beside(frame, 0.02))
  const outer = region.spine.map((frame) => beside(frame, -1.6))
  return closed([...middle, ...outer.toReversed()])
}

const split: PatternPainter = (region, colour, weight) =>
  fill(halfOf(region), colour, weight.opacity) +
  (region.kind === 'head'
    ? line(
        `M${num(region.centre.x)} ${num(region.centre.y - region.height)}v${num(region.height * 2)}`,
        colour,
        1.4,
        0.9,
      )
    : line(open(region.spine.map((frame) => beside(frame, 0.02))), colour, 1.4, 0.9))

const bandOn = (region: Region, t: number, thick: number) => {
  const index = t * (region.spine.length - 1)
  const arc = (offset: number) =>
    [-1.1, -0.55, 0, 0.55, 1.1].map((side) => {
      const bow = (1 - side * side) * 0.9
      const frame = at(region.spine, Math.round(index))
      const place = beside(frame, side)
      return point(place.x + frame.tx * (offset + bow * 3), place.y + frame.ty * (offset + bow * 3))
    })
  return closed([...arc(-thick), ...arc(thick).toReversed()])
}

const stripes: PatternPainter = (region, colour, weight) => {
  if (region.kind === 'head') {
    const reach = region.height * 0.36
    const top = region.centre.y - region.height / 2
    const marks = [-0.42, -0.14, 0.14, 0.42].map((share, index) => {
      const x = region.centre.x + share * region.width * 0.8
      const length = reach * (index === 1 || index === 2 ? 1 : 0.72)
      const half = 3.4 * weight.size
      return closed([
        point(x - half, top - 4),
        point(x + half, top - 4),
        point(x + half * 0.6, top + length * 0.6),
        point(x, top + length),
        point(x - half * 0.6, top + length * 0.6),
      ])
    })
    return fill(marks.join(''), colour, weight.opacity)
  }
  const count = amount(region, 7, weight)
  const bands = times(count, (index) =>
    bandOn(region, mix(0.14, 0.94, count === 1 ? 0.5 : index / (count - 1)), 2.3 * weight.size),
  )
  return fill(bands.join(''), colour, weight.opacity)
}

const stars: PatternPainter = (region, colour, weight, random) =>
  fill(
    scatter(region, random, amount(region, 11, weight))
      .map((spot) => {
        const size = random.between(3.2, 6.4) * weight.size * spot.size
        return star(spot.x, spot.y, size, size * 0.45, 5, random.between(0, 72))
      })
      .join(''),
    colour,
    weight.opacity,
  )

const scales: PatternPainter = (region, colour, weight) => {
  const size = 8.5 * (region.kind === 'limb' ? 0.6 : 1)
  const { x, y } = region.centre
  const rows = Math.ceil(region.height / size) + 1
  const columns = Math.ceil(region.width / (size * 1.5)) + 2
  const isFree = (px: number, py: number) =>
    region.kind !== 'head' || py < y - region.height * 0.14 || Math.abs(px - x) > region.width * 0.42
  const arcs = times(rows, (row) =>
    times(columns, (column) => {
      const px = x - region.width / 2 + (column + (row % 2) / 2 - 0.5) * size * 1.5
      const py = y - region.height / 2 + row * size
      return isFree(px, py)
        ? `M${num(px - size * 0.72)} ${num(py)}q${num(size * 0.72)} ${num(size * 1.3)} ${num(size * 1.44)} 0`
        : ''
    }).join(''),
  ).join('')
  return line(arcs, colour, 1.5 * weight.size, weight.opacity)
}

const spiral = (size: number) => open(times(11, (index) => polar(point(0, 0), index * 52, size * (1 - index / 11.5))))

const swirls: PatternPainter = (region, colour, weight, random) =>
  scatter(region, random, amount(region, 7, weight))
    .map((spot) =>
      turned(
        spot,
        line(spiral(9 * weight.size * spot.size * random.between(0.8, 1.2)), colour, 2.1 * weight.size, weight.opacity),
      ),
    )
    .join('')

const speckles: PatternPainter = (region, colour, weight, random) =>
  dots(34, 0.9, 2.6)(region, colour, weight, random) +
  dots(12, 0.8, 1.6)(region, '#ffffff', { ...weight, opacity: weight.opacity * 0.6 }, random.fork('light'))

const painters: Readonly<Record<Design['pattern']['kind'], PatternPainter>> = {
  plain: () => '',
  freckles: dots(22, 1.1, 2.1),
  speckles,
  spots: dots(12, 4, 6.6),
  patches,
  split,
  stripes,
  stars,
  scales,
  swirls,
}

/** The marks of a pattern on one part; clip them to it. */
export function drawPattern(pattern: Design['pattern'], region: Region, colour: string, random: Random): string {
  const marks = painters[pattern.kind](region, colour, weights[pattern.weight], random)
  return marks === '' ? '' : el('g', {}, marks)
}
