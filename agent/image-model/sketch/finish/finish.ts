import type { Rgb } from '../contrast.ts'
import type { Raster } from '../resvg.ts'

/** The palette as a finish needs it. */
export interface Finish {
  readonly dominant: Rgb
  readonly support: Rgb
  readonly accent: Rgb
  readonly body: Rgb
  readonly gills: Rgb
  readonly light: Rgb
  readonly ink: Rgb
  /** Pixels of the raster for one unit of the 1024 picture. */
  readonly unit: number
}

/** The grain, weave, bleed or glow that a technique leaves on the drawn picture. */
export type FinishPass = (raster: Raster, finish: Finish) => Raster
