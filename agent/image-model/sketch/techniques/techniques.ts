import type { Design } from '#contract/design.ts'
import type { Technique } from './technique.ts'

const painted: Technique = { outline: 0, contour: 0.2, softness: 1, halo: 1 }

/** Every technique by name. */
export const techniques: Readonly<Record<Design['technique'], Technique>> = {
  gouache: painted,
  'cut-paper': painted,
  'ink-wash': painted,
  woodblock: painted,
  pixel: painted,
  'stained-glass': painted,
  riso: painted,
  clay: painted,
  embroidery: painted,
  chalk: painted,
  blueprint: painted,
  neon: painted,
}
