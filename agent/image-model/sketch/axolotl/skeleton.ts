import type { Design } from '#contract/design.ts'
import type { Knot, Point } from '../shapes.ts'
import { at } from '../shapes.ts'
import { abovePoses } from './poses-above.ts'
import { frontPoses } from './poses-front.ts'
import { sidePoses } from './poses-side.ts'
import { turnedPoses } from './poses-turned.ts'

/** How the head is drawn; a body follows from it. */
export type HeadView = 'front' | 'turned' | 'side' | 'above'

/** x, y, half width. */
export type KnotRow = readonly [number, number, number]
/** Root x, y, joint x, y, end x, y, and where the toes point in degrees (0 right, 90 down). */
export type LimbRow = readonly [number, number, number, number, number, number, number]

/**
 * Where everything is for one pose, facing left. The origin is the middle of the head and the head is 100 wide.
 * `near` is the side the viewer sees more of.
 */
export interface PoseRow {
  readonly tilt: number
  readonly torso: readonly KnotRow[]
  readonly tail: readonly KnotRow[]
  readonly nearArm: LimbRow
  readonly farArm: LimbRow
  readonly nearLeg: LimbRow
  readonly farLeg: LimbRow
  /** The height it stands on; without one it floats. */
  readonly ground?: number
  /** Torso and tail are one shape, without a line between them. */
  readonly isMerged?: boolean
  /** The tail lies in front of the body. */
  readonly isTailInFront?: boolean
  /** Where a held thing is: middle, bottom, width. */
  readonly hold?: readonly [number, number, number]
  /** Something to lean on: left, top, width, height. */
  readonly ledge?: readonly [number, number, number, number]
  /** Everything below this height is hidden behind an edge. */
  readonly edge?: number
}

export interface Limb {
  readonly root: Point
  readonly joint: Point
  readonly end: Point
  readonly degrees: number
}

export interface Skeleton extends Omit<PoseRow, 'torso' | 'tail' | 'nearArm' | 'farArm' | 'nearLeg' | 'farLeg'> {
  readonly view: HeadView
  readonly headScale: number
  readonly gillScale: number
  readonly torso: readonly Knot[]
  readonly tail: readonly Knot[]
  readonly nearArm: Limb
  readonly farArm: Limb
  readonly nearLeg: Limb
  readonly farLeg: Limb
}

const headViews = {
  'three-quarter': 'turned',
  side: 'side',
  front: 'front',
  above: 'above',
  portrait: 'turned',
  wide: 'turned',
} as const satisfies Record<Design['pose']['view'], HeadView>

const tables = { front: frontPoses, turned: turnedPoses, side: sidePoses, above: abovePoses }
const bodyScale = { slim: 0.95, regular: 1.1, round: 1.27 }
const tailScale = { short: 0.74, regular: 1, long: 1.28 }
const headScale = { small: 0.9, regular: 1, large: 1.12 }
const gillScale = { short: 0.8, regular: 1, long: 1.26 }

const limb = ([rx, ry, jx, jy, ex, ey, degrees]: LimbRow): Limb => ({
  root: { x: rx, y: ry },
  joint: { x: jx, y: jy },
  end: { x: ex, y: ey },
  degrees,
})

/** The bones of a design, facing left, with its proportions in them. */
export function skeletonOf(design: Pick<Design, 'pose' | 'proportions'>): Skeleton {
  const view = headViews[design.pose.view]
  const row = tables[view][design.pose.kind]
  const { head, body, tail, gills } = design.proportions
  const [startX, startY] = at(row.tail, 0)
  const stretch = tailScale[tail]
  return {
    ...row,
    view,
    headScale: headScale[head],
    gillScale: gillScale[gills],
    torso: row.torso.map(([x, y, r]) => ({ x, y, r: r * bodyScale[body] })),
    tail: row.tail.map(([x, y, r], index) => ({
      x: startX + (x - startX) * stretch,
      y: startY + (y - startY) * stretch,
      r: r * (index === 0 ? bodyScale[body] : 1),
    })),
    nearArm: limb(row.nearArm),
    farArm: limb(row.farArm),
    nearLeg: limb(row.nearLeg),
    farLeg: limb(row.farLeg),
  }
}
