import type { ColourRole } from '#contract/design.ts'
import type { Defs } from '../markup.ts'
import { el, fill } from '../markup.ts'
import type { Random } from '../random.ts'

export type Palette = Readonly<Record<ColourRole, string>>

/** What every part of the animal is drawn with. Lengths are in head units (a head is 100 wide). */
export interface Brush {
  readonly palette: Palette
  readonly defs: Defs
  readonly random: Random
  /** The line around each part; 0 draws none. */
  readonly outline: number
  readonly outlineColour: string
  /** Opacity of the thin line where two parts of one colour overlap. */
  readonly contour: number
  /** How much soft shading there is, 0 (flat) to 1. */
  readonly softness: number
  /** Where the light comes from, -1 left to 1 right, in the facing-left drawing. */
  readonly lightX: number
  /** The colour of the lit edge. */
  readonly rim: string
}

/** A solid part with its line: round it where there is an outline, else a faint one to part it from its neighbours. */
export function part(brush: Brush, d: string, colour: string, tone = 0): string {
  const hasOutline = brush.outline > 0
  const stroke = hasOutline ? brush.outlineColour : '#000000'
  const width = hasOutline ? brush.outline * 2 : 1.3
  const solid = el('path', {
    d,
    fill: colour,
    stroke,
    'stroke-width': width,
    'stroke-opacity': hasOutline ? undefined : brush.contour,
    'paint-order': 'stroke',
  })
  return tone === 0 ? solid : solid + fill(d, tone < 0 ? '#000000' : '#ffffff', Math.abs(tone))
}
