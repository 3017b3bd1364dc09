import { rgbOf } from './contrast.ts'
import { chalkFinish, gouacheFinish, inkWashFinish } from './finish/brushes.ts'
import type { Finish, FinishPass } from './finish/finish.ts'
import { blueprintFinish, glassFinish, neonFinish } from './finish/lights.ts'
import { clayFinish, cutPaperFinish, woodblockFinish } from './finish/papers.ts'
import { pixelFinish, pixelGrid } from './finish/pixel-art.ts'
import { embroideryFinish, risoFinish } from './finish/prints.ts'
import { enliven } from './finish/raster.ts'
import { encodePng } from './png.ts'
import { drawSvg, loadResvg } from './resvg.ts'

const passes = new Map<string, FinishPass>([
  ['gouache', gouacheFinish],
  ['cut-paper', cutPaperFinish],
  ['ink-wash', inkWashFinish],
  ['woodblock', woodblockFinish],
  ['stained-glass', glassFinish],
  ['riso', risoFinish],
  ['clay', clayFinish],
  ['embroidery', embroideryFinish],
  ['chalk', chalkFinish],
  ['blueprint', blueprintFinish],
  ['neon', neonFinish],
])

/** Techniques whose colour comes from layers of paint; the others name theirs outright. */
const layered: ReadonlySet<string> = new Set(['gouache', 'cut-paper', 'woodblock', 'clay', 'embroidery', 'pixel'])

const attribute = (svg: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(svg.slice(0, 600))?.[1] ?? ''

function finishOf(svg: string, size: number): Finish {
  const inks = attribute(svg, 'data-inks')
    .split(' ')
    .map((hex) => rgbOf(hex))
  const ink = (index: number) => inks[index] ?? [0, 0, 0]
  return {
    dominant: ink(0),
    support: ink(1),
    accent: ink(2),
    body: ink(3),
    gills: ink(4),
    light: ink(5),
    ink: ink(6),
    unit: size / 1024,
  }
}

/**
 * Draws a sketch as a square PNG and lays the grain of its technique over it: filters in the SVG would take
 * resvg three times as long. The same text and size give the same bytes.
 */
export async function rasterise(svg: string, size: number): Promise<Uint8Array> {
  await loadResvg()
  const technique = attribute(svg, 'data-technique')
  const finish = finishOf(svg, size)
  const isPixel = technique === 'pixel'
  const drawn = drawSvg(svg, isPixel ? Math.min(pixelGrid, size) : size)
  const raster = layered.has(technique) ? enliven(drawn) : drawn
  if (isPixel) return encodePng(pixelFinish(raster, finish, size))
  return encodePng(passes.get(technique)?.(raster, finish) ?? raster)
}
