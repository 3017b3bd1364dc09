import type { Design } from '#contract/design.ts'
import { fill, group } from '../markup.ts'
import { box } from '../shapes.ts'
import { clay, cutPaper, stainedGlass, woodblock } from './built.ts'
import { blueprint, chalk, neon } from './drawn.ts'
import type { Technique } from './technique.ts'

/** Soft shapes; what tells these from each other is added to the pixels. */
const gouache: Technique = { outline: 0, contour: 0.24, softness: 1, halo: 1 }
/** Most of the sheet stays bare: what is far off is only hinted at. */
const inkWash: Technique = {
  outline: 4,
  contour: 0,
  softness: 0.9,
  halo: 0.5,
  restyle: (markup, layer) =>
    markup.includes('data-habitat')
      ? markup + fill(box(-64, -64, 1152, 1152), '#ffffff', 0.5)
      : layer === 'light'
        ? group({ opacity: 0.7 }, markup)
        : markup,
}
const pixel: Technique = { outline: 8, contour: 0, softness: 0.8, halo: 1 }
const riso: Technique = { outline: 3, contour: 0, softness: 0.9, halo: 0.8 }
const embroidery: Technique = { outline: 4, contour: 0, softness: 0.7, halo: 0.9 }

/** Every technique by name. */
export const techniques: Readonly<Record<Design['technique'], Technique>> = {
  gouache,
  'cut-paper': cutPaper,
  'ink-wash': inkWash,
  woodblock,
  pixel,
  'stained-glass': stainedGlass,
  riso,
  clay,
  embroidery,
  chalk,
  blueprint,
  neon,
}
