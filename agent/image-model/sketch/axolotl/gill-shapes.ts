import type { Design } from '#contract/design.ts'
import type { Random } from '../random.ts'
import type { Frame, Knot, Point } from '../shapes.ts'
import { at, beside, closed, ellipse, mix, num2, open, polar, times, tube, xy } from '../shapes.ts'

/** A filled path (`width` 0) or a round line, in a tint of the gill colour. */
export interface GillStroke {
  readonly d: string
  readonly width: number
  readonly tone: number
}

export type GillShape = (stalk: readonly Frame[], length: number, random: Random) => readonly GillStroke[]

const heading = (frame: Frame) => (Math.atan2(frame.ty, frame.tx) * 180) / Math.PI
const frameAt = (stalk: readonly Frame[], t: number) => at(stalk, Math.round(t * (stalk.length - 1)))
const sides = [-1, 1] as const
const stalkOf = (stalk: readonly Frame[], scale: number): Knot[] =>
  stalk.map((frame) => ({ x: frame.x, y: frame.y, r: frame.r * scale }))
const stem = (stalk: readonly Frame[], scale: number, tone: number): GillStroke => ({
  d: tube(stalkOf(stalk, scale), 8),
  width: 0,
  tone,
})

const fringe = (stalk: readonly Frame[], length: number, random: Random, count: number, reach: number) =>
  times(count, (index) => {
    const t = mix(0.1, 1, index / (count - 1))
    const frame = frameAt(stalk, t)
    const long = length * reach * (0.45 + 0.75 * Math.sin(Math.PI * Math.min(1, 0.22 + t * 0.72)))
    return sides.map((side) => {
      const angle = heading(frame) + side * mix(82, 20, t)
      const size = long * random.between(0.78, 1.16)
      const bend = polar(frame, angle, size * 0.55)
      const tip = polar(bend, angle - side * 30, size * 0.5)
      return { frame, bend, tip }
    })
  }).flat()

const barb = (from: Point, bend: Point, end: Point) =>
  `M${xy(from)}q${num2(bend.x - from.x, bend.y - from.y)} ${num2(end.x - from.x, end.y - from.y)}`

const feather: GillShape = (stalk, length, random) => {
  const barbs = fringe(stalk, length, random, 8, 0.31)
  const path = (share: number) =>
    barbs
      .map(({ frame, bend, tip }) => {
        const end = { x: mix(frame.x, tip.x, share), y: mix(frame.y, tip.y, share) }
        return barb(frame, bend, end)
      })
      .join('')
  return [{ d: path(1), width: 5.4, tone: 0 }, { d: path(0.72), width: 2, tone: 0.28 }, stem(stalk, 1, -0.2)]
}

const teardrop = (from: Point, angle: number, length: number, width: number) => {
  const middle = polar(from, angle, length * 0.55)
  return closed([from, polar(middle, angle - 90, width), polar(from, angle, length), polar(middle, angle + 90, width)])
}

const fern: GillShape = (stalk, length, random) => {
  const leaflets = times(8, (index) => {
    const t = mix(0.16, 0.98, index / 7)
    const frame = frameAt(stalk, t)
    const size = length * mix(0.36, 0.15, t) * random.between(0.88, 1.12)
    return sides.map((side) => teardrop(frame, heading(frame) + side * mix(66, 40, t), size, size * 0.27))
  })
  const pick = (odd: number) =>
    leaflets
      .filter((_, index) => index % 2 === odd)
      .flat()
      .join('')
  const last = at(stalk, stalk.length - 1)
  return [
    stem(stalk, 0.8, -0.25),
    { d: pick(0), width: 0, tone: 0 },
    { d: pick(1) + teardrop(last, heading(last), length * 0.2, length * 0.06), width: 0, tone: 0.22 },
  ]
}

const coral: GillShape = (stalk, length, random) => {
  const branches = times(5, (index) => {
    const t = mix(0.28, 0.94, index / 4)
    const frame = frameAt(stalk, t)
    const side = index % 2 === 0 ? 1 : -1
    const size = length * mix(0.36, 0.22, t) * random.between(0.9, 1.15)
    const fork = polar(frame, heading(frame) + side * 62, size * 0.6)
    const tips = [
      polar(fork, heading(frame) + side * 12, size * 0.55),
      polar(fork, heading(frame) + side * 84, size * 0.4),
    ]
    return { d: tips.map((tip) => `M${xy(frame)}Q${xy(fork)} ${xy(tip)}`).join(''), tips }
  })
  const last = at(stalk, stalk.length - 1)
  const knobs = [...branches.flatMap((branch) => branch.tips), last]
  return [
    { d: branches.map((branch) => branch.d).join('') + open(stalk), width: 6.4, tone: 0 },
    { d: open(stalk.slice(0, -2)), width: 3, tone: -0.2 },
    { d: knobs.map((tip) => ellipse(tip.x, tip.y, 3.9)).join(''), width: 0, tone: 0.3 },
  ]
}

const ribbon: GillShape = (stalk, length, random) =>
  [-1, 1, 0].map((lane) => {
    const phase = random.between(0, 6)
    const knots = times(7, (index) => {
      const t = index / 6
      const frame = frameAt(stalk, t)
      const sway = lane * length * 0.2 * t + Math.sin(phase + t * 6.5) * length * 0.07 * t
      const place = polar(frame, heading(frame) + 90, sway)
      const grow = polar(place, heading(frame), length * 0.16 * t * (lane === 0 ? 1.3 : 0.7))
      return { ...grow, r: mix(4.6, 2.2, t) }
    })
    return { d: tube(knots, 10), width: 0, tone: lane === 0 ? 0.24 : lane < 0 ? -0.18 : 0 }
  })

const plume: GillShape = (stalk, length, random) => {
  const cloud = (scale: number) =>
    [0.22, 0.42, 0.62, 0.82, 1]
      .flatMap((t) => {
        const frame = frameAt(stalk, t)
        const size =
          length * 0.19 * scale * Math.sin(Math.PI * Math.min(0.86, 0.24 + t * 0.62)) * random.between(0.92, 1.1)
        const bumps = sides.map((side) => polar(frame, heading(frame) + side * 80, size * 0.72))
        return [...bumps, polar(frame, heading(frame), size * 0.3)].map((bump) => ellipse(bump.x, bump.y, size))
      })
      .join('')
  return [
    { d: cloud(1), width: 0, tone: 0 },
    { d: cloud(0.5), width: 0, tone: 0.24 },
    stem(stalk.slice(0, -2), 0.7, -0.25),
  ]
}

const leaf: GillShape = (stalk, length) => {
  const blade = (wide: number) => {
    const rim = (side: number) =>
      times(7, (index) => {
        const t = mix(0.1, 1, index / 6)
        const frame = frameAt(stalk, t)
        return polar(frame, heading(frame) + side * 90, length * wide * Math.sin(Math.PI * (0.06 + t * 0.88)) + 1)
      })
    const last = at(stalk, stalk.length - 1)
    return closed([...rim(-1), polar(last, heading(last), length * 0.16), ...rim(1).toReversed()])
  }
  const veins = [0.25, 0.42, 0.59, 0.76]
    .flatMap((t) => {
      const frame = frameAt(stalk, t)
      return sides.map((side) => `M${xy(frame)}L${xy(polar(frame, heading(frame) + side * 48, length * 0.2))}`)
    })
    .join('')
  return [
    { d: blade(0.24), width: 0, tone: 0 },
    { d: blade(0.12), width: 0, tone: 0.2 },
    { d: veins + open(stalk), width: 2, tone: -0.25 },
  ]
}

const flame: GillShape = (stalk, length, random) => {
  const tongue = (wide: number, reach: number) => {
    const rim = (side: number) =>
      [0.08, 0.26, 0.4, 0.52, 0.66, 0.78, 0.9].map((t, index) => {
        const frame = frameAt(stalk, t * reach)
        const isTip = index === 2 || index === 5
        const out =
          length * wide * Math.sin(Math.PI * (0.16 + t * 0.72)) * (isTip ? 1.5 : 0.85) * random.between(0.9, 1.1)
        return polar(beside(frame, 0), heading(frame) + side * (isTip ? 58 : 90), out)
      })
    const last = frameAt(stalk, reach)
    return closed([...rim(-1), polar(last, heading(last) - 8, length * 0.26 * reach), ...rim(1).toReversed()])
  }
  return [
    { d: tongue(0.23, 1), width: 0, tone: -0.1 },
    { d: tongue(0.14, 0.8), width: 0, tone: 0.2 },
    { d: tongue(0.07, 0.58), width: 0, tone: 0.5 },
  ]
}

/** How each kind of gill grows along its stalk, back to front. */
export const gillShapes: Readonly<Record<Design['gills']['shape'], GillShape>> = {
  feather,
  fern,
  coral,
  ribbon,
  plume,
  leaf,
  flame,
}
