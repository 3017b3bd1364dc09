import type { Design } from '#contract/design.ts'
import { fill, group, line, num, pool } from '../markup.ts'
import { ellipse } from '../shapes.ts'
import type { Brush } from './brush.ts'
import type { Look } from './expressions.ts'
import { looks } from './expressions.ts'
import { eyeRadius, openEye, shutEye } from './eyes.ts'
import type { FacePlan } from './face-plans.ts'
import { facePlans } from './face-plans.ts'
import { morphLooks } from './morphs.ts'
import type { HeadView } from './skeleton.ts'

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
