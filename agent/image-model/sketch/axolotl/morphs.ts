import type { ColourRole, Design } from '#contract/design.ts'
import { fill, pool } from '../markup.ts'
import type { Brush } from './brush.ts'
import { clouds, cracks, flecks, folds, hardPatches, sheen, starField, translucent, veins } from './morph-marks.ts'
import { halfOf } from './patterns.ts'
import type { Region } from './region.ts'

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
  /** What lies over the whole of a part. */
  veil?(brush: Brush, region: Region): string
  /** Marks on a part, which must be clipped to it: that costs time, so a part without marks is not clipped. */
  marks?(brush: Brush, region: Region): string
}

const brightEyed = { iris: 'black', ring: 'light' } as const

const blackEyed = { iris: 'black' } as const

const redEyed = { iris: 'gills' } as const

/** What makes each morph itself, over the palette's body colour. */
export const morphLooks: Readonly<Record<Design['morph'], Morph>> = {
  wild: {
    eye: brightEyed,
    gloss: 0.4,
    marks: (brush, region) =>
      clouds(brush, region, brush.palette.ink, 10, 12, 0.42) + flecks(brush, region, brush.palette.light, 14, 1.7, 0.8),
  },
  leucistic: {
    eye: blackEyed,
    gloss: 0.55,
    veil: (brush, region) => translucent(brush, region, brush.palette.gills, 0.34),
  },
  'golden-albino': {
    eye: redEyed,
    gloss: 0.85,
    veil: (brush, region) => sheen(brush, region, ['#ffffff', brush.palette.light, '#ffffff'], 0.3),
    marks: (brush, region) => flecks(brush, region, '#ffffff', 10, 1.5, 0.9),
  },
  'white-albino': {
    eye: redEyed,
    gloss: 0.6,
    veil: (brush, region) => fill(region.d, '#ffffff', 0.32) + translucent(brush, region, brush.palette.gills, 0.16),
  },
  melanoid: {
    eye: blackEyed,
    gloss: 0,
    veil: (brush, region) => fill(region.d, '#000000', 0.2) + translucent(brush, region, '#ffffff', 0.2),
  },
  axanthic: {
    eye: blackEyed,
    gloss: 0.3,
    marks: (brush, region) =>
      clouds(brush, region, brush.palette.ink, 8, 13, 0.34) + clouds(brush, region, '#ffffff', 7, 10, 0.4, 'pale'),
  },
  copper: {
    eye: { iris: 'black', ring: 'gills' },
    gloss: 0.6,
    veil: (brush, region) => sheen(brush, region, [brush.palette.light, brush.palette.gills, brush.palette.light], 0.2),
    marks: (brush, region) => flecks(brush, region, brush.palette.ink, 24, 1.7, 0.5),
  },
  lavender: {
    eye: blackEyed,
    gloss: 0.5,
    veil: (brush, region) => translucent(brush, region, '#ffffff', 0.22),
    marks: (brush, region) => flecks(brush, region, brush.palette.ink, 8, 4.4, 0.42),
  },
  piebald: {
    eye: blackEyed,
    gloss: 0.45,
    marks: (brush, region) => hardPatches(brush, region, brush.palette.ink, 5, 0.86),
  },
  mosaic: {
    eye: { iris: 'black', ring: 'light', other: 'accent' },
    gloss: 0.45,
    marks: (brush, region) =>
      fill(halfOf(region), brush.palette.accent, 0.78) + flecks(brush, region, brush.palette.light, 6, 1.8, 0.6),
  },
  gfp: {
    eye: { iris: 'black', ring: 'accent' },
    gloss: 0.35,
    aura: 'accent',
    veil: (brush, region) => translucent(brush, region, brush.palette.accent, 0.75),
    marks: (brush, region) =>
      pool(brush.defs, region.centre.x, region.centre.y, region.width * 0.42, region.height * 0.46, '#ffffff', 0.4),
  },
  opal: {
    eye: { iris: 'black', ring: 'light' },
    gloss: 0.95,
    veil: (brush, region) =>
      sheen(
        brush,
        region,
        [brush.palette.accent, '#ffffff', brush.palette.gills, brush.palette.light, brush.palette.support],
        0.5,
      ),
    marks: (brush, region) => clouds(brush, region, '#ffffff', 5, 14, 0.6),
  },
  nebula: {
    eye: { iris: 'light' },
    gloss: 0.35,
    aura: 'gills',
    veil: (brush, region) => fill(region.d, brush.palette.ink, 0.72),
    marks: (brush, region) =>
      clouds(brush, region, brush.palette.gills, 6, 22, 0.85) +
      clouds(brush, region, brush.palette.accent, 4, 16, 0.7, 'second') +
      clouds(brush, region, brush.palette.body, 4, 15, 0.8, 'third') +
      starField(brush, region),
  },
  jade: {
    eye: { iris: 'black', ring: 'accent' },
    gloss: 1,
    veil: (brush, region) => translucent(brush, region, brush.palette.ink, 0.26),
    marks: (brush, region) =>
      veins(brush, region, '#ffffff', 6, 2.4, 0.34) +
      veins({ ...brush, random: brush.random.fork('dark') }, region, brush.palette.ink, 5, 1.2, 0.3),
  },
  porcelain: {
    eye: { iris: 'ink' },
    gloss: 1,
    veil: (brush, region) => fill(region.d, '#ffffff', 0.42) + translucent(brush, region, brush.palette.accent, 0.5),
    marks: (brush, region) => cracks(brush, region),
  },
  paper: {
    eye: { iris: 'ink' },
    gloss: 0,
    veil: (_, region) => fill(region.d, '#ffffff', 0.14),
    marks: (brush, region) => folds(brush, region),
  },
}
