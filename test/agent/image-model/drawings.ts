import type { Inks } from '../../../agent/image-model/sketch/inks.ts'
import { drawSvg } from '../../../agent/image-model/sketch/resvg.ts'

/** Eight colours without a repeat, none of them black or white. */
export const inks: Inks = {
  main: '#e88d6f',
  dominant: '#7fb4c8',
  support: '#f3c77a',
  accent: '#d2526b',
  body: '#f7cfd0',
  gills: '#c05ec0',
  light: '#fff1c9',
  ink: '#2b2440',
  lineWidth: 2.6,
}

export interface Raster {
  readonly pixels: Uint8Array
  /** Pixels along one side of the square. */
  readonly side: number
  /** Alpha at a point of the drawing, 0 to 255. */
  readonly alphaAt: (x: number, y: number) => number
}

/** Draws the square from (from, from) to (to, to); `scale` is pixels for one unit. Throws on markup that is not well-formed. */
export const rasterise = (markup: string, from: number, to: number, scale = 1): Raster => {
  const side = Math.round((to - from) * scale)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="${from} ${from} ${to - from} ${to - from}">${markup}</svg>`
  const { pixels } = drawSvg(svg, side)
  const alphaAt = (x: number, y: number) => {
    const [column, row] = [Math.round((x - from) * scale), Math.round((y - from) * scale)]
    return pixels[(row * side + column) * 4 + 3] ?? 0
  }
  return { pixels, side, alphaAt }
}

export interface Bounds {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The smallest box around everything visible, in units of the drawing, measured to half a unit. */
export const boundsOf = (markup: string, from: number, to: number): Bounds => {
  const { pixels, side } = rasterise(markup, from, to, 2)
  const box = { left: side, top: side, right: 0, bottom: 0 }
  for (let at = 0; at < side * side; at++) {
    if ((pixels[at * 4 + 3] ?? 0) < 40) continue
    const [x, y] = [at % side, Math.floor(at / side)]
    box.left = Math.min(box.left, x)
    box.right = Math.max(box.right, x + 1)
    box.top = Math.min(box.top, y)
    box.bottom = Math.max(box.bottom, y + 1)
  }
  const unit = (pixel: number) => pixel / 2 + from
  return { left: unit(box.left), top: unit(box.top), right: unit(box.right), bottom: unit(box.bottom) }
}

/** Share of pixels, of those visible in either, that differ clearly. */
export const difference = (one: Raster, other: Raster): number => {
  let [visible, changed] = [0, 0]
  for (let at = 0; at < one.pixels.length; at += 4) {
    const alphas = [one.pixels[at + 3] ?? 0, other.pixels[at + 3] ?? 0]
    if (Math.max(...alphas) < 40) continue
    visible++
    const gaps = [0, 1, 2, 3].map((channel) =>
      Math.abs((one.pixels[at + channel] ?? 0) - (other.pixels[at + channel] ?? 0)),
    )
    if (Math.max(...gaps) > 32) changed++
  }
  return visible === 0 ? 0 : changed / visible
}

/** Every value given to fill or stroke. */
export const paintsOf = (markup: string): readonly string[] =>
  [...markup.matchAll(/\b(?:fill|stroke)="([^"]*)"/g)].map((match) => match[1] ?? '')

export const tagsOf = (markup: string): ReadonlySet<string> =>
  new Set([...markup.matchAll(/<([\w:-]+)/g)].map((match) => match[1] ?? ''))
export const attributesOf = (markup: string): ReadonlySet<string> =>
  new Set([...markup.matchAll(/ ([\w:-]+)="/g)].map((match) => match[1] ?? ''))

/** Pairs of kinds whose pictures differ in less than `share` of their visible pixels. */
export const lookalikes = (pictures: ReadonlyMap<string, Raster>, share: number): readonly string[] => {
  const all = [...pictures]
  return all.flatMap(([kind, picture], index) =>
    all
      .slice(index + 1)
      .filter(([, other]) => difference(picture, other) < share)
      .map(([other]) => `${kind} and ${other}`),
  )
}
