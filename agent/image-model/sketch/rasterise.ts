import { encodePng } from './png.ts'
import { drawSvg, loadResvg } from './resvg.ts'

/** Draws a sketch as a square PNG. The same text and size give the same bytes. */
export async function rasterise(svg: string, size: number): Promise<Uint8Array> {
  await loadResvg()
  return encodePng(drawSvg(svg, size))
}
