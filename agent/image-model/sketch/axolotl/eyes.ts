import type { ColourRole } from '#contract/design.ts'
import { clipped, fill, line, num } from '../markup.ts'
import { ellipse, star } from '../shapes.ts'
import type { Brush } from './brush.ts'
import type { Look } from './expressions.ts'
import type { EyeLook } from './morphs.ts'

export const eyeRadius = 7.8

const colourOf = (brush: Brush, iris: ColourRole | 'black') => (iris === 'black' ? '#000000' : brush.palette[iris])

export function openEye(brush: Brush, eye: EyeLook, look: Look, isOther: boolean, inward: number): string {
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

export function shutEye(look: Look, colour: string): string {
  const r = eyeRadius * look.size * 1.05
  const bow = look.eye === 'laugh' ? -r * 1.25 : r * 1.1
  const start = look.eye === 'laugh' ? r * 0.4 : -r * 0.2
  const lash =
    look.eye === 'closed'
      ? `M${num(-r)} ${num(start)}l${num(-r * 0.3)} ${num(r * 0.3)}M${num(r)} ${num(start)}l${num(r * 0.3)} ${num(r * 0.3)}`
      : ''
  return line(`M${num(-r)} ${num(start)}Q0 ${num(start + bow)} ${num(r)} ${num(start)}${lash}`, colour, 3)
}
