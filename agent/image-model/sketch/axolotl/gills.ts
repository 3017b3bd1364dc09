import type { Design } from '#contract/design.ts'
import { line, tinted, tintedLine } from '../markup.ts'
import type { Knot, Point } from '../shapes.ts'
import { frames, point, polar } from '../shapes.ts'
import type { Brush } from './brush.ts'
import { gillShapes } from './gill-shapes.ts'
import type { HeadView, Skeleton } from './skeleton.ts'

/** Root x, y, angle and length of a gill, in head units; `side` is -1 for the left of the picture. */
interface Root {
  readonly x: number
  readonly y: number
  readonly angle: number
  readonly length: number
  readonly side: -1 | 1
  readonly isFar: boolean
}

type RootRow = readonly [number, number, number, number]

const near = (rows: readonly RootRow[]): Root[] =>
  rows.map(([x, y, angle, length]) => ({ x, y, angle, length, side: 1, isFar: false }))
const far = (rows: readonly RootRow[]): Root[] =>
  rows.map(([x, y, angle, length]) => ({ x, y, angle, length, side: -1, isFar: true }))
const mirrored = (rows: readonly RootRow[]): Root[] => [
  ...near(rows),
  ...rows.map(([x, y, angle, length]) => ({ x: -x, y, angle: 180 - angle, length, side: -1 as const, isFar: false })),
]

const roots: Readonly<Record<HeadView, readonly Root[]>> = {
  front: mirrored([
    [32, -21, -66, 52],
    [44, -9, -24, 60],
    [45, 8, 16, 48],
  ]),
  turned: [
    ...far([
      [-33, -21, -118, 44],
      [-43, -11, -152, 45],
      [-46, 3, -186, 36],
    ]),
    ...near([
      [33, -21, -60, 56],
      [44, -9, -22, 60],
      [44, 7, 13, 48],
    ]),
  ],
  side: [
    ...far([
      [-6, -25, -122, 42],
      [14, -25, -80, 50],
      [34, -18, -40, 42],
    ]),
    ...near([
      [8, -24, -102, 52],
      [30, -18, -58, 62],
      [40, -2, -16, 58],
    ]),
  ],
  above: mirrored([
    [34, -20, -48, 52],
    [45, -9, -14, 56],
    [45, 5, 20, 48],
  ]),
}

interface Carriage {
  /** Degrees the gill turns upwards (below 0) or downwards, and sideways where it is swept. */
  readonly lift: number
  readonly drift: number
  readonly bend: number
  readonly spread: number
  readonly stretch: number
}

const carriages: Readonly<Record<Design['gills']['posture'], Carriage>> = {
  raised: { lift: -15, drift: 0, bend: -26, spread: 1.14, stretch: 1.06 },
  fanned: { lift: 4, drift: 0, bend: 8, spread: 1.5, stretch: 1.1 },
  drooping: { lift: 18, drift: 0, bend: 74, spread: 1.12, stretch: 1.08 },
  swept: { lift: -6, drift: 34, bend: -4, spread: 0.98, stretch: 1.16 },
}

function stalkOf(root: Root, carriage: Carriage, skeleton: Skeleton): { knots: Knot[]; length: number } {
  const scale = skeleton.headScale
  const length = root.length * skeleton.gillScale * carriage.stretch * scale
  const middle = skeleton.view === 'side' ? -58 : root.side === 1 ? -22 : -158
  const turn = skeleton.view === 'side' ? 1 : root.side
  const start =
    middle +
    (root.angle - middle) * carriage.spread +
    carriage.lift * turn +
    carriage.drift * (root.side === 1 ? 0.4 : 1)
  const bend = carriage.bend * turn + carriage.drift * (root.side === 1 ? 1 : 1.5)
  const steps = 6
  const places: Point[] = [point(root.x * scale, root.y * scale)]
  for (let step = 0; step < steps; step += 1) {
    const from = places[step] ?? point(0, 0)
    places.push(polar(from, start + bend * (step / steps), length / steps))
  }
  return { knots: places.map((place, index) => ({ ...place, r: 4.6 - index * 0.5 })), length }
}

/** Where the tips of the gills are, for fitting and for checks: head units round the middle of the head. */
export function gillTips(design: Pick<Design, 'gills'>, skeleton: Skeleton): Point[] {
  const carriage = carriages[design.gills.posture]
  return roots[skeleton.view].map((root) => {
    const { knots, length } = stalkOf(root, carriage, skeleton)
    const [last, before] = [knots[knots.length - 1] ?? point(0, 0), knots[knots.length - 2] ?? point(0, 0)]
    const angle = (Math.atan2(last.y - before.y, last.x - before.x) * 180) / Math.PI
    return polar(last, angle, length * 0.16)
  })
}

/** The six gills; draw them behind the head. In profile the three of the viewer's side come with `layer` near. */
export function drawGills(
  brush: Brush,
  design: Pick<Design, 'gills'>,
  skeleton: Skeleton,
  layer: 'far' | 'near',
): string {
  const carriage = carriages[design.gills.posture]
  const draw = gillShapes[design.gills.shape]
  const colour = brush.palette.gills
  const chosen = roots[skeleton.view].filter((root) => root.isFar === (layer === 'far'))
  return chosen
    .map((root, index) => {
      const { knots, length } = stalkOf(root, carriage, skeleton)
      const strokes = draw(frames(knots, 12), length, brush.random.fork(`gill${layer}${index}`))
      const outline = strokes
        .slice(0, brush.outline > 0 ? strokes.length : 0)
        .map(({ d, width }) => line(d, brush.outlineColour, width + brush.outline * 2))
      const body = strokes.map(({ d, width, tone }) => {
        const shade = tone * brush.softness + (root.isFar ? -0.16 : 0) + (brush.softness < 0.3 ? tone * 0.6 : 0)
        return width === 0 ? tinted(d, colour, shade) : tintedLine(d, colour, width, shade)
      })
      return [...outline, ...body].join('')
    })
    .join('')
}
