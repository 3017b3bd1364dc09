import type { Rgb } from '../contrast.ts'
import type { Raster } from '../resvg.ts'
import type { Finish } from './finish.ts'

/** Blocks across a pixel picture. */
export const pixelGrid = 128

const mixed = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
]
const white: Rgb = [255, 255, 255]

/** Each colour of the palette in four steps, black and white: the whole screen. */
const screenColours = (finish: Finish): readonly Rgb[] => {
  const deep = mixed(finish.ink, [0, 0, 0], 0.35)
  const ramps = [finish.dominant, finish.support, finish.accent, finish.body, finish.gills, finish.light].flatMap(
    (colour) => [mixed(colour, deep, 0.62), mixed(colour, deep, 0.3), colour, mixed(colour, white, 0.42)],
  )
  return [deep, finish.ink, white, ...ramps]
}

/** Ordered dither, so that soft light turns to a weave of two colours. */
const bayer = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

const nearest = (colours: readonly Rgb[], red: number, green: number, blue: number): Rgb => {
  let best: Rgb = white
  let least = Number.POSITIVE_INFINITY
  for (const colour of colours) {
    const dr = colour[0] - red
    const dg = colour[1] - green
    const db = colour[2] - blue
    const far = dr * dr * 2 + dg * dg * 4 + db * db * 3
    if (far < least) [least, best] = [far, colour]
  }
  return best
}

/** Turns a small raster into screen colours and enlarges it without smoothing. */
export function pixelFinish(small: Raster, finish: Finish, size: number): Raster {
  const colours = screenColours(finish)
  const chosen = Array.from({ length: small.width * small.height }, (_, index) => {
    const [x, y] = [index % small.width, Math.floor(index / small.width)]
    const push = ((bayer[(y & 3) * 4 + (x & 3)] ?? 0) / 16 - 0.47) * 9
    const from = index * 4
    return nearest(
      colours,
      (small.pixels[from] ?? 0) + push,
      (small.pixels[from + 1] ?? 0) + push,
      (small.pixels[from + 2] ?? 0) + push,
    )
  })
  const pixels = new Uint8Array(size * size * 4)
  for (let y = 0, place = 0; y < size; y += 1) {
    const row = Math.floor((y * small.height) / size) * small.width
    for (let x = 0; x < size; x += 1, place += 4) {
      const colour = chosen[row + Math.floor((x * small.width) / size)] ?? white
      pixels[place] = colour[0]
      pixels[place + 1] = colour[1]
      pixels[place + 2] = colour[2]
      pixels[place + 3] = 255
    }
  }
  return { width: size, height: size, pixels }
}
