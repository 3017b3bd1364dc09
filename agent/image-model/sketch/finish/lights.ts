import type { FinishPass } from './finish.ts'
import { createNoise } from './noise.ts'
import { add } from './papers.ts'
import { clamp, eachPixel, hazeOf, lumaAt, unit, warp } from './raster.ts'

/** Light through coloured glass: each pane a little different, rippled, glowing at its lead. */
export const glassFinish: FinishPass = (raster, { unit: u }) => {
  const noise = createNoise('glass')
  const glow = hazeOf(raster, Math.max(1, Math.round(8 * u)), 4, (value, luma) => (luma > 90 ? value : value * 0.3))
  eachPixel(raster, (place, px, py) => {
    const x = px / u
    const y = py / u
    const luma = lumaAt(raster.pixels, place)
    if (luma < 26) {
      add(raster, place, (noise.smooth(x / 3, y / 3) - 0.4) * 22 + 8)
      return
    }
    const ripple = noise.smooth(x / 9 + noise.smooth(x / 40, y / 40) * 6, y / 46) - 0.5
    const pane = noise.smooth(x / 96, y / 96) - 0.5
    const far = Math.hypot(x - 512, y - 520) / 720
    const seed = noise.grain(px >> 1, py >> 1) > 0.996 ? 46 : 0
    const bright = 1.16 - far * 0.34 + ripple * 0.24 + pane * 0.3
    for (let channel = 0; channel < 3; channel += 1) {
      const value = raster.pixels[place + channel] ?? 0
      const vivid = luma + (value - luma) * 1.34
      raster.pixels[place + channel] = clamp(vivid * bright + glow.at(px, py, channel) * 0.16 + seed)
    }
  })
  return raster
}

/** Tubes in the dark: what is bright spills over its surroundings. */
export const neonFinish: FinishPass = (raster, { unit: u }) => {
  const noise = createNoise('neon')
  const lit = (value: number, luma: number) => (luma > 46 ? value : 0)
  const close = hazeOf(raster, Math.max(1, Math.round(4 * u)), 3, lit)
  const wide = hazeOf(raster, Math.max(1, Math.round(8 * u)), 9, lit)
  eachPixel(raster, (place, px, py) => {
    for (let channel = 0; channel < 3; channel += 1) {
      const spill = close.at(px, py, channel) * 0.85 + wide.at(px, py, channel) * 1.15
      const value = raster.pixels[place + channel] ?? 0
      raster.pixels[place + channel] = clamp(
        255 - ((255 - value) * (255 - Math.min(250, spill))) / 255 + (noise.grain(px, py) - 0.5) * 5,
      )
    }
  })
  return raster
}

/** A sheet that was folded and copied: uneven blue, soft lines, two creases. */
export const blueprintFinish: FinishPass = (source, { unit: u }) => {
  const noise = createNoise('blueprint')
  const raster = warp(source, noise, [0.9 * u, 30 * u])
  const haze = hazeOf(raster, Math.max(1, Math.round(4 * u)), 2, (value) => value)
  eachPixel(raster, (place, px, py) => {
    const x = px / u
    const y = py / u
    const blot = noise.smooth(x / 150, y / 150) * 0.6 + noise.smooth(x / 30, y / 30) * 0.4 - 0.5
    const crease = Math.max(unit(1 - Math.abs(x - 512) / 2.4), unit(1 - Math.abs(y - 512) / 2.4)) * 16
    const line = lumaAt(raster.pixels, place) > 120 ? 0.8 + noise.smooth(x / 2, y / 2) * 0.3 : 1
    for (let channel = 0; channel < 3; channel += 1) {
      raster.pixels[place + channel] = clamp(
        (raster.pixels[place + channel] ?? 0) * line * (1 + blot * 0.34) +
          haze.at(px, py, channel) * 0.16 +
          crease +
          (noise.grain(px, py) - 0.5) * 5,
      )
    }
  })
  return raster
}
