import { fill, line, linear, num, pool, radial } from '../markup.ts'
import { closed, ellipse, open, point, polar, polygon, star, times } from '../shapes.ts'
import type { Brush } from './brush.ts'
import type { Region } from './region.ts'
import { scatter } from './region.ts'

const fork = (brush: Brush, region: Region, label: string) =>
  brush.random.fork(`${label}${region.kind}${num(region.centre.x)}`)

const share = (region: Region, count: number) =>
  Math.max(1, Math.round(count * { head: 0.8, trunk: 1, tail: 0.7, limb: 0.2 }[region.kind]))

export const flecks = (
  brush: Brush,
  region: Region,
  colour: string,
  count: number,
  size: number,
  opacity: number,
  label = 'fleck',
) => {
  const random = fork(brush, region, label)
  const marks = scatter(region, random, share(region, count)).map((spot) => {
    const radius = size * spot.size * random.between(0.5, 1.2)
    return ellipse(spot.x, spot.y, radius * 1.2, radius)
  })
  return fill(marks.join(''), colour, opacity)
}

export const clouds = (
  brush: Brush,
  region: Region,
  colour: string,
  count: number,
  size: number,
  opacity: number,
  label = 'cloud',
) => {
  const random = fork(brush, region, label)
  return scatter(region, random, share(region, count))
    .map((spot) => pool(brush.defs, spot.x, spot.y, size * random.between(0.8, 1.5), size, colour, opacity))
    .join('')
}

/** Light that seems to come through the thin rim of the part. */
export const translucent = (brush: Brush, region: Region, colour: string, opacity: number) =>
  fill(
    region.d,
    radial(brush.defs, [region.centre.x, region.centre.y], Math.max(region.width, region.height) * 0.56, [
      { at: 0.3, colour, opacity: 0 },
      { at: 1, colour, opacity },
    ]),
  )

export const sheen = (brush: Brush, region: Region, colours: readonly string[], opacity: number) =>
  fill(
    region.d,
    linear(
      brush.defs,
      [region.centre.x - region.width / 2, region.centre.y - region.height / 2],
      [region.centre.x + region.width / 2, region.centre.y + region.height / 2],
      colours.map((colour, index) => ({
        at: index / (colours.length - 1),
        colour,
        opacity: index % 2 === 0 ? opacity : opacity * 0.6,
      })),
    ),
  )

export const hardPatches = (brush: Brush, region: Region, colour: string, count: number, opacity: number) => {
  const random = fork(brush, region, 'patch')
  return fill(
    scatter(region, random, share(region, count))
      .map((spot) => closed(times(9, (index) => polar(spot, index * 40, 15 * spot.size * random.between(0.7, 1.25)))))
      .join(''),
    colour,
    opacity,
  )
}

export const veins = (brush: Brush, region: Region, colour: string, count: number, width: number, opacity: number) => {
  const random = fork(brush, region, 'vein')
  const lines = scatter(region, random, share(region, count)).map((spot) => {
    const turn = random.between(0, 360)
    return open(times(4, (index) => polar(polar(spot, turn, index * 11), turn + 90, random.between(-5, 5))))
  })
  return line(lines.join(''), colour, width, opacity)
}

export const cracks = (brush: Brush, region: Region) => {
  const random = fork(brush, region, 'crack')
  const lines = scatter(region, random, share(region, 4)).map((spot) => {
    let place = point(spot.x, spot.y)
    const turn = random.between(0, 360)
    const steps = times(4, () => {
      place = polar(place, turn + random.between(-55, 55), random.between(4, 8))
      return `L${num(place.x)} ${num(place.y)}`
    })
    return `M${num(spot.x)} ${num(spot.y)}${steps.join('')}`
  })
  return line(lines.join(''), brush.palette.accent, 1.4, 0.85)
}

export const folds = (brush: Brush, region: Region) => {
  const random = fork(brush, region, 'fold')
  const { x, y } = region.centre
  const reach = Math.max(region.width, region.height)
  const turns = times(5, (index) => index * 72 + random.between(-16, 16))
  return turns
    .map((turn, index) => {
      const hub = polar(point(x, y), random.between(0, 360), reach * 0.06)
      const [first, second] = [polar(hub, turn, reach), polar(hub, turn + 74, reach)]
      const facet = polygon([
        [hub.x, hub.y],
        [first.x, first.y],
        [second.x, second.y],
      ])
      const crease = line(`M${num(hub.x)} ${num(hub.y)}L${num(first.x)} ${num(first.y)}`, '#ffffff', 1, 0.6)
      return fill(facet, index % 2 === 0 ? '#000000' : '#ffffff', index % 2 === 0 ? 0.1 + index * 0.035 : 0.16) + crease
    })
    .join('')
}

export const starField = (brush: Brush, region: Region) => {
  const random = fork(brush, region, 'star')
  const marks = scatter(region, random, share(region, 20)).map((spot) => {
    const size = random.between(0.8, 3)
    return size > 2.1 ? star(spot.x, spot.y, size * 1.7, size * 0.4, 4) : ellipse(spot.x, spot.y, size * 0.7)
  })
  return fill(marks.join(''), '#ffffff', 0.95)
}
