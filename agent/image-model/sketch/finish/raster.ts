import type { Raster } from '../resvg.ts'
import type { Noise } from './noise.ts'

/** Runs over every pixel; `place` is the index of its red channel. */
export function eachPixel(raster: Raster, visit: (place: number, x: number, y: number) => void): void {
  for (let y = 0, place = 0; y < raster.height; y += 1)
    for (let x = 0; x < raster.width; x += 1, place += 4) visit(place, x, y)
}

export const clamp = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : value)
export const unit = (value: number) => (value < 0 ? 0 : value > 1 ? 1 : value)
/** 0 below `from`, 1 above `to`, smooth between. */
export const step = (from: number, to: number, value: number) => {
  const t = unit((value - from) / (to - from))
  return t * t * (3 - 2 * t)
}

/** Brightness of a pixel, 0 to 255. */
export const lumaAt = (pixels: Uint8Array, place: number) =>
  0.299 * (pixels[place] ?? 0) + 0.587 * (pixels[place + 1] ?? 0) + 0.114 * (pixels[place + 2] ?? 0)

/** Deepens colours that many soft veils have greyed: more colour, and a little more between dark and light. */
export function enliven(raster: Raster): Raster {
  const { pixels } = raster
  for (let place = 0; place < pixels.length; place += 4) {
    const luma = lumaAt(pixels, place)
    const middle = (luma - 118) * 1.06 + 119
    for (let channel = 0; channel < 3; channel += 1) {
      pixels[place + channel] = clamp(middle + ((pixels[place + channel] ?? 0) - luma) * 1.3)
    }
  }
  return raster
}

/** One wander of edges: `reach` pixels at most, in swells of `swell` pixels. */
export type Wander = readonly [reach: number, swell: number]

/** How far the pixels of two rows move, for every other pixel: x and y in turn. */
function shiftRow(shifts: Float32Array, y: number, noise: Noise, wanders: readonly Wander[]): void {
  shifts.fill(0)
  for (const wander of wanders) {
    const reach = wander[0] * 2
    const ny = y / wander[1]
    for (let x = 0; x < shifts.length - 1; x += 2) {
      const nx = x / wander[1]
      shifts[x] = (shifts[x] ?? 0) + (noise.smooth(nx, ny) - 0.5) * reach
      shifts[x + 1] = (shifts[x + 1] ?? 0) + (noise.smooth(nx + 71, ny + 37) - 0.5) * reach
    }
  }
}

/** Moves pixels about by smooth noise, all wanders at once. */
export function warp(raster: Raster, noise: Noise, ...wanders: readonly Wander[]): Raster {
  const { width, height, pixels } = raster
  const out = new Uint8Array(pixels.length)
  const limitX = width - 1.001
  const limitY = height - 1.001
  const shifts = new Float32Array(width + 2)
  for (let y = 0, place = 0; y < height; y += 1) {
    if ((y & 1) === 0) shiftRow(shifts, y, noise, wanders)
    for (let x = 0; x < width; x += 1, place += 4) {
      const cell = (x >> 1) << 1
      let sx = x + (shifts[cell] ?? 0)
      let sy = y + (shifts[cell + 1] ?? 0)
      sx = sx < 0 ? 0 : sx > limitX ? limitX : sx
      sy = sy < 0 ? 0 : sy > limitY ? limitY : sy
      const left = sx | 0
      const top = sy | 0
      const u = sx - left
      const v = sy - top
      const from = (top * width + left) * 4
      const under = from + width * 4
      for (let channel = 0; channel < 3; channel += 1) {
        const a = pixels[from + channel] ?? 0
        const b = pixels[under + channel] ?? 0
        const upper = a + ((pixels[from + 4 + channel] ?? 0) - a) * u
        const lower = b + ((pixels[under + 4 + channel] ?? 0) - b) * u
        out[place + channel] = upper + (lower - upper) * v
      }
      out[place + 3] = 255
    }
  }
  return { width, height, pixels: out }
}

/** A small, blurred copy, for glows and for the brightness of a neighbourhood. */
export interface Haze {
  /** Channel 0 to 2 near a pixel of the full picture. */
  at(x: number, y: number, channel: number): number
}

/** Shrinks by `factor`, keeps what `pick` lets through, and blurs it `rounds` times by `radius` small pixels. */
export function hazeOf(
  raster: Raster,
  factor: number,
  radius: number,
  pick: (value: number, luma: number) => number,
): Haze {
  const width = Math.ceil(raster.width / factor)
  const height = Math.ceil(raster.height / factor)
  let planes: Float32Array[] = [0, 1, 2].map((channel) => {
    const plane = new Float32Array(width * height)
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const from =
          (Math.min(raster.height - 1, y * factor + (factor >> 1)) * raster.width +
            Math.min(raster.width - 1, x * factor + (factor >> 1))) *
          4
        plane[y * width + x] = pick(raster.pixels[from + channel] ?? 0, lumaAt(raster.pixels, from))
      }
    }
    return plane
  })
  for (let round = 0; round < 2; round += 1)
    planes = planes.map((plane) =>
      boxBlur(boxBlur(plane, width, height, radius, 1, width), width, height, radius, width, 1),
    )
  return {
    at: (x, y, channel) => {
      const fx = Math.max(0, x / factor - 0.5)
      const fy = Math.max(0, y / factor - 0.5)
      const left = Math.min(width - 1, fx | 0)
      const top = Math.min(height - 1, fy | 0)
      const u = fx - left
      const v = fy - top
      const plane = planes[channel]
      const right = Math.min(width - 1, left + 1)
      const below = Math.min(height - 1, top + 1) * width
      const a = plane?.[top * width + left] ?? 0
      const b = plane?.[below + left] ?? 0
      const upper = a + ((plane?.[top * width + right] ?? 0) - a) * u
      const lower = b + ((plane?.[below + right] ?? 0) - b) * u
      return upper + (lower - upper) * v
    },
  }
}

/** A running mean along one axis: `stride` between neighbours, `jump` between lines. */
function boxBlur(
  plane: Float32Array,
  width: number,
  height: number,
  radius: number,
  stride: number,
  jump: number,
): Float32Array {
  const out = new Float32Array(plane.length)
  const [length, lines] = stride === 1 ? [width, height] : [height, width]
  for (let row = 0; row < lines; row += 1) {
    const start = row * jump
    const read = (index: number) => plane[start + Math.max(0, Math.min(length - 1, index)) * stride] ?? 0
    let sum = 0
    for (let index = -radius; index <= radius; index += 1) sum += read(index)
    for (let index = 0; index < length; index += 1) {
      out[start + index * stride] = sum / (radius * 2 + 1)
      sum += read(index + radius + 1) - read(index - radius)
    }
  }
  return out
}
