import type { ColourRole } from '#contract/design.ts'
import { fill, line, linear, num } from '../markup.ts'
import type { Random } from '../random.ts'
import { box, ellipse, mix, open, point, polygon, star, times } from '../shapes.ts'
import type { Stage } from './stage.ts'
import { bottom, full, left, right, shape, top } from './stage.ts'

/** A wall, sky or water from one height to another, with a soft gradient towards white or black. */
export function expanse(
  stage: Stage,
  from: number,
  to: number,
  role: ColourRole,
  upper: number,
  lower: number,
): string {
  const shade = linear(
    stage.defs,
    [0, from],
    [0, to],
    [
      { at: 0, colour: upper < 0 ? '#000000' : '#ffffff', opacity: Math.abs(upper) },
      ...(upper * lower < 0 ? [{ at: 0.5, colour: lower < 0 ? '#000000' : '#ffffff', opacity: 0 }] : []),
      { at: 1, colour: lower < 0 ? '#000000' : '#ffffff', opacity: Math.abs(lower) },
    ],
  )
  const d = box(left, from, full, to - from)
  return fill(d, stage.palette[role]) + fill(d, shade)
}

/** A rolling ridge that fills down to the bottom. */
export function ridge(
  stage: Stage,
  y: number,
  swell: number,
  role: ColourRole,
  tone: number,
  waves = 2.4,
  phase = 0,
): string {
  const crest = times(9, (index) =>
    point(left + (index * full) / 8, y + Math.sin(phase + (index / 8) * waves * Math.PI) * swell),
  )
  return shape(stage, `${open(crest)}V${bottom}H${left}Z`, role, tone)
}

export function cloud(stage: Stage, x: number, y: number, size: number, role: ColourRole, tone: number): string {
  const lumps: readonly (readonly [number, number, number])[] = [
    [-0.62, 0.02, 0.3],
    [-0.26, -0.16, 0.4],
    [0.14, -0.24, 0.46],
    [0.52, -0.04, 0.36],
    [0.84, 0.06, 0.22],
    [-0.92, 0.1, 0.18],
  ]
  const puffs = lumps.map(([dx, dy, r]) => ellipse(x + dx * size, y + dy * size, r * size)).join('')
  return shape(stage, puffs + box(x - size * 0.95, y + size * 0.02, size * 1.85, size * 0.28, size * 0.14), role, tone)
}

/** Long soft glints on water. */
export function glints(
  stage: Stage,
  from: number,
  to: number,
  count: number,
  role: ColourRole,
  opacity: number,
): string {
  const random = stage.random.fork(`glints${from}`)
  const lines = times(count, () => {
    const y = random.between(from, to)
    const depth = (y - from) / Math.max(1, to - from)
    const width = mix(40, 170, depth) * random.between(0.6, 1.3)
    const x = random.between(-40, 1024)
    const thick = mix(2.5, 7, depth)
    return `M${num(x)} ${num(y)}q${num(width / 2)} ${num(-thick)} ${num(width)} 0q${num(-width / 2)} ${num(thick)} ${num(-width)} 0Z`
  })
  return fill(lines.join(''), stage.palette[role], opacity)
}

export function bubbles(stage: Stage, x: number, y: number, count: number, spread: number, rise: number): string {
  const random = stage.random.fork(`bubbles${num(x)}`)
  return times(count, () => {
    const r = random.between(5, 17)
    const [cx, cy] = [x + random.between(-spread, spread), y - random.between(0, rise)]
    return (
      fill(ellipse(cx, cy, r), '#ffffff', 0.16) +
      line(ellipse(cx, cy, r), '#ffffff', 2, 0.6) +
      fill(ellipse(cx - r * 0.35, cy - r * 0.4, r * 0.22), '#ffffff', 0.85)
    )
  }).join('')
}

/** Slanted shafts of light from above. */
export function shafts(stage: Stage, x: number, count: number, spread: number, opacity: number): string {
  const beams = times(count, (index) => {
    const start = x + (index - (count - 1) / 2) * spread
    const lean = (start - 512) * 0.5 - 60
    const wide = spread * (0.24 + (index % 3) * 0.1)
    return polygon([
      [start - wide * 0.4, top],
      [start + wide * 0.4, top],
      [start + lean + wide, 880],
      [start + lean - wide, 880],
    ])
  })
  const paint = linear(
    stage.defs,
    [0, 0],
    [0, 860],
    [
      { at: 0, colour: stage.palette.light, opacity },
      { at: 1, colour: stage.palette.light, opacity: 0 },
    ],
  )
  return fill(beams.join(''), paint)
}

export function starrySky(stage: Stage, from: number, to: number, count: number, opacity = 0.9): string {
  const random = stage.random.fork('stars')
  const dots = times(count, (index) => {
    const [x, y] = [random.between(-30, 1054), random.between(from, to)]
    const r = random.between(1.2, 3.4)
    return index % 9 === 0 ? star(x, y, r * 4, r * 0.8, 4) : ellipse(x, y, r)
  })
  return fill(dots.join(''), stage.palette.light, opacity)
}

/** A planked or tiled floor running to a vanishing point. */
export function floorLines(stage: Stage, y: number, count: number, role: ColourRole, opacity: number): string {
  const rays = times(count, (index) => {
    const far = mix(-300, 1324, index / (count - 1))
    return `M${num(512 + (far - 512) * 0.62)} ${num(y)}L${num(far + (far - 512) * 0.9)} ${bottom}`
  })
  const rungs = [0.12, 0.3, 0.56, 0.92].map((share) => `M${left} ${num(y + (bottom - y) * share)}H${right}`)
  return line([...rays, ...rungs].join(''), stage.palette[role], 3, opacity)
}

/** Pebbles or stones lying in a band. */
export function stones(
  stage: Stage,
  random: Random,
  y: number,
  count: number,
  size: number,
  role: ColourRole,
  tone: number,
): string {
  return times(count, () => {
    const [x, r] = [random.between(-20, 1044), size * random.between(0.5, 1.2)]
    const cy = y + random.between(-0.4, 0.6) * size
    return (
      shape(stage, ellipse(x, cy, r, r * 0.62), role, tone + random.between(-0.08, 0.08)) +
      fill(ellipse(x - r * 0.2, cy - r * 0.2, r * 0.5, r * 0.22), '#ffffff', 0.16)
    )
  }).join('')
}
