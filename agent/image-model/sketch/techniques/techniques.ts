import type { Design } from '#contract/design.ts'
import { clay, cutPaper, stainedGlass, woodblock } from './built.ts'
import { blueprint, chalk, neon } from './drawn.ts'
import type { Technique } from './technique.ts'

/** Soft shapes; what tells these from each other is added to the pixels. */
const gouache: Technique = { outline: 0, contour: 0.24, softness: 1, halo: 1 }
const inkWash: Technique = { outline: 3.6, contour: 0, softness: 0.9, halo: 0.7 }
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
