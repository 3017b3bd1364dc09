import { num } from './markup.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** A point with a half width. */
export interface Knot extends Point {
  readonly r: number
}

/** A sampled place on a tube: where, how thick, and which way it runs. `t` goes from 0 to 1. */
export interface Frame extends Knot {
  readonly t: number
  readonly tx: number
  readonly ty: number
}

export const at = <T>(list: readonly T[], index: number): T => {
  const item = list[Math.max(0, Math.min(list.length - 1, index))]
  if (item === undefined) throw new Error('an empty list has no item')
  return item
}

export const point = (x: number, y: number): Point => ({ x, y })
/** Degrees run clockwise from the x axis, as SVG has them. */
export const polar = (from: Point, degrees: number, length: number): Point => ({
  x: from.x + Math.cos((degrees * Math.PI) / 180) * length,
  y: from.y + Math.sin((degrees * Math.PI) / 180) * length,
})
export const mix = (a: number, b: number, t: number) => a + (b - a) * t
export const xy = (place: Point) => `${num(place.x)} ${num(place.y)}`

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

const curve = (a: number, b: number, c: number, d: number, t: number) =>
  0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)

/** Samples the Catmull-Rom curve through the knots in `count` steps. */
export function frames(knots: readonly Knot[], count: number): Frame[] {
  const spans = knots.length - 1
  const places = range(count + 1).map((step) => {
    const position = (step / count) * spans
    const index = Math.min(spans - 1, Math.floor(position))
    const t = position - index
    const [a, b, c, d] = [at(knots, index - 1), at(knots, index), at(knots, index + 1), at(knots, index + 2)]
    return {
      x: curve(a.x, b.x, c.x, d.x, t),
      y: curve(a.y, b.y, c.y, d.y, t),
      r: Math.max(0.4, curve(a.r, b.r, c.r, d.r, t)),
      t: step / count,
    }
  })
  return places.map((place, index) => {
    const [before, after] = [at(places, index - 1), at(places, index + 1)]
    const length = Math.hypot(after.x - before.x, after.y - before.y) || 1
    return { ...place, tx: (after.x - before.x) / length, ty: (after.y - before.y) / length }
  })
}

/** A point beside a frame: `side` -1 is left of its direction, 1 right, in half widths. */
export const beside = (frame: Frame, side: number): Point => ({
  x: frame.x - frame.ty * side * frame.r,
  y: frame.y + frame.tx * side * frame.r,
})

const tenth = (value: number) => Math.round(value * 10) / 10

/** Bezier spans of a Catmull-Rom curve, relative to the rounded pen so that rounding never adds up. */
function spans(points: readonly Point[], count: number, pick: (index: number) => Point): string {
  const start = at(points, 0)
  let [penX, penY] = [tenth(start.x), tenth(start.y)]
  const parts: string[] = [`M${penX} ${penY}`]
  for (let index = 0; index < count; index += 1) {
    const [a, b, c, d] = [pick(index - 1), pick(index), pick(index + 1), pick(index + 2)]
    const numbers = [
      b.x + (c.x - a.x) / 6,
      b.y + (c.y - a.y) / 6,
      c.x - (d.x - b.x) / 6,
      c.y - (d.y - b.y) / 6,
      c.x,
      c.y,
    ]
    const relative = numbers.map((value, place) => tenth(value - (place % 2 === 0 ? penX : penY)))
    parts.push(`${index === 0 ? 'c' : ' '}${relative.join(' ')}`)
    penX = tenth(penX + at(relative, 4))
    penY = tenth(penY + at(relative, 5))
  }
  return parts.join('').replaceAll(' -', '-')
}

/** A smooth closed outline through the points. */
export const closed = (points: readonly Point[]): string =>
  `${spans(points, points.length, (index) => at(points, (index + points.length) % points.length))}Z`

/** A smooth open line through the points. */
export const open = (points: readonly Point[]): string => spans(points, points.length - 1, (index) => at(points, index))

/** The outline of a limb, torso or tail: round at both ends. */
export function tube(knots: readonly Knot[], count = 12): string {
  const sampled = frames(knots, count)
  const [first, last] = [at(sampled, 0), at(sampled, sampled.length - 1)]
  const cap = (frame: Frame, way: number) =>
    [-45, 45].map((turn) => {
      const angle = (Math.atan2(frame.ty * way, frame.tx * way) * 180) / Math.PI + turn
      return polar(frame, angle, frame.r)
    })
  return closed([
    ...sampled.map((frame) => beside(frame, -1)),
    ...cap(last, 1),
    ...sampled.toReversed().map((frame) => beside(frame, 1)),
    ...cap(first, -1),
  ])
}

export const polygon = (points: readonly (readonly [number, number])[]) =>
  `M${points.map(([x, y]) => `${num(x)} ${num(y)}`).join('L')}Z`

export const polyline = (points: readonly (readonly [number, number])[]) =>
  `M${points.map(([x, y]) => `${num(x)} ${num(y)}`).join('L')}`

export const ellipse = (x: number, y: number, rx: number, ry = rx) =>
  `M${num(x - rx)} ${num(y)}a${num(rx)} ${num(ry)} 0 1 0 ${num(2 * rx)} 0a${num(rx)} ${num(ry)} 0 1 0 ${num(-2 * rx)} 0Z`

export const box = (x: number, y: number, width: number, height: number, round = 0) => {
  const r = Math.min(round, width / 2, height / 2)
  return r === 0
    ? `M${num(x)} ${num(y)}h${num(width)}v${num(height)}h${num(-width)}Z`
    : `M${num(x + r)} ${num(y)}h${num(width - 2 * r)}q${num(r)} 0 ${num(r)} ${num(r)}v${num(height - 2 * r)}q0 ${num(r)} ${num(-r)} ${num(r)}h${num(2 * r - width)}q${num(-r)} 0 ${num(-r)} ${num(-r)}v${num(2 * r - height)}q0 ${num(-r)} ${num(r)} ${num(-r)}Z`
}

/** A star with `tips` points. */
export const star = (x: number, y: number, outer: number, inner: number, tips: number, turn = -90) =>
  polygon(
    range(tips * 2).map((index) => {
      const place = polar(point(x, y), turn + (index * 180) / tips, index % 2 === 0 ? outer : inner)
      return [place.x, place.y] as const
    }),
  )

export const times = <T>(count: number, make: (index: number) => T): T[] => range(count).map(make)

export const num2 = (x: number, y: number) => `${num(x)} ${num(y)}`
