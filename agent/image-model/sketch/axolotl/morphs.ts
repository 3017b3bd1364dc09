import type { ColourRole, Design } from '#contract/design.ts'
import { fill, line, linear, num, pool, radial } from '../markup.ts'
import { box, closed, ellipse, open, point, polar, polygon, star, times } from '../shapes.ts'
import type { Brush } from './brush.ts'
import { halfOf } from './patterns.ts'
import type { Region } from './region.ts'
import { scatter } from './region.ts'

export interface EyeLook {
  readonly iris: ColourRole | 'black'
  readonly ring?: ColourRole
  /** The other eye, where the two differ. */
  readonly other?: ColourRole
}

export interface Morph {
  readonly eye: EyeLook
  /** Strength of the shine on the skin, 0 (velvet) to 1 (glaze). */
  readonly gloss: number
  /** A soft light round the whole animal. */
  readonly aura?: ColourRole
  /** What lies over the body colour of a part; clip it to the part. */
  treat(brush: Brush, region: Region): string
}

const all = (region: Region) =>
  box(region.centre.x - region.width, region.centre.y - region.height, region.width * 2, region.height * 2)
const fork = (brush: Brush, region: Region, label: string) =>
  brush.random.fork(`${label}${region.kind}${num(region.centre.x)}`)
const share = (region: Region, count: number) =>
  Math.max(1, Math.round(count * { head: 0.8, trunk: 1, tail: 0.7, limb: 0.2 }[region.kind]))

const flecks = (
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

const clouds = (
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
const translucent = (brush: Brush, region: Region, colour: string, opacity: number) =>
  fill(
    all(region),
    radial(brush.defs, [region.centre.x, region.centre.y], Math.max(region.width, region.height) * 0.56, [
      { at: 0.3, colour, opacity: 0 },
      { at: 1, colour, opacity },
    ]),
  )

const sheen = (brush: Brush, region: Region, colours: readonly string[], opacity: number) =>
  fill(
    all(region),
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

const hardPatches = (brush: Brush, region: Region, colour: string, count: number, opacity: number) => {
  const random = fork(brush, region, 'patch')
  return fill(
    scatter(region, random, share(region, count))
      .map((spot) => closed(times(9, (index) => polar(spot, index * 40, 15 * spot.size * random.between(0.7, 1.25)))))
      .join(''),
    colour,
    opacity,
  )
}

const veins = (brush: Brush, region: Region, colour: string, count: number, width: number, opacity: number) => {
  const random = fork(brush, region, 'vein')
  const lines = scatter(region, random, share(region, count)).map((spot) => {
    const turn = random.between(0, 360)
    return open(times(4, (index) => polar(polar(spot, turn, index * 11), turn + 90, random.between(-5, 5))))
  })
  return line(lines.join(''), colour, width, opacity)
}

const cracks = (brush: Brush, region: Region) => {
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

const folds = (brush: Brush, region: Region) => {
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

const starField = (brush: Brush, region: Region) => {
  const random = fork(brush, region, 'star')
  const marks = scatter(region, random, share(region, 20)).map((spot) => {
    const size = random.between(0.8, 3)
    return size > 2.1 ? star(spot.x, spot.y, size * 1.7, size * 0.4, 4) : ellipse(spot.x, spot.y, size * 0.7)
  })
  return fill(marks.join(''), '#ffffff', 0.95)
}

const brightEyed = { iris: 'black', ring: 'light' } as const
const blackEyed = { iris: 'black' } as const
const redEyed = { iris: 'gills' } as const

/** What makes each morph itself, over the palette's body colour. */
export const morphLooks: Readonly<Record<Design['morph'], Morph>> = {
  wild: {
    eye: brightEyed,
    gloss: 0.4,
    treat: (brush, region) =>
      clouds(brush, region, brush.palette.ink, 10, 12, 0.42) + flecks(brush, region, brush.palette.light, 14, 1.7, 0.8),
  },
  leucistic: {
    eye: blackEyed,
    gloss: 0.55,
    treat: (brush, region) => translucent(brush, region, brush.palette.gills, 0.34),
  },
  'golden-albino': {
    eye: redEyed,
    gloss: 0.85,
    treat: (brush, region) =>
      sheen(brush, region, ['#ffffff', brush.palette.light, '#ffffff'], 0.3) +
      flecks(brush, region, '#ffffff', 10, 1.5, 0.9),
  },
  'white-albino': {
    eye: redEyed,
    gloss: 0.6,
    treat: (brush, region) =>
      fill(all(region), '#ffffff', 0.32) + translucent(brush, region, brush.palette.gills, 0.16),
  },
  melanoid: {
    eye: blackEyed,
    gloss: 0,
    treat: (brush, region) => fill(all(region), '#000000', 0.2) + translucent(brush, region, '#ffffff', 0.2),
  },
  axanthic: {
    eye: blackEyed,
    gloss: 0.3,
    treat: (brush, region) =>
      clouds(brush, region, brush.palette.ink, 8, 13, 0.34) + clouds(brush, region, '#ffffff', 7, 10, 0.4, 'pale'),
  },
  copper: {
    eye: { iris: 'black', ring: 'gills' },
    gloss: 0.6,
    treat: (brush, region) =>
      sheen(brush, region, [brush.palette.light, brush.palette.gills, brush.palette.light], 0.2) +
      flecks(brush, region, brush.palette.ink, 24, 1.7, 0.5),
  },
  lavender: {
    eye: blackEyed,
    gloss: 0.5,
    treat: (brush, region) =>
      translucent(brush, region, '#ffffff', 0.22) + flecks(brush, region, brush.palette.ink, 8, 4.4, 0.42),
  },
  piebald: {
    eye: blackEyed,
    gloss: 0.45,
    treat: (brush, region) => hardPatches(brush, region, brush.palette.ink, 5, 0.86),
  },
  mosaic: {
    eye: { iris: 'black', ring: 'light', other: 'accent' },
    gloss: 0.45,
    treat: (brush, region) =>
      fill(halfOf(region), brush.palette.accent, 0.78) + flecks(brush, region, brush.palette.light, 6, 1.8, 0.6),
  },
  gfp: {
    eye: { iris: 'black', ring: 'accent' },
    gloss: 0.35,
    aura: 'accent',
    treat: (brush, region) =>
      translucent(brush, region, brush.palette.accent, 0.75) +
      pool(brush.defs, region.centre.x, region.centre.y, region.width * 0.42, region.height * 0.46, '#ffffff', 0.4),
  },
  opal: {
    eye: { iris: 'black', ring: 'light' },
    gloss: 0.95,
    treat: (brush, region) =>
      sheen(
        brush,
        region,
        [brush.palette.accent, '#ffffff', brush.palette.gills, brush.palette.light, brush.palette.support],
        0.5,
      ) + clouds(brush, region, '#ffffff', 5, 14, 0.6),
  },
  nebula: {
    eye: { iris: 'light' },
    gloss: 0.35,
    aura: 'gills',
    treat: (brush, region) =>
      fill(all(region), brush.palette.ink, 0.72) +
      clouds(brush, region, brush.palette.gills, 6, 22, 0.85) +
      clouds(brush, region, brush.palette.accent, 4, 16, 0.7, 'second') +
      clouds(brush, region, brush.palette.body, 4, 15, 0.8, 'third') +
      starField(brush, region),
  },
  jade: {
    eye: { iris: 'black', ring: 'accent' },
    gloss: 1,
    treat: (brush, region) =>
      translucent(brush, region, brush.palette.ink, 0.26) +
      veins(brush, region, '#ffffff', 6, 2.4, 0.34) +
      veins({ ...brush, random: brush.random.fork('dark') }, region, brush.palette.ink, 5, 1.2, 0.3),
  },
  porcelain: {
    eye: { iris: 'ink' },
    gloss: 1,
    treat: (brush, region) =>
      fill(all(region), '#ffffff', 0.42) +
      translucent(brush, region, brush.palette.accent, 0.5) +
      cracks(brush, region),
  },
  paper: {
    eye: { iris: 'ink' },
    gloss: 0,
    treat: (brush, region) => fill(all(region), '#ffffff', 0.14) + folds(brush, region),
  },
}
