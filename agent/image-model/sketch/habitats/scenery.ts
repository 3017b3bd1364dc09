import type { ColourRole } from '#contract/design.ts'
import { fill, line, linear, num, pool } from '../markup.ts'
import type { Random } from '../random.ts'
import type { Point } from '../shapes.ts'
import { box, closed, ellipse, mix, open, point, polar, polygon, star, times } from '../shapes.ts'
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

/** A hanging paper lantern with its glow. */
export function paperLantern(stage: Stage, x: number, y: number, size: number, role: ColourRole): string {
  const ribs = [-0.5, 0, 0.5].map(
    (share) =>
      `M${num(x + share * size * 0.9)} ${num(y - size * (1 - Math.abs(share) * 0.4))}Q${num(x + share * size * 1.5)} ${num(y)} ${num(x + share * size * 0.9)} ${num(y + size * (1 - Math.abs(share) * 0.4))}`,
  )
  return (
    pool(stage.defs, x, y, size * 2.5, size * 2.5, stage.palette.light, 0.55) +
    shape(stage, ellipse(x, y, size, size * 0.98), role, 0) +
    pool(stage.defs, x, y + size * 0.2, size * 0.9, size * 0.85, stage.palette.light, 0.95) +
    line(ribs.join(''), '#000000', Math.max(1.5, size * 0.04), 0.18) +
    shape(
      stage,
      box(x - size * 0.36, y - size * 1.1, size * 0.72, size * 0.2, 4) +
        box(x - size * 0.32, y + size * 0.9, size * 0.64, size * 0.18, 4),
      'ink',
    ) +
    line(`M${num(x)} ${num(y + size * 1.08)}v${num(size * 0.5)}`, stage.palette[role], Math.max(2, size * 0.09))
  )
}

/** A row of book spines between two edges, standing on `y`. */
export function bookRow(stage: Stage, from: number, to: number, y: number, height: number, label: string): string {
  const random = stage.random.fork(`books${label}`)
  const roles: readonly ColourRole[] = ['support', 'accent', 'dominant', 'gills', 'ink', 'light']
  const books: string[] = []
  let x = from
  while (x < to - 14) {
    const wide = Math.min(to - x, random.between(17, 36))
    const tall = height * random.between(0.66, 0.95)
    const role = roles[Math.floor(random.next() * roles.length)] ?? 'support'
    const spine =
      random.next() > 0.86
        ? polygon([
            [x + 4, y],
            [x + wide, y - 4],
            [x + wide + 12, y - tall + 6],
            [x + 14, y - tall],
          ])
        : box(x, y - tall, wide - 2, tall, 3)
    books.push(shape(stage, spine, role, random.between(-0.28, 0.12)))
    books.push(
      fill(
        box(x + 3, y - tall * 0.8, wide - 8, 5) + box(x + 3, y - tall * 0.24, wide - 8, 4),
        stage.palette.light,
        0.5,
      ),
    )
    x += wide
  }
  return books.join('')
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
