import type { Rgb } from '../contrast.ts'
import type { FinishPass } from './finish.ts'
import { createNoise } from './noise.ts'
import { clamp, eachPixel, lumaAt, step, unit } from './raster.ts'

const cross = (a: Rgb, b: Rgb): Rgb => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
const dot = (a: Rgb, b: Rgb) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const less = (a: Rgb, b: Rgb): Rgb => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const plus = (a: Rgb, b: Rgb, share: number): Rgb => [a[0] + b[0] * share, a[1] + b[1] * share, a[2] + b[2] * share]
const lumaOf = (colour: Rgb) => 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
const saturation = (colour: Rgb) => Math.max(...colour) - Math.min(...colour)

const paper: Rgb = [250, 246, 236]
type Drums = readonly [Rgb, Rgb, Rgb]

/** The three inks of the press: the darkest, and the two colours that span the widest range beside it. */
function drumsOf(colours: readonly Rgb[], dark: Rgb): Drums {
  const deep: Rgb = lumaOf(dark) < 90 ? dark : [30, 28, 44]
  const pairs = colours.flatMap((a, index) => colours.slice(index + 1).map((b) => [a, b] as const))
  const spanOf = ([a, b]: readonly [Rgb, Rgb]) =>
    Math.abs(dot(less(paper, a), cross(less(paper, b), less(paper, deep)))) *
    (1 + (saturation(a) + saturation(b)) / 200)
  const [a, b] = pairs.toSorted((one, other) => spanOf(other) - spanOf(one))[0] ?? [deep, deep]
  return [a, b, deep]
}

/** How much of each drum prints a colour, 0 to 1, found by going round the drums a few times. */
function coverOf(red: number, green: number, blue: number, drums: Drums): Rgb {
  const wanted: Rgb = [paper[0] - red, paper[1] - green, paper[2] - blue]
  const spans = drums.map((drum) => less(paper, drum))
  const cover = [0, 0, 0]
  for (let round = 0; round < 10; round += 1) {
    spans.forEach((span, drum) => {
      const printed = spans.reduce<Rgb>(
        (sum, other, index) => (index === drum ? sum : plus(sum, other, cover[index] ?? 0)),
        [0, 0, 0],
      )
      const rest = less(wanted, printed)
      cover[drum] = unit(dot(rest, span) / (dot(span, span) || 1))
    })
  }
  return [cover[0] ?? 0, cover[1] ?? 0, cover[2] ?? 0]
}

/** Covers for every colour at five bits a channel: a picture asks for a million. */
function coverTable(drums: Drums): Float32Array {
  const table = new Float32Array(32768 * 3)
  for (let key = 0; key < 32768; key += 1)
    table.set(coverOf((key >> 10) * 8.2, ((key >> 5) & 31) * 8.2, (key & 31) * 8.2, drums), key * 3)
  return table
}

/** Degrees and slip in pixels of each drum. */
const screens = [
  { turn: 0.26, slipX: 3.4, slipY: -2 },
  { turn: 1.31, slipX: -3, slipY: 2.6 },
  { turn: 0.785, slipX: 0, slipY: 0 },
] as const

/** Three spot inks, each in dots at its own angle and a little off its place. */
export const risoFinish: FinishPass = (
  { width, height, pixels },
  { unit: u, dominant, support, accent, gills, ink },
) => {
  const noise = createNoise('riso')
  const inks = drumsOf([gills, accent, dominant, support], ink)
  const table = coverTable(inks)
  const out = new Uint8Array(pixels.length)
  const pitch = 5.8 * u
  const turns = screens.map(({ turn }) => [Math.cos(turn), Math.sin(turn)] as const)
  const raster = { width, height, pixels: out }
  eachPixel(raster, (place, px, py) => {
    let [red, green, blue] = paper
    const inside = Math.min(px, py, width - px, height - py) / u > 22
    for (let drum = 0; drum < 3; drum += 1) {
      const screen = screens[drum] ?? screens[2]
      const tint = inks[drum] ?? paper
      const turn = turns[drum]
      const cos = turn?.[0] ?? 1
      const sin = turn?.[1] ?? 0
      const sx = Math.max(0, Math.min(width - 1, Math.round(px + screen.slipX * u)))
      const sy = Math.max(0, Math.min(height - 1, Math.round(py + screen.slipY * u)))
      const from = (sy * width + sx) * 4
      const key =
        (((pixels[from] ?? 0) >> 3) << 10) | (((pixels[from + 1] ?? 0) >> 3) << 5) | ((pixels[from + 2] ?? 0) >> 3)
      const amount = table[key * 3 + drum] ?? 0
      const gx = (px * cos + py * sin) / pitch
      const gy = (py * cos - px * sin) / pitch
      const dots = 0.5 + 0.25 * (Math.cos(gx * Math.PI * 2) + Math.cos(gy * Math.PI * 2))
      const solid = step(0.66, 0.82, amount)
      const cover = inside
        ? Math.max(solid, step(-0.1, 0.1, amount - (1 - dots) * 0.96 - 0.02)) *
          (0.86 + noise.grain(px >> 1, py >> 1) * 0.14) *
          (noise.smooth(px / (2.4 * u), py / (2.4 * u)) > 0.93 ? 0.6 : 1)
        : 0
      red *= 1 - cover * (1 - tint[0] / 255)
      green *= 1 - cover * (1 - tint[1] / 255)
      blue *= 1 - cover * (1 - tint[2] / 255)
    }
    out[place] = clamp(red)
    out[place + 1] = clamp(green)
    out[place + 2] = clamp(blue)
    out[place + 3] = 255
  })
  return raster
}

/** Threads: short satin stitches whose slant follows the colour they lie in, on linen. */
export const embroideryFinish: FinishPass = ({ width, height, pixels }, { unit: u }) => {
  const noise = createNoise('thread')
  const out = new Uint8Array(pixels.length)
  const raster = { width, height, pixels: out }
  const [long, wide] = [26 * u, 5.4 * u]
  const angles = [0.5, -0.42, 1.2, -1.05, 0.14, 0.86].map((turn) => [Math.cos(turn), Math.sin(turn)] as const)
  eachPixel(raster, (place, px, py) => {
    const key = ((pixels[place] ?? 0) >> 6) * 5 + ((pixels[place + 1] ?? 0) >> 6) * 3 + ((pixels[place + 2] ?? 0) >> 6)
    const angle = angles[key % 6]
    const cos = angle?.[0] ?? 1
    const sin = angle?.[1] ?? 0
    const along = px * cos + py * sin
    const across = py * cos - px * sin
    const lane = Math.floor(across / wide)
    const shift = noise.grain(lane, key) * long
    const stitch = Math.floor((along + shift) / long)
    const middle = (stitch + 0.5) * long - shift
    const ox = middle - along
    const oy = (lane + 0.5) * wide - across
    const sx = Math.max(0, Math.min(width - 1, Math.round(px + (ox * cos - oy * sin) * 0.5)))
    const sy = Math.max(0, Math.min(height - 1, Math.round(py + (ox * sin + oy * cos) * 0.5)))
    const sample = (sy * width + sx) * 4
    const isSame = Math.abs(lumaAt(pixels, sample) - lumaAt(pixels, place)) < 44
    const from = isSame ? sample : place
    const round = 1 - ((across / wide - lane - 0.5) * 2) ** 2
    const end = 1 - Math.abs((along + shift) / long - stitch - 0.5) * 2
    const shade = 0.66 + round * 0.4 + noise.grain(stitch, lane) * 0.1 - (end < 0.16 ? (0.16 - end) * 2 : 0)
    for (let channel = 0; channel < 3; channel += 1)
      out[place + channel] = clamp((pixels[from + channel] ?? 0) * shade + round * 10)
    out[place + 3] = 255
  })
  return raster
}
