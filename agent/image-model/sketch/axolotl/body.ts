import type { Design } from '#contract/design.ts'
import { clipped, fill, line, linear, pool } from '../markup.ts'
import type { Frame, Knot } from '../shapes.ts'
import { at, beside, closed, frames, mix, num2, polar, tube } from '../shapes.ts'
import type { Brush } from './brush.ts'
import { part } from './brush.ts'
import { morphLooks } from './morphs.ts'
import { drawPattern } from './patterns.ts'
import type { Region } from './region.ts'
import { tubeRegion } from './region.ts'
import type { Limb, Skeleton } from './skeleton.ts'

/** The half of a design that the skin needs. */
export type Skin = Pick<Design, 'morph' | 'pattern'> & { readonly markColour: string }

/** Light from above and one side over the whole animal, so that its parts agree. */
export function bodyShade(brush: Brush, region: Region, strength = 1): string {
  if (brush.softness === 0) return ''
  const k = brush.softness * strength
  const { x, y } = region.centre
  const reach = Math.max(region.width, region.height) * 0.55
  const lean = brush.lightX * reach * 0.7
  return fill(
    region.d,
    linear(
      brush.defs,
      [x + lean, y - reach],
      [x - lean, y + reach],
      [
        { at: 0.05, colour: '#ffffff', opacity: 0.34 * k },
        { at: 0.42, colour: '#ffffff', opacity: 0 },
        { at: 0.55, colour: '#000000', opacity: 0 },
        { at: 1, colour: '#000000', opacity: 0.26 * k },
      ],
    ),
  )
}

/** The lit edge: a stroke inside the part that fades away from the light. */
export function rimLight(brush: Brush, region: Region, width: number, opacity: number): string {
  if (brush.softness === 0) return ''
  const { x, y } = region.centre
  const half = region.width / 2
  const side = brush.lightX < 0 ? -1 : 1
  const paint = linear(
    brush.defs,
    [x + side * half, y - region.height * 0.4],
    [x - side * half * 0.3, y + region.height * 0.2],
    [
      { at: 0, colour: brush.rim, opacity },
      { at: 0.5, colour: brush.rim, opacity: opacity * 0.35 },
      { at: 1, colour: brush.rim, opacity: 0 },
    ],
  )
  return line(region.d, paint, width)
}

/** What lies on the skin of a part: morph, pattern, shade and lit edge; only what could stick out is clipped to it. */
export function skinOn(brush: Brush, skin: Skin, region: Region, extra = ''): string {
  const morph = morphLooks[skin.morph]
  const isLimb = region.kind === 'limb'
  const pattern = isLimb
    ? ''
    : drawPattern(skin.pattern, region, skin.markColour, brush.random.fork(`marks${region.kind}`))
  const rim = isLimb ? '' : rimLight(brush, region, 5, 0.7)
  const inside = (morph.marks?.(brush, region) ?? '') + pattern + extra + rim
  return (
    (morph.veil?.(brush, region) ?? '') +
    (inside === '' ? '' : clipped(brush.defs, [region.d], inside)) +
    bodyShade(brush, region, isLimb ? 0.8 : 1)
  )
}

/** The pale belly, soft at its rim. */
const belly = (brush: Brush, skeleton: Skeleton, knots: readonly Knot[]) => {
  if (skeleton.view === 'above' && skeleton.hold === undefined) return ''
  const isFlat = skeleton.isMerged === true && skeleton.view !== 'front'
  const side = isFlat ? 0.7 : skeleton.view === 'front' || skeleton.view === 'above' ? 0 : 0.3
  return [3, 5, 7, 9]
    .map((index) => {
      const frame = at(frames(knots, 10), index)
      const place = beside(frame, side)
      return pool(brush.defs, place.x, place.y, frame.r * 0.95, frame.r * 0.95, '#ffffff', 0.34)
    })
    .join('')
}

/** Grooves along the ribs, as salamanders have. */
const grooves = (brush: Brush, spine: readonly Frame[], side: number) =>
  line(
    [0.34, 0.46, 0.58, 0.7]
      .map((t) => {
        const frame = at(spine, Math.round(t * (spine.length - 1)))
        const [from, to] = [beside(frame, side * 0.86), beside(frame, side * 0.4)]
        return `M${num2(from.x, from.y)}Q${num2((from.x + to.x) / 2 + frame.tx * 3, (from.y + to.y) / 2 + frame.ty * 3)} ${num2(to.x, to.y)}`
      })
      .join(''),
    '#000000',
    1.3,
    0.16 * brush.softness,
  )

/** The torso, or torso and tail where a pose has them in one sweep. */
export function drawTrunk(brush: Brush, skin: Skin, skeleton: Skeleton): string {
  const isLong = skeleton.isMerged === true && skeleton.isTailInFront !== true
  const knots = isLong ? [...skeleton.torso, ...skeleton.tail.slice(1)] : skeleton.torso
  const region = tubeRegion('trunk', knots, isLong ? 18 : 9)
  const first = at(skeleton.torso, 0)
  const underHead = pool(brush.defs, first.x, 30, 44, 26, '#000000', 0.42 * brush.softness)
  const isAbove = skeleton.view === 'above' && skeleton.hold === undefined
  const ridge = isAbove ? spineRidge(brush, frames(knots, 20)) : ''
  const ribs = skeleton.view === 'front' || isAbove ? '' : grooves(brush, frames(skeleton.torso, 12), -1)
  return (
    part(brush, region.d, brush.palette.body) +
    skinOn(brush, skin, region, belly(brush, skeleton, skeleton.torso) + ribs + underHead) +
    ridge
  )
}

const spineRidge = (brush: Brush, spine: readonly Frame[]) => {
  const ridge = spine.slice(3).map((frame) => ({ x: frame.x, y: frame.y, r: Math.min(4.4, frame.r * 0.3) }))
  return fill(tube(ridge, 14), brush.palette.gills, 0.5) + fill(tube(ridge, 14), '#ffffff', 0.16)
}

export function drawTail(brush: Brush, skin: Skin, skeleton: Skeleton): string {
  if (skeleton.isMerged === true && skeleton.isTailInFront !== true) return ''
  const region = tubeRegion('tail', skeleton.tail, 10)
  return part(brush, region.d, brush.palette.body) + skinOn(brush, skin, region)
}

const finSkin = (brush: Brush, d: string) =>
  part(brush, d, brush.palette.body) + fill(d, brush.palette.gills, 0.5) + fill(d, '#ffffff', 0.14)

/** The low fin along the back, seen from the side. Draw it behind the body. */
export const drawBackFin = (brush: Brush, skeleton: Skeleton): string =>
  skeleton.view === 'front' || skeleton.view === 'above' ? '' : finSkin(brush, backFin(skeleton))

/** The tall fin round the tail, with its rays. Draw it behind the tail. */
export function drawTailFin(brush: Brush, skeleton: Skeleton): string {
  const tail = frames(skeleton.tail, 12).slice(skeleton.isTailInFront === true ? 3 : 0)
  const top = tail.map((frame) => finPoint(frame, -1, 14))
  const under = tail.map((frame) => finPoint(frame, 1, 10))
  const last = at(tail, tail.length - 1)
  const tip = polar(last, (Math.atan2(last.ty, last.tx) * 180) / Math.PI, 11)
  const rays = tail
    .slice(2, -1)
    .map((frame, index) => {
      const side = index % 2 === 0 ? -1 : 1
      const [from, to] = [beside(frame, side * 0.8), finPoint(frame, side, 9)]
      return `M${num2(from.x, from.y)}L${num2(to.x + frame.tx * 3, to.y + frame.ty * 3)}`
    })
    .join('')
  return finSkin(brush, closed([...top, tip, ...under.toReversed()])) + line(rays, brush.palette.gills, 1.5, 0.75)
}

const finPoint = (frame: Frame, side: number, height: number) => {
  const grow = height * Math.sin(Math.PI * Math.min(1, 0.12 + frame.t * 0.82)) + (frame.t > 0.8 ? 2 : 0)
  return beside(frame, side * (1 + grow / frame.r))
}

const backFin = (skeleton: Skeleton) => {
  const spine = frames(skeleton.torso, 10)
  const ridge = spine.map((frame, index) => beside(frame, -1 - (mix(3, 11, frame.t) + (index % 2) * 1.6) / frame.r))
  return closed([...ridge, ...spine.toReversed().map((frame) => beside(frame, -0.4))])
}

const limbKnots = (limb: Limb, thick: number): Knot[] => [
  { ...limb.root, r: thick },
  { ...limb.joint, r: thick * 0.82 },
  { ...limb.end, r: thick * 0.66 },
]

const toes = (limb: Limb, count: number, size: number) =>
  Array.from({ length: count }, (_, index) => {
    const turn = limb.degrees + mix(-54, 54, index / (count - 1))
    const reach = size * (Math.abs(index - (count - 1) / 2) < 1 ? 1.62 : 1.42)
    const tip = polar(limb.end, turn, reach)
    const half = size * 0.4
    return closed([
      polar(limb.end, turn - 90, half),
      polar(tip, turn - 90, half),
      polar(tip, turn, half * 1.2),
      polar(tip, turn + 90, half),
      polar(limb.end, turn + 90, half),
    ])
  })

/** A limb with its toes: four in front, five behind. */
export function drawLimb(brush: Brush, skin: Skin, limb: Limb, kind: 'arm' | 'leg', isFar: boolean): string {
  const thick = kind === 'arm' ? 10.5 : 13.5
  const region = tubeRegion('limb', limbKnots(limb, thick), 5)
  const fingers = toes(limb, kind === 'arm' ? 4 : 5, kind === 'arm' ? 7 : 7.8).join('')
  const d = region.d + fingers
  const wide: Region = { ...region, d, width: region.width + 24, height: region.height + 24 }
  const dusk = isFar ? fill(d, '#000000', 0.1) : ''
  return part(brush, d, brush.palette.body) + skinOn(brush, skin, wide) + dusk
}
