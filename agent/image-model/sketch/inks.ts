import type { Colour, ColourRole } from '#contract/design.ts'

/** The colours a drawing may use, as `#rrggbb`; black, white and opacity are free beside them. */
export interface Inks {
  /** The palette role of the thing that is drawn. */
  readonly main: string
  readonly dominant: string
  readonly support: string
  readonly accent: string
  readonly body: string
  readonly gills: string
  readonly light: string
  readonly ink: string
  /** Outline width in the 100-unit box of a prop or an accessory; 0 where the technique draws no outline. */
  readonly lineWidth: number
}

/** The inks of a palette for a thing of one role. A role that the palette lacks falls back to black. */
export function inksOf(palette: readonly Colour[], role: ColourRole, lineWidth: number): Inks {
  const hex = new Map(palette.map((colour) => [colour.role, colour.hex]))
  const of = (wanted: ColourRole) => hex.get(wanted) ?? '#000000'
  return {
    main: of(role),
    dominant: of('dominant'),
    support: of('support'),
    accent: of('accent'),
    body: of('body'),
    gills: of('gills'),
    light: of('light'),
    ink: of('ink'),
    lineWidth,
  }
}
