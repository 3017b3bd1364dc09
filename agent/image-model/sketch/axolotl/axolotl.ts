import type { Design } from '#contract/design.ts'
import { luminance } from '../contrast.ts'
import { group, num } from '../markup.ts'
import type { Skin } from './body.ts'
import { drawBackFin, drawLimb, drawTail, drawTailFin, drawTrunk } from './body.ts'
import type { Brush } from './brush.ts'
import { drawGills } from './gills.ts'
import { drawHead } from './head.ts'
import type { Limb, Skeleton } from './skeleton.ts'

/** Drawings that go between the parts of the animal, in its own units. */
export interface Dressing {
  readonly back: string
  readonly torso: string
  readonly neck: string
  readonly head: string
  readonly held: string
  /** What it leans on or peeks over. */
  readonly support: string
}

const skinOf = (brush: Brush, design: Design): Skin => {
  const { body, gills, accent, ink, light } = brush.palette
  const isDark = luminance(body) < 0.16 || design.morph === 'nebula'
  const candidates = isDark ? [light, accent, gills] : [gills, ink, accent]
  const apart = (colour: string) => Math.abs(luminance(colour) - (isDark ? luminance(body) * 0.4 : luminance(body)))
  const markColour = candidates.find((colour) => apart(colour) > 0.14) ?? (isDark ? '#ffffff' : ink)
  return { morph: design.morph, pattern: design.pattern, markColour }
}

/** Only the hands, for an animal that holds on to an edge. */
const handOf = (limb: Limb): Limb => ({ ...limb, root: { x: limb.joint.x, y: limb.joint.y + 2 } })

const headGroup = (skeleton: Skeleton, ...content: readonly string[]) =>
  group({ transform: `rotate(${num(skeleton.tilt)})` }, ...content)

const scaled = (scale: number, content: string) =>
  scale === 1 ? content : group({ transform: `scale(${scale})` }, content)

/** The whole animal, facing left, the middle of its head at the origin. */
export function drawAxolotl(brush: Brush, design: Design, skeleton: Skeleton, dressing: Dressing): string {
  const skin = skinOf(brush, design)
  const faceColour = luminance(brush.palette.body) < 0.12 || design.morph === 'nebula' ? '#ffffff' : '#000000'
  const limb = (which: Limb, kind: 'arm' | 'leg', isFar: boolean) => drawLimb(brush, skin, which, kind, isFar)
  const nearArm = limb(skeleton.nearArm, 'arm', false)
  const farArm = limb(skeleton.farArm, 'arm', skeleton.view !== 'front')
  const legs = [limb(skeleton.farLeg, 'leg', skeleton.view !== 'front'), limb(skeleton.nearLeg, 'leg', false)]
  const gills = headGroup(
    skeleton,
    drawGills(brush, design, skeleton, 'far'),
    drawGills(brush, design, skeleton, 'near'),
  )
  const head = headGroup(
    skeleton,
    scaled(skeleton.headScale, drawHead(brush, design, skin, skeleton.view, faceColour)),
    dressing.head,
  )
  const fin = drawTailFin(brush, skeleton)
  const tail = drawTail(brush, skin, skeleton)
  const trunk = drawTrunk(brush, skin, skeleton)
  const isTopView = skeleton.view === 'above' && skeleton.hold === undefined
  const hasEdge = skeleton.edge !== undefined
  const tailFirst = skeleton.isTailInFront === true ? [] : [fin, tail]
  const tailLast = skeleton.isTailInFront === true ? [fin, tail] : []
  const underTrunk = isTopView
    ? [...legs, hasEdge ? '' : farArm, hasEdge ? '' : nearArm]
    : [hasEdge || skeleton.hold ? '' : farArm, legs[0] ?? '']
  const overTrunk = isTopView ? [] : [legs[1] ?? '', dressing.held, skeleton.hold ? farArm : '', hasEdge ? '' : nearArm]
  const hands = hasEdge
    ? [limb(handOf(skeleton.farArm), 'arm', false), limb(handOf(skeleton.nearArm), 'arm', false)]
    : []
  const isLeaning = skeleton.ledge !== undefined
  return [
    isLeaning && !isTopView ? dressing.support : '',
    isTopView ? '' : dressing.back,
    drawBackFin(brush, skeleton),
    ...tailFirst,
    ...underTrunk,
    trunk,
    dressing.torso,
    isTopView ? dressing.back : '',
    ...overTrunk,
    isTopView && isLeaning ? dressing.support : '',
    isTopView && isLeaning ? farArm + nearArm : '',
    dressing.neck,
    gills,
    head,
    ...tailLast,
    hasEdge ? dressing.support : '',
    ...hands,
    isTopView ? dressing.held : '',
  ].join('')
}
