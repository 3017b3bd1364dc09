const round = (value: number): number => Math.round(value * 10) / 10

/** Point on a circle; 0 degrees points up, clockwise. */
export const polar = (x: number, y: number, r: number, degrees: number): readonly [number, number] => {
  const angle = ((degrees - 90) * Math.PI) / 180
  return [round(x + r * Math.cos(angle)), round(y + r * Math.sin(angle))]
}

const polygon = (points: readonly (readonly [number, number])[]): string =>
  `M${points.map((p) => p.join(' ')).join('L')}Z`

/** Angles in degrees of `count` things spread evenly around a circle. */
export const spread = (count: number, start = 0): readonly number[] =>
  Array.from({ length: count }, (_, index) => round(start + (index * 360) / count))

/** Star with points at `outer` and notches at `inner`. */
export const starPath = (x: number, y: number, outer: number, inner = outer * 0.5, points = 5): string =>
  polygon(spread(points * 2).map((angle, index) => polar(x, y, index % 2 === 0 ? outer : inner, angle)))

/** Spokes from `inner` to `outer` around a middle. */
export const spokes = (x: number, y: number, inner: number, outer: number, count: number, start = 0): string =>
  spread(count, start)
    .map((angle) => `M${polar(x, y, inner, angle).join(' ')}L${polar(x, y, outer, angle).join(' ')}`)
    .join('')

/** Gear outline with `teeth` blunt teeth. */
export const gearPath = (x: number, y: number, outer: number, inner: number, teeth: number): string => {
  const step = 360 / teeth
  const corners = spread(teeth).flatMap((angle) => [
    polar(x, y, inner, angle - step * 0.32),
    polar(x, y, outer, angle - step * 0.2),
    polar(x, y, outer, angle + step * 0.2),
    polar(x, y, inner, angle + step * 0.32),
  ])
  return polygon(corners)
}

/** Ring of round lobes (clouds, flowers, frills): `count` bumps whose joints lie on radius `r`. */
export const scallopPath = (x: number, y: number, r: number, count: number, start = 0): string => {
  const joints = spread(count, start).map((angle) => polar(x, y, r, angle))
  const lobe = round(r * Math.sin(Math.PI / count) * 1.05)
  const [first] = joints
  if (first === undefined) return ''
  const arcs = [...joints.slice(1), first].map((joint) => `A${lobe} ${lobe} 0 0 1 ${joint.join(' ')}`)
  return `M${first.join(' ')}${arcs.join('')}Z`
}
