import type { Random } from '../random.ts'
import type { Frame, Knot, Point } from '../shapes.ts'
import { at, beside, frames, tube } from '../shapes.ts'

/** One solid part of the body that marks and treatments are clipped to. */
export interface Region {
  readonly kind: 'head' | 'trunk' | 'tail' | 'limb'
  readonly d: string
  readonly centre: Point
  readonly width: number
  readonly height: number
  /** The spine of the part; for the head, a short line across it. */
  readonly spine: readonly Frame[]
}

export function tubeRegion(kind: Region['kind'], knots: readonly Knot[], count = 14): Region {
  const spine = frames(knots, count)
  const left = Math.min(...spine.map((frame) => frame.x - frame.r))
  const right = Math.max(...spine.map((frame) => frame.x + frame.r))
  const top = Math.min(...spine.map((frame) => frame.y - frame.r))
  const bottom = Math.max(...spine.map((frame) => frame.y + frame.r))
  return {
    kind,
    d: tube(knots, count),
    centre: { x: (left + right) / 2, y: (top + bottom) / 2 },
    width: right - left,
    height: bottom - top,
    spine,
  }
}

/** A place on the part and how big a mark looks there: marks shrink towards the rim, as on a round body. */
export interface Spot extends Point {
  readonly size: number
  readonly degrees: number
}

/** Scatters places over a part; the head keeps its face free. */
export function scatter(region: Region, random: Random, count: number): Spot[] {
  const spots: Spot[] = []
  for (let tries = 0; spots.length < count && tries < count * 14; tries += 1) {
    const spot = region.kind === 'head' ? onHead(region, random) : onSpine(region, random)
    const gap = region.kind === 'head' ? 9 : 10
    if (spots.every((other) => Math.hypot(other.x - spot.x, other.y - spot.y) > gap * (1 - tries / (count * 14))))
      spots.push(spot)
  }
  return spots
}

function onHead(region: Region, random: Random): Spot {
  const x = random.between(-0.96, 0.96)
  const isSide = Math.abs(x) > 0.84
  const y = isSide ? random.between(-0.5, 0.6) : random.between(-0.95, -0.32)
  const edge = Math.max(0.25, Math.sqrt(Math.max(0, 1 - x * x * 0.9)))
  return {
    x: region.centre.x + (x * region.width) / 2,
    y: region.centre.y + (y * region.height) / 2,
    size: 0.55 + edge * 0.4,
    degrees: x * 40,
  }
}

function onSpine(region: Region, random: Random): Spot {
  const t = random.between(0.06, 0.97)
  const side = random.between(-0.92, 0.92)
  const frame = at(region.spine, Math.round(t * (region.spine.length - 1)))
  const place = beside(frame, side)
  const edge = Math.sqrt(1 - side * side)
  return {
    ...place,
    size: (0.4 + edge * 0.6) * Math.min(1, 0.45 + frame.r / 44),
    degrees: (Math.atan2(frame.ty, frame.tx) * 180) / Math.PI,
  }
}
