import type { ColourRole, Design } from '#contract/design.ts'
import { clipped, fill, group, line, num, pool } from '../markup.ts'
import { ellipse, star } from '../shapes.ts'
import type { Brush } from './brush.ts'
import type { EyeLook } from './morphs.ts'
import { morphLooks } from './morphs.ts'
import type { HeadView } from './skeleton.ts'

interface EyePlace {
  readonly x: number
  readonly y: number
  /** Horizontal squeeze on the far side of a turned head. */
  readonly squeeze: number
}

interface FacePlan {
  readonly eyes: readonly EyePlace[]
  readonly mouth: readonly [left: number, right: number, y: number]
  readonly blush: readonly EyePlace[]
  readonly nostrils: readonly (readonly [number, number])[]
}

/** Where a face lies on a head that is 100 wide. */
export const facePlans: Readonly<Record<HeadView, FacePlan>> = {
  front: {
    eyes: [
      { x: -31, y: 0, squeeze: 1 },
      { x: 31, y: 0, squeeze: 1 },
    ],
    mouth: [-25, 25, 11],
    blush: [
      { x: -37, y: 14, squeeze: 1 },
      { x: 37, y: 14, squeeze: 1 },
    ],
    nostrils: [
      [-5, 4],
      [5, 4],
    ],
  },
  turned: {
    eyes: [
      { x: -40, y: 1, squeeze: 0.76 },
      { x: 14, y: 0, squeeze: 1 },
    ],
    mouth: [-43, 9, 12],
    blush: [
      { x: -45, y: 14, squeeze: 0.6 },
      { x: 24, y: 15, squeeze: 1 },
    ],
    nostrils: [
      [-26, 5],
      [-17, 5],
    ],
  },
  side: {
    eyes: [{ x: -22, y: -2, squeeze: 0.94 }],
    mouth: [-54, -10, 12],
    blush: [{ x: -9, y: 13, squeeze: 1 }],
    nostrils: [[-46, 1]],
  },
  above: {
    eyes: [
      { x: -35, y: -4, squeeze: 0.94 },
      { x: 35, y: -4, squeeze: 0.94 },
    ],
    mouth: [-24, 24, 16],
    blush: [
      { x: -35, y: 11, squeeze: 1 },
      { x: 35, y: 11, squeeze: 1 },
    ],
    nostrils: [
      [-5, 11],
      [5, 11],
    ],
  },
}

interface Look {
  /** Closed eyes are a line: bowed up like a laugh, or down like sleep. */
  readonly eye: 'open' | 'laugh' | 'closed'
  readonly size: number
  /** How far the upper lid covers the eye, and how it slants (towards the nose is above 0). */
  readonly lid: number
  readonly slant: number
  /** Where the eye looks, in eye radii. */
  readonly gaze: readonly [number, number]
  readonly glint: 'dot' | 'big' | 'star'
  /** Brows: how high above the eye and how slanted; none at 0 opacity. */
  readonly brow: readonly [lift: number, slant: number, opacity: number]
  /** Raises the near brow alone. */
  readonly isArch: boolean
  readonly mouth: readonly [width: number, depth: number, skew: number]
  readonly blush: number
}

const calm: Look = {
  eye: 'open',
  size: 1,
  lid: 0,
  slant: 0,
  gaze: [0, 0],
  glint: 'dot',
  brow: [0, 0, 0],
  isArch: false,
  mouth: [1, 9, 0],
  blush: 0.5,
}

const looks: Readonly<Record<Design['expression'], Look>> = {
  beaming: { ...calm, eye: 'laugh', size: 1.15, mouth: [1.24, 14, 0], blush: 0.85 },
  content: calm,
  sleepy: { ...calm, lid: 0.62, mouth: [0.72, 6, 0], blush: 0.45, gaze: [0, 0.2] },
  mischievous: {
    ...calm,
    lid: 0.3,
    slant: 0.5,
    gaze: [-0.25, 0],
    brow: [8, 7, 0.75],
    isArch: true,
    mouth: [1.05, 8, 6],
  },
  proud: { ...calm, eye: 'closed', brow: [12, -2, 0.6], mouth: [1.05, 10, 0], blush: 0.6 },
  shy: {
    ...calm,
    size: 0.95,
    gaze: [0.3, 0.35],
    lid: 0.16,
    slant: -0.4,
    brow: [11, -6, 0.45],
    mouth: [0.46, 5, 0],
    blush: 1,
  },
  awed: { ...calm, size: 1.5, glint: 'big', brow: [17, -2, 0.6], mouth: [0.66, 9, 0], blush: 0.6 },
  determined: { ...calm, lid: 0.24, slant: 0.75, brow: [7.5, 9, 0.9], mouth: [0.92, 4.5, 0], blush: 0.3 },
  wistful: {
    ...calm,
    gaze: [-0.2, -0.35],
    lid: 0.12,
    slant: -0.7,
    brow: [11, -9, 0.6],
    mouth: [0.62, 4, -2],
    blush: 0.35,
  },
  dreamy: { ...calm, size: 1.25, lid: 0.3, gaze: [0.1, -0.1], glint: 'star', mouth: [0.84, 8, 2], blush: 0.8 },
}

const eyeRadius = 7.8

const colourOf = (brush: Brush, iris: ColourRole | 'black') => (iris === 'black' ? '#000000' : brush.palette[iris])

function openEye(brush: Brush, eye: EyeLook, look: Look, isOther: boolean, inward: number): string {
  const r = eyeRadius * look.size
  const iris = isOther && eye.other !== undefined ? eye.other : eye.iris
  const [gx, gy] = [look.gaze[0] * r * 0.5, look.gaze[1] * r * 0.5]
  const base =
    fill(ellipse(0, 0, r, r * 1.06), '#000000') +
    (iris === 'black'
      ? ''
      : fill(ellipse(0, 0, r * 0.92, r), colourOf(brush, iris)) +
        fill(ellipse(gx * 0.6, gy * 0.6, r * 0.55, r * 0.6), '#000000', 0.72))
  const ring = eye.ring === undefined ? '' : line(ellipse(0, 0, r * 0.84, r * 0.9), brush.palette[eye.ring], r * 0.2)
  const [hx, hy] = [gx + brush.lightX * r * 0.3, gy - r * 0.34]
  const glints = {
    dot: fill(ellipse(hx, hy, r * 0.34), '#ffffff') + fill(ellipse(-hx * 0.9, r * 0.42, r * 0.15), '#ffffff', 0.7),
    big: fill(ellipse(hx, hy, r * 0.42), '#ffffff') + fill(ellipse(-hx, r * 0.36, r * 0.22), '#ffffff', 0.9),
    star:
      fill(star(hx * 0.6, hy * 0.6, r * 0.62, r * 0.24, 5), '#ffffff') +
      fill(ellipse(-hx, r * 0.45, r * 0.14), '#ffffff', 0.8),
  }
  const drop = -r * 1.1 + look.lid * r * 2.1
  const slant = look.slant * r * 0.55 * inward
  const lidEdge = `M${num(-r * 1.3)} ${num(drop - slant)}Q0 ${num(drop + r * 0.28)} ${num(r * 1.3)} ${num(drop + slant)}`
  const hasLid = look.lid > 0
  const lid = hasLid
    ? fill(`${lidEdge}V${num(-r * 1.5)}H${num(-r * 1.3)}Z`, brush.palette.body) +
      fill(`${lidEdge}V${num(-r * 1.5)}H${num(-r * 1.3)}Z`, '#000000', 0.12)
    : ''
  const lash = hasLid ? line(lidEdge, '#000000', 1.8, 0.85) : ''
  return clipped(brush.defs, [ellipse(0, 0, r * 1.04, r * 1.1)], base + ring + glints[look.glint] + lid + lash)
}

function shutEye(look: Look, colour: string): string {
  const r = eyeRadius * look.size * 1.05
  const bow = look.eye === 'laugh' ? -r * 1.25 : r * 1.1
  const start = look.eye === 'laugh' ? r * 0.4 : -r * 0.2
  const lash =
    look.eye === 'closed'
      ? `M${num(-r)} ${num(start)}l${num(-r * 0.3)} ${num(r * 0.3)}M${num(r)} ${num(start)}l${num(r * 0.3)} ${num(r * 0.3)}`
      : ''
  return line(`M${num(-r)} ${num(start)}Q0 ${num(start + bow)} ${num(r)} ${num(start)}${lash}`, colour, 3)
}

const mouthOf = (plan: FacePlan, look: Look, view: HeadView) => {
  const [left, right, y] = plan.mouth
  const [width, depth, skew] = look.mouth
  const isSide = view === 'side'
  const middle = (left + right) / 2
  const half = ((right - left) / 2) * width
  const from = isSide ? left : middle - half
  const to = isSide ? left + half * 2 : middle + half
  const rise = depth * 0.3
  const tick = Math.min(4, 1.6 + depth * 0.16)
  const bow = `M${num(from)} ${num(y - (isSide ? 0 : rise) + skew * 0.3)}C${num(from + half * 0.5)} ${num(y + depth * 0.86)} ${num(to - half * 0.5)} ${num(y + depth * 0.86)} ${num(to)} ${num(y - rise - skew)}`
  const ends = `M${num(to - tick * 0.6)} ${num(y - rise - skew - tick)}q${num(tick)} ${num(tick * 0.6)} ${num(tick * 0.9)} ${num(tick * 2)}`
  const start = isSide
    ? ''
    : `M${num(from + tick * 0.6)} ${num(y - rise + skew * 0.3 - tick)}q${num(-tick)} ${num(tick * 0.6)} ${num(-tick * 0.9)} ${num(tick * 2)}`
  return { bow, ends: ends + start, lip: { x: (from + to) / 2, y: y + depth * 0.9 } }
}

const browsOf = (look: Look, plan: FacePlan, colour: string) => {
  const [lift, slant, opacity] = look.brow
  if (opacity === 0) return ''
  return plan.eyes
    .map((eye, index) => {
      const inward = inwardOf(plan, index)
      const isNear = index === plan.eyes.length - 1
      const high = eye.y - eyeRadius * look.size - lift + (look.isArch && isNear ? -6 : 2)
      const tilt = look.isArch && isNear ? -slant * 0.7 : slant
      const half = 7.5 * eye.squeeze
      return line(
        `M${num(eye.x - half)} ${num(high - (tilt * inward) / 2)}Q${num(eye.x)} ${num(high - 3)} ${num(eye.x + half)} ${num(high + (tilt * inward) / 2)}`,
        colour,
        2.7,
        opacity,
      )
    })
    .join('')
}

/** 1 where the nose is right of the eye, -1 where it is left. */
const inwardOf = (plan: FacePlan, index: number) => (plan.eyes.length === 1 ? -1 : index === 0 ? 1 : -1)

/** The face on its head: blush, nostrils, mouth, eyes, brows. */
export function drawFace(
  brush: Brush,
  design: Pick<Design, 'expression' | 'morph'>,
  view: HeadView,
  lineColour: string,
): string {
  const plan = facePlans[view]
  const look = looks[design.expression]
  const eye = morphLooks[design.morph].eye
  const mouth = mouthOf(plan, look, view)
  const blush = plan.blush
    .map(
      (spot) =>
        pool(brush.defs, spot.x, spot.y, 13 * spot.squeeze, 8.5, brush.palette.gills, 0.3 + look.blush * 0.5) +
        (look.blush > 0.7
          ? line(
              [-4, 0, 4].map((x) => `M${num(spot.x + (x + 1.4) * spot.squeeze)} ${num(spot.y - 2)}l-2.4 4.4`).join(''),
              brush.palette.gills,
              1.5,
              0.9,
            )
          : ''),
    )
    .join('')
  const nostrils = fill(plan.nostrils.map(([x, y]) => ellipse(x, y, 1.5, 1.1)).join(''), lineColour, 0.55)
  const smile = line(mouth.bow, lineColour, 2.9) + line(mouth.ends, lineColour, 2.1)
  const eyes = plan.eyes
    .map((place, index) => {
      const drawn =
        look.eye === 'open' ? openEye(brush, eye, look, index === 1, inwardOf(plan, index)) : shutEye(look, lineColour)
      const halo =
        look.eye === 'open'
          ? fill(ellipse(0, 0.4, eyeRadius * look.size * 1.26, eyeRadius * look.size * 1.3), '#ffffff', 0.2)
          : ''
      return group({ transform: `translate(${place.x} ${place.y}) scale(${place.squeeze} 1)` }, halo, drawn)
    })
    .join('')
  return blush + nostrils + smile + eyes + browsOf(look, plan, lineColour)
}
