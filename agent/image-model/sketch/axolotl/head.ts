import type { Design } from '#contract/design.ts'
import { fill, pool } from '../markup.ts'
import { closed, ellipse, point } from '../shapes.ts'
import type { Skin } from './body.ts'
import { skinOn } from './body.ts'
import type { Brush } from './brush.ts'
import { part } from './brush.ts'
import { drawFace } from './face.ts'
import { morphLooks } from './morphs.ts'
import type { Region } from './region.ts'
import type { HeadView } from './skeleton.ts'

type Row = readonly [number, number]

const symmetric = (half: readonly Row[]): Row[] => [
  ...half,
  ...half
    .slice(1, -1)
    .toReversed()
    .map(([x, y]) => [-x, y] as const),
]

/** Outlines clockwise from the crown: broad and flat, widest at the cheeks. */
const outlines: Readonly<Record<HeadView, readonly Row[]>> = {
  front: symmetric([
    [0, -30],
    [21, -30],
    [39, -22],
    [49, -4],
    [50, 10],
    [41, 23],
    [22, 31],
    [0, 33],
  ]),
  turned: [
    [-4, -31],
    [18, -30],
    [38, -21],
    [49, -4],
    [49, 10],
    [39, 23],
    [18, 31],
    [-8, 33],
    [-31, 30],
    [-46, 21],
    [-53, 8],
    [-49, -6],
    [-39, -19],
    [-23, -28],
  ],
  side: [
    [-4, -30],
    [20, -29],
    [40, -20],
    [50, 0],
    [46, 18],
    [28, 28],
    [0, 31],
    [-26, 31],
    [-47, 25],
    [-57, 12],
    [-54, -1],
    [-43, -13],
    [-28, -25],
  ],
  above: symmetric([
    [0, -31],
    [22, -31],
    [42, -22],
    [51, -5],
    [47, 12],
    [34, 25],
    [18, 34],
    [0, 37],
  ]),
}

/** The head with its face, round the origin, 100 wide. */
export function drawHead(
  brush: Brush,
  design: Pick<Design, 'expression' | 'morph'>,
  skin: Skin,
  view: HeadView,
  lineColour: string,
): string {
  const d = closed(outlines[view].map(([x, y]) => point(x, y)))
  const region: Region = {
    kind: 'head',
    d,
    centre: { x: view === 'turned' ? -6 : view === 'side' ? -4 : 0, y: 1 },
    width: 101,
    height: 65,
    spine: [],
  }
  const { gloss } = morphLooks[design.morph]
  const jaw = fill('M-58 25Q0 44 58 25V40H-58Z', '#000000', 0.1 * brush.softness)
  const shine =
    brush.softness === 0
      ? ''
      : pool(brush.defs, brush.lightX * 20, -19, 27, 10, '#ffffff', 0.75 * gloss) +
        (gloss > 0.75 ? fill(ellipse(brush.lightX * 27, -20, 6.5, 2.6), '#ffffff', 0.85) : '')
  return (
    part(brush, d, brush.palette.body) +
    skinOn(brush, skin, region, jaw) +
    shine +
    drawFace(brush, design, view, lineColour)
  )
}
