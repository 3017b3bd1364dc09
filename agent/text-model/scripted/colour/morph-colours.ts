import type { Design } from '#contract/design.ts'
import { fromHex, type Oklch } from './oklch.ts'

interface MorphColours {
  readonly body: Oklch
  readonly gills: Oklch
}

/** The look of each morph in the flesh (or in the dream, for those that no pond has seen). */
export const morphColours: Readonly<Record<Design['morph'], MorphColours>> = {
  wild: { body: { l: 0.43, c: 0.05, h: 105 }, gills: { l: 0.5, c: 0.1, h: 350 } },
  leucistic: { body: { l: 0.91, c: 0.035, h: 20 }, gills: { l: 0.62, c: 0.18, h: 18 } },
  'golden-albino': { body: { l: 0.88, c: 0.12, h: 92 }, gills: { l: 0.7, c: 0.15, h: 38 } },
  'white-albino': { body: { l: 0.96, c: 0.014, h: 30 }, gills: { l: 0.6, c: 0.2, h: 25 } },
  melanoid: { body: { l: 0.3, c: 0.025, h: 290 }, gills: { l: 0.5, c: 0.09, h: 320 } },
  axanthic: { body: { l: 0.74, c: 0.018, h: 275 }, gills: { l: 0.48, c: 0.06, h: 310 } },
  copper: { body: { l: 0.72, c: 0.105, h: 60 }, gills: { l: 0.5, c: 0.13, h: 38 } },
  lavender: { body: { l: 0.8, c: 0.05, h: 305 }, gills: { l: 0.55, c: 0.12, h: 5 } },
  piebald: { body: { l: 0.93, c: 0.02, h: 60 }, gills: { l: 0.55, c: 0.19, h: 22 } },
  mosaic: { body: { l: 0.82, c: 0.08, h: 75 }, gills: { l: 0.52, c: 0.14, h: 350 } },
  gfp: { body: { l: 0.88, c: 0.16, h: 138 }, gills: { l: 0.72, c: 0.19, h: 150 } },
  opal: { body: { l: 0.92, c: 0.03, h: 200 }, gills: { l: 0.74, c: 0.12, h: 330 } },
  nebula: { body: { l: 0.37, c: 0.12, h: 295 }, gills: { l: 0.66, c: 0.19, h: 345 } },
  jade: { body: { l: 0.77, c: 0.09, h: 160 }, gills: { l: 0.5, c: 0.1, h: 172 } },
  porcelain: { body: { l: 0.95, c: 0.012, h: 240 }, gills: { l: 0.52, c: 0.13, h: 258 } },
  paper: { body: { l: 0.93, c: 0.03, h: 88 }, gills: { l: 0.66, c: 0.17, h: 30 } },
}

/** Below this a colour is a grey. */
const GREY = 0.035

/** The morph people mean by a colour; blues and violets, which no pond has seen, are nebula's and opal's. */
export function morphOfColour(hex: string): Design['morph'] {
  const { l, c, h } = fromHex(hex)
  if (c < GREY) return l > 0.88 ? 'white-albino' : l > 0.48 ? 'axanthic' : 'melanoid'
  if (l < 0.24) return 'melanoid'
  if (h > 335 || h < 32) return 'leucistic'
  if (h < 72) return 'copper'
  if (h < 115) return l > 0.55 ? 'golden-albino' : 'wild'
  if (h < 150) return l > 0.7 ? 'gfp' : 'jade'
  if (h < 222) return 'jade'
  if (h < 285) return l > 0.62 ? 'opal' : 'nebula'
  return l > 0.6 ? 'lavender' : 'nebula'
}
