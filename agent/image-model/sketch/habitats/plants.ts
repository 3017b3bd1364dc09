import type { ColourRole } from '#contract/design.ts'
import { line, num } from '../markup.ts'
import type { Random } from '../random.ts'
import type { Point } from '../shapes.ts'
import { closed, ellipse, mix, open, point, polar, times } from '../shapes.ts'
import type { Stage } from './stage.ts'
import { shape } from './stage.ts'

/** A blade or long leaf from its foot, bending to one side. */
export const blade = (x: number, y: number, height: number, lean: number, width: number) =>
  `M${num(x - width / 2)} ${num(y)}Q${num(x + lean * 0.2 - width * 0.6)} ${num(y - height * 0.6)} ${num(x + lean)} ${num(y - height)}Q${num(x + lean * 0.3 + width * 0.6)} ${num(y - height * 0.5)} ${num(x + width / 2)} ${num(y)}Z`

/** A tuft of blades. */
export function tuft(
  stage: Stage,
  random: Random,
  x: number,
  y: number,
  height: number,
  role: ColourRole,
  tone: number,
  count = 7,
): string {
  const blades = times(count, (index) => {
    const lean = mix(-0.55, 0.55, index / Math.max(1, count - 1)) * height
    return blade(x + lean * 0.18, y, height * random.between(0.65, 1.05), lean, height * 0.11)
  })
  return shape(stage, blades.join(''), role, tone)
}

/** A broad leaf with a mid rib. */
export function broadLeaf(
  stage: Stage,
  x: number,
  y: number,
  length: number,
  degrees: number,
  role: ColourRole,
  tone: number,
): string {
  const foot = point(x, y)
  const middle = polar(foot, degrees, length * 0.5)
  const d = closed([
    foot,
    polar(middle, degrees - 90, length * 0.24),
    polar(foot, degrees, length),
    polar(middle, degrees + 90, length * 0.24),
  ])
  const tip = polar(foot, degrees, length * 0.9)
  return (
    shape(stage, d, role, tone) +
    line(`M${num(x)} ${num(y)}L${num(tip.x)} ${num(tip.y)}`, '#000000', Math.max(2, length * 0.02), 0.16)
  )
}

/** A fern frond or palm leaf: a bent rib with leaflets. */
export function frond(
  stage: Stage,
  x: number,
  y: number,
  length: number,
  degrees: number,
  bend: number,
  role: ColourRole,
  tone: number,
): string {
  let place: Point = point(x, y)
  const leaflets: string[] = []
  const rib = [place]
  for (let step = 0; step < 9; step += 1) {
    const heading = degrees + (bend * step) / 9
    place = polar(place, heading, length / 9)
    rib.push(place)
    const size = length * 0.3 * Math.sin(Math.PI * (0.2 + (step / 9) * 0.72))
    for (const side of [-1, 1]) {
      const tip = polar(place, heading + side * 58, size)
      const middle = polar(place, heading + side * 40, size * 0.55)
      leaflets.push(`M${num(place.x)} ${num(place.y)}Q${num(middle.x)} ${num(middle.y)} ${num(tip.x)} ${num(tip.y)}`)
    }
  }
  const width = Math.max(3, length * 0.05)
  const d = leaflets.join('') + open(rib)
  return (
    line(d, stage.palette[role], width) +
    (tone === 0 ? '' : line(d, tone < 0 ? '#000000' : '#ffffff', width, Math.abs(tone)))
  )
}

export function flower(
  stage: Stage,
  x: number,
  y: number,
  size: number,
  petals: ColourRole,
  heart: ColourRole,
  tone = 0,
): string {
  const round = times(6, (index) => polar(point(x, y), index * 60 + size, size * 0.58))
  return (
    shape(stage, round.map((petal) => ellipse(petal.x, petal.y, size * 0.42)).join(''), petals, tone) +
    shape(stage, ellipse(x, y, size * 0.34), heart, 0.1)
  )
}

/** A lily pad seen at a slant, with its notch. */
export const lilyPad = (stage: Stage, x: number, y: number, rx: number, role: ColourRole, tone: number) => {
  const ry = rx * 0.34
  const d = `M${num(x)} ${num(y)}L${num(x + rx * 0.92)} ${num(y - ry * 0.42)}A${num(rx)} ${num(ry)} 0 1 1 ${num(x + rx * 0.98)} ${num(y + ry * 0.16)}Z`
  return (
    shape(stage, `M${d.slice(1)}`, role, tone) +
    line(
      times(4, (index) => {
        const rim = polar(point(0, 0), 110 + index * 55, 1)
        return `M${num(x)} ${num(y)}l${num(rim.x * rx * 0.8)} ${num(rim.y * ry * 0.8)}`
      }).join(''),
      '#000000',
      2,
      0.14,
    )
  )
}
