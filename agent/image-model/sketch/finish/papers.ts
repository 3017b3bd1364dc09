import type { Raster } from '../resvg.ts'
import type { FinishPass } from './finish.ts'
import { createNoise } from './noise.ts'
import { clamp, eachPixel, lumaAt, step, warp } from './raster.ts'

export const add = (raster: Raster, place: number, lift: number, factor = 1) => {
  for (let channel = 0; channel < 3; channel += 1)
    raster.pixels[place + channel] = clamp((raster.pixels[place + channel] ?? 0) * factor + lift)
}

/** Torn edges and the tooth of coloured paper. */
export const cutPaperFinish: FinishPass = (source, { unit: u }) => {
  const noise = createNoise('paper')
  const raster = warp(source, noise, [1.6 * u, 5.5 * u], [3 * u, 60 * u])
  eachPixel(raster, (place, px, py) => {
    const x = px / u
    const y = py / u
    const tooth = noise.smooth(x / 2.2, y / 2.2) - noise.smooth(x / 2.2 + 0.7, y / 2.2 + 0.7)
    const pulp = noise.smooth(x / 34, y / 34) - 0.5
    add(raster, place, tooth * 20, 1 + pulp * 0.07)
  })
  return raster
}

/** The sheet round a print: how much of a pixel is inside it. */
const inPrint = (x: number, y: number, margin: number, rough: number) =>
  step(-2.5, 2.5, Math.min(x, y, 1024 - x, 1024 - y) - margin + rough)

/** Flat bands, the grain of the block, and a rim of bare paper. */
export const woodblockFinish: FinishPass = (source, { unit: u, light }) => {
  const noise = createNoise('wood')
  const raster = warp(source, noise, [2 * u, 16 * u])
  const paper = light.map((value) => value * 0.3 + 250 * 0.7 - 8)
  eachPixel(raster, (place, px, py) => {
    const x = px / u
    const y = py / u
    const luma = lumaAt(raster.pixels, place)
    const banded = (Math.round((luma / 255) * 7) / 7) * 255
    const factor = luma < 6 ? 1 : 0.35 + 0.65 * (banded / luma)
    const bow = noise.smooth(x / 300, y / 120) * 70
    const ring = noise.smooth(x / 210, (y + bow) / 3.4)
    const worn = step(0.72, 0.93, ring) * 0.3 + step(0.66, 0.9, noise.smooth(x / 3, y / 3)) * 0.12
    const inside = inPrint(x, y, 34, (noise.smooth(x / 20, y / 20) - 0.5) * 6)
    for (let channel = 0; channel < 3; channel += 1) {
      const printed = (raster.pixels[place + channel] ?? 0) * factor
      const base = paper[channel] ?? 240
      raster.pixels[place + channel] = clamp(
        base + (printed + (base - printed) * worn - base) * inside + (noise.grain(px, py) - 0.5) * 4,
      )
    }
  })
  return raster
}

/** Thumbed clay: slow dents, fine prints and a soft sheen. */
export const clayFinish: FinishPass = (source, { unit: u }) => {
  const noise = createNoise('clay')
  const raster = warp(source, noise, [2.6 * u, 34 * u])
  const height = (x: number, y: number) =>
    noise.smooth(x / 22, y / 22) * 1.5 +
    noise.smooth(x / 7, y / 7) * 0.42 +
    Math.sin(noise.smooth(x / 52, y / 52) * 46) * 0.045
  eachPixel(raster, (place, px, py) => {
    const x = px / u
    const y = py / u
    const slant = height(x + 1.6, y + 1.6) - height(x - 1.6, y - 1.6)
    add(raster, place, -slant * 34)
  })
  return raster
}
