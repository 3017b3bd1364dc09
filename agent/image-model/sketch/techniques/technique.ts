import type { Palette } from '../axolotl/brush.ts'
import type { Defs } from '../markup.ts'
import type { Random } from '../random.ts'

/** The depths of a scene, back to front. */
export type Layer = 'back' | 'light' | 'subject' | 'prop' | 'front' | 'over'

export interface Medium {
  readonly palette: Palette
  readonly defs: Defs
  readonly random: Random
  /** A picture with very much in it goes without shadows and shine on its small shapes, to stay small itself. */
  readonly isFrugal: boolean
}

/** How one way of making pictures changes the drawing. Texture that geometry cannot give is added to the pixels. */
export interface Technique {
  /** Outline of the subject and of things, in pixels of 1024. */
  readonly outline: number
  /** Opacity of the faint line between parts of one colour. */
  readonly contour: number
  /** Strength of soft shading, 0 to 1. */
  readonly softness: number
  /** Redraws the markup of a layer. */
  restyle?(markup: string, layer: Layer, medium: Medium): string
  /** What lies under and over the whole picture. */
  ground?(medium: Medium): string
  finish?(medium: Medium): string
  /** Strength of the soft ground behind the subject; 0 where lines stand on a plain ground. */
  readonly halo: number
}
