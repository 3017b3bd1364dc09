import type { ColourRole, Design } from '#contract/design.ts'
import type { Palette } from './axolotl/brush.ts'
import { createDefs, el, group } from './markup.ts'
import { moods } from './mood.ts'
import { createRandom } from './random.ts'
import { composeScene } from './scene.ts'
import type { Medium } from './techniques/technique.ts'
import { techniques } from './techniques/techniques.ts'

/** Side of the view box, in its own units. */
export const canvasSide = 1024

/** Characters that body and definitions may take together before the picture is drawn more frugally. */
const sizeLimit = 192_000

const paletteOf = (design: Design): Palette => {
  const of = (role: ColourRole) => design.palette.find((colour) => colour.role === role)?.hex ?? '#000000'
  return {
    dominant: of('dominant'),
    support: of('support'),
    accent: of('accent'),
    body: of('body'),
    gills: of('gills'),
    light: of('light'),
    ink: of('ink'),
  }
}

const roles: readonly ColourRole[] = ['dominant', 'support', 'accent', 'body', 'gills', 'light', 'ink']

/**
 * The picture of a design as SVG, 1024 x 1024. The same design and seed give the same text.
 * Its colours are the palette's, black and white; `data-technique` and `data-inks` tell `rasterise` how to finish it.
 */
export function sketchSvg(design: Design, seed: number): string {
  const palette = paletteOf(design)
  const defs = createDefs()
  const random = createRandom(seed, 'sketch')
  const technique = techniques[design.technique]
  const scene = composeScene(design, palette, defs, random, technique)
  const render = (isFrugal: boolean) => {
    const medium: Medium = { palette, defs, random: random.fork('medium'), isFrugal }
    const layers = scene.map(({ layer, markup }) => technique.restyle?.(markup, layer, medium) ?? markup)
    const lean = moods[design.mood].tilt * (design.pose.facing === 'left' ? 1 : -1)
    const tilted = lean === 0 ? layers.join('') : group({ transform: `rotate(${lean} 512 600)` }, ...layers)
    return (technique.ground?.(medium) ?? '') + tilted + (technique.finish?.(medium) ?? '')
  }
  const rich = render(false)
  const body = rich.length + defs.markup().length < sizeLimit ? rich : render(true)
  return el(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${canvasSide} ${canvasSide}`,
      width: canvasSide,
      height: canvasSide,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
      'data-technique': design.technique,
      'data-inks': roles.map((role) => palette[role]).join(' '),
    },
    defs.markup() + body,
  )
}
