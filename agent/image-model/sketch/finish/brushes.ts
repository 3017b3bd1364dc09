import type { Rgb } from '../contrast.ts'
import type { Raster } from '../resvg.ts'
import type { FinishPass } from './finish.ts'
import { createNoise } from './noise.ts'
import { clamp, eachPixel, hazeOf, lumaAt, step, unit, warp } from './raster.ts'

const scaleAll = (raster: Raster, place: number, factor: number, lift = 0) => {
  const { pixels } = raster
  for (let channel = 0; channel < 3; channel += 1)
    pixels[place + channel] = clamp((pixels[place + channel] ?? 0) * factor + lift)
}

/** Soft brush grain that follows wide strokes, and edges that wander as a hand does. */
export const gouacheFinish: FinishPass = (source, { unit: u }) => {
  const noise = createNoise('gouache')
  const raster = warp(source, noise, [3.4 * u, 42 * u], [1.3 * u, 7 * u])
  eachPixel(raster, (place, px, py) => {
    const x = px / u
    const y = py / u
    const level = noise.smooth((x + y * 0.36) / 52, (y - x * 0.36) / 3.6)
    const steep = noise.smooth((y - x * 0.5) / 40, (x + y * 0.5) / 3.4)
    const turn = step(0.4, 0.6, noise.smooth(x / 130, y / 110))
    const bristle = level + (steep - level) * turn - 0.5
    const body = noise.smooth(x / 26, y / 22) - 0.5
    scaleAll(raster, place, 1 + bristle * 0.1 + body * 0.035, (noise.grain(px, py) - 0.5) * 5)
  })
  return raster
}

const mixInto = (raster: Raster, place: number, under: Rgb, over: Rgb, share: number) => {
  for (let channel = 0; channel < 3; channel += 1) {
    const from = under[channel] ?? 0
    raster.pixels[place + channel] = clamp(from + ((over[channel] ?? 0) - from) * share)
  }
}

/** How far a pixel leans to a colour, 0 to 1. */
const likeness = (pixels: Uint8Array, place: number, colour: Rgb) => {
  const r = (pixels[place] ?? 0) - colour[0]
  const g = (pixels[place + 1] ?? 0) - colour[1]
  const b = (pixels[place + 2] ?? 0) - colour[2]
  return unit(1 - Math.sqrt(r * r + g * g + b * b) / 150)
}

/** One ink in many dilutions on white paper: pooled edges, granulation, and a rim that was never painted. */
export const inkWashFinish: FinishPass = (source, { unit: u, ink, gills, light }) => {
  const noise = createNoise('ink')
  const raster = warp(source, noise, [7 * u, 74 * u], [2.4 * u, 13 * u])
  const near = hazeOf(raster, Math.max(1, Math.round(4 * u)), 3, (value) => value)
  const paper: Rgb = [248 * 0.94 + light[0] * 0.06, 245 * 0.94 + light[1] * 0.06, 238 * 0.94 + light[2] * 0.06]
  const black: Rgb = [ink[0] * 0.5, ink[1] * 0.5, ink[2] * 0.5]
  eachPixel(raster, (place, px, py) => {
    const x = px / u
    const y = py / u
    const luma = lumaAt(raster.pixels, place)
    const around = 0.3 * near.at(px, py, 0) + 0.59 * near.at(px, py, 1) + 0.11 * near.at(px, py, 2)
    const pooled = unit((around - luma) / 120)
    const granule = noise.smooth(x / 3, y / 3) * 0.6 + noise.smooth(x / 30, y / 30) * 0.7
    const dark = 1 - luma / 255
    const rim =
      Math.min(x, y, 1024 - x, 1024 - y) +
      (noise.smooth(x / 60, y / 60) - 0.5) * 120 +
      (noise.smooth(x / 14, y / 14) - 0.5) * 26
    const wet = step(16, 84, rim)
    const density = unit((step(0.1, 0.92, dark) * 0.98 + pooled * 0.5) * (0.62 + granule * 0.5)) * wet
    const hue = likeness(raster.pixels, place, gills) * 0.85 * wet
    const fibre = (noise.smooth(x / 1.7, y / 5) - 0.5) * 9
    mixInto(raster, place, paper, black, density)
    if (hue > 0.02)
      for (let channel = 0; channel < 3; channel += 1)
        raster.pixels[place + channel] =
          (raster.pixels[place + channel] ?? 0) * (1 - hue) + (gills[channel] ?? 0) * hue * (1.05 - density * 0.4)
    scaleAll(raster, place, 1, fibre)
  })
  return raster
}

/** Dust: lines break up over the tooth of the board and leave a haze where they were wiped. */
export const chalkFinish: FinishPass = (source, { unit: u }) => {
  const noise = createNoise('chalk')
  const raster = warp(source, noise, [2.2 * u, 9 * u])
  const haze = hazeOf(raster, Math.max(1, Math.round(8 * u)), 5, (value) => value)
  eachPixel(raster, (place, px, py) => {
    const x = px / u
    const y = py / u
    const tooth = noise.smooth((x + y * 0.6) / 2.1, (y - x * 0.6) / 5.2) * 0.62 + noise.grain(px, py) * 0.38
    const keep = 0.6 + 0.52 * step(0.26, 0.54, tooth)
    const wiped = (noise.smooth(x / 190, y / 70) - 0.3) * 26
    for (let channel = 0; channel < 3; channel += 1) {
      raster.pixels[place + channel] = clamp(
        (raster.pixels[place + channel] ?? 0) * keep + haze.at(px, py, channel) * 0.22 + Math.max(0, wiped) * 0.7 + 6,
      )
    }
  })
  return raster
}
