import type { ColourRole, Design } from '#contract/design.ts'
import type { WornColour } from './scripted/brief/colours.ts'
import { readBrief } from './scripted/brief/read-brief.ts'
import { CLEARLY_APART, choosePalette, type PaletteWish } from './scripted/choose/choose-palette.ts'
import { colourName } from './scripted/colour/colour-name.ts'
import { distance } from './scripted/colour/oklch.ts'
import { lensFor } from './scripted/lens.ts'
import { dealFor } from './scripted/random.ts'
import type { TextRequest } from './text-model.ts'
import type { WireFields } from './wire-design.ts'

/**
 * Seven colours around what the model wrote of them: the leaning, the ground and the accent. Colours that the brief
 * names win, and an accent that would melt into animal or ground is left to our own choice.
 */
export function paletteFor(
  wire: WireFields,
  look: Pick<PaletteWish, 'morph' | 'light' | 'technique'>,
  base: Design,
  { brief, direction, seed }: TextRequest,
): Design['palette'] {
  if (wire.palette === undefined && wire.ground === undefined && wire.accent === undefined) {
    if (look.morph === base.morph) return base.palette
  }
  const fixed = fixedBy(brief, wire.ground)
  const wish = { ...look, mood: wire.palette ?? lensFor(direction).palette, deal: dealFor(seed, brief), fixed }
  const palette = choosePalette(wish)
  if (wire.accent === undefined || fixed.accent !== undefined || !isApart(wire.accent, palette)) return palette
  return choosePalette({ ...wish, fixed: { ...fixed, accent: worn(wire.accent) } })
}

function fixedBy(brief: string, ground: string | undefined): Partial<Record<ColourRole, WornColour>> {
  const { colours } = readBrief(brief)
  const [accent] = colours.free
  const dominant = colours.ground ?? (ground === undefined ? null : worn(ground))
  return {
    ...(colours.body && { body: colours.body }),
    ...(colours.gills && { gills: colours.gills }),
    ...(dominant && { dominant }),
    ...(accent && { accent }),
  }
}

function isApart(hex: string, palette: Design['palette']): boolean {
  return palette.every(({ role, hex: other }) => {
    return (role !== 'dominant' && role !== 'body') || distance(hex, other) > CLEARLY_APART
  })
}

const worn = (hex: string): WornColour => ({ hex, word: colourName(hex, new Set()) })
