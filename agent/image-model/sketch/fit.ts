import type { Design } from '#contract/design.ts'
import { gillTips } from './axolotl/gills.ts'
import type { Skeleton } from './axolotl/skeleton.ts'
import type { Point } from './shapes.ts'
import { polar } from './shapes.ts'

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Where the animal stands in the picture: pixels of a head unit, and the middle of the head. */
export interface Placement {
  readonly scale: number
  readonly x: number
  readonly y: number
  readonly isFlipped: boolean
  /** What it covers, in pixels of the picture. */
  readonly bounds: Box
  readonly head: Box
  /** The height of its feet, or of its shadow where it floats. */
  readonly ground: number
  /** The height of the edge it peeks over. */
  readonly edge?: number
}

const around = (points: readonly Point[], pad: number): Box => ({
  left: Math.min(...points.map((place) => place.x)) - pad,
  right: Math.max(...points.map((place) => place.x)) + pad,
  top: Math.min(...points.map((place) => place.y)) - pad,
  bottom: Math.max(...points.map((place) => place.y)) + pad,
})

const union = (boxes: readonly Box[]): Box => ({
  left: Math.min(...boxes.map((box) => box.left)),
  right: Math.max(...boxes.map((box) => box.right)),
  top: Math.min(...boxes.map((box) => box.top)),
  bottom: Math.max(...boxes.map((box) => box.bottom)),
})

const rotated = (place: Point, degrees: number): Point => {
  const angle = (Math.atan2(place.y, place.x) * 180) / Math.PI + degrees
  return polar({ x: 0, y: 0 }, angle, Math.hypot(place.x, place.y))
}

/** What the animal covers in head units; an edge cuts off what is below it. */
function extent(design: Design, skeleton: Skeleton): Box {
  const half = 54 * skeleton.headScale
  const head = around([{ x: 0, y: 0 }], half)
  const gills = around(
    gillTips(design, skeleton).map((tip) => rotated(tip, skeleton.tilt)),
    6,
  )
  const knots = [...skeleton.torso, ...skeleton.tail].map((knot) => around([knot], knot.r + 8))
  const limbs = [skeleton.nearArm, skeleton.farArm, skeleton.nearLeg, skeleton.farLeg].map((limb) =>
    around([limb.end], 14),
  )
  const held =
    skeleton.hold === undefined
      ? []
      : [around([{ x: skeleton.hold[0], y: skeleton.hold[1] - skeleton.hold[2] / 2 }], skeleton.hold[2] / 2)]
  const ledge =
    skeleton.ledge === undefined || skeleton.view === 'above'
      ? []
      : [
          {
            left: skeleton.ledge[0] + 10,
            right: skeleton.ledge[0] + skeleton.ledge[2] - 10,
            top: skeleton.ledge[1],
            bottom: skeleton.ledge[1],
          },
        ]
  const whole = union([head, gills, ...knots, ...limbs, ...held, ...ledge])
  return skeleton.edge === undefined ? whole : { ...whole, bottom: skeleton.edge + 22 }
}

/** Head and gills: what a portrait must show whole. */
function closeUp(design: Design, skeleton: Skeleton): Box {
  const tips = gillTips(design, skeleton).map((tip) => rotated(tip, skeleton.tilt))
  const box = union([around([{ x: 0, y: 0 }], 56 * skeleton.headScale), around(tips, 8)])
  return { ...box, bottom: skeleton.edge === undefined ? Math.max(box.bottom, 96) : skeleton.edge + 22 }
}

interface Frame {
  /** Height and width the animal may take, and the middle or the foot it is set on, in pixels. */
  readonly height: number
  readonly width: number
  readonly centre: number
  readonly foot: number
  /** Where an edge lies that it peeks over. */
  readonly edge: number
}

const frameOf: Readonly<Record<Design['pose']['view'], Frame>> = {
  'three-quarter': { height: 610, width: 780, centre: 500, foot: 906, edge: 742 },
  side: { height: 590, width: 830, centre: 500, foot: 900, edge: 742 },
  front: { height: 620, width: 760, centre: 505, foot: 910, edge: 742 },
  above: { height: 650, width: 800, centre: 560, foot: 0, edge: 800 },
  portrait: { height: 0, width: 880, centre: 470, foot: 0, edge: 800 },
  wide: { height: 330, width: 460, centre: 560, foot: 846, edge: 806 },
}

const portraitScale = (skeleton: Skeleton, bounds: Box) =>
  Math.min(4.9 / skeleton.headScale, 900 / (bounds.right - bounds.left), 900 / (90 - bounds.top))

/** Fits the animal into the picture; `drift` moves it sideways to make room, in pixels. */
export function placeSubject(design: Design, skeleton: Skeleton, drift: number): Placement {
  const bounds = design.pose.view === 'portrait' ? closeUp(design, skeleton) : extent(design, skeleton)
  const frame = frameOf[design.pose.view]
  const isPortrait = design.pose.view === 'portrait'
  const [wide, tall] = [bounds.right - bounds.left, bounds.bottom - bounds.top]
  const peekShare = skeleton.edge === undefined ? 1 : 0.84
  const scale = isPortrait
    ? portraitScale(skeleton, bounds)
    : Math.min((frame.height * peekShare) / tall, frame.width / wide)
  const isFlipped = design.pose.facing === 'right'
  const middle = ((bounds.left + bounds.right) / 2) * (isFlipped ? -1 : 1)
  const x = 512 + drift - (isPortrait ? middle * 0.75 : middle) * scale
  const y = isPortrait
    ? 60 - bounds.top * scale + Math.max(0, (900 - (90 - bounds.top) * scale) / 2)
    : headHeight(skeleton, bounds, frame, scale)
  const flipX = (value: number) => x + value * scale * (isFlipped ? -1 : 1)
  const boxOf = (box: Box): Box => ({
    left: Math.min(flipX(box.left), flipX(box.right)),
    right: Math.max(flipX(box.left), flipX(box.right)),
    top: y + box.top * scale,
    bottom: y + box.bottom * scale,
  })
  const half = 50 * skeleton.headScale
  const edge = skeleton.edge === undefined ? {} : { edge: y + skeleton.edge * scale }
  return {
    scale,
    x,
    y,
    isFlipped,
    bounds: boxOf(bounds),
    head: boxOf({ left: -half, right: half, top: -half * 0.75, bottom: half * 0.75 }),
    ground: skeleton.ground === undefined ? Math.min(960, y + bounds.bottom * scale + 60) : y + skeleton.ground * scale,
    ...edge,
  }
}

const headHeight = (skeleton: Skeleton, bounds: Box, frame: Frame, scale: number) => {
  const isStanding = skeleton.ground !== undefined && skeleton.view !== 'above' && skeleton.edge === undefined
  if (isStanding) return frame.foot - (skeleton.ground ?? 0) * scale
  if (skeleton.edge !== undefined) return frame.edge - skeleton.edge * scale
  return frame.centre - ((bounds.top + bounds.bottom) / 2) * scale
}
