import { fill } from '../markup.ts'
import { box, ellipse, times } from '../shapes.ts'
import { cloud, expanse, glints } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { bottom, shape, tint } from './stage.ts'

/** A lake of clouds with floating islands. */
export const cloudLake: Habitat = (stage) => {
  const { horizon } = stage
  const island = (x: number, y: number, size: number) =>
    shape(
      stage,
      `M${x - size} ${y}Q${x - size * 0.6} ${y + size * 0.9} ${x} ${y + size * 1.2}Q${x + size * 0.7} ${y + size * 0.7} ${x + size} ${y}Z`,
      'ink',
      0.4,
    ) +
    shape(stage, ellipse(x, y, size, size * 0.24), 'support', 0.1) +
    shape(
      stage,
      ellipse(x - size * 0.3, y - size * 0.36, size * 0.3, size * 0.34) +
        ellipse(x + size * 0.2, y - size * 0.52, size * 0.38, size * 0.44),
      'support',
      -0.12,
    ) +
    shape(
      stage,
      box(x - size * 0.34, y - size * 0.1, size * 0.08, size * 0.2) +
        box(x + size * 0.16, y - size * 0.14, size * 0.09, size * 0.2),
      'ink',
    )
  const bank = (y: number, size: number, tone: number, phase: number) =>
    times(7, (index) => cloud(stage, index * 180 - 40 + phase, y + ((index * 31) % 30), size, 'light', tone)).join('')
  return {
    back:
      expanse(stage, -64, 760, 'dominant', -0.16, 0.62) +
      fill(`M-64 520Q512 -160 1088 520L1088 560Q512 -100 -64 560Z`, stage.palette.accent, 0.35) +
      fill(`M-64 562Q512 -98 1088 562L1088 600Q512 -40 -64 600Z`, stage.palette.gills, 0.3) +
      cloud(stage, 190, 130, 90, 'light', 0.4) +
      cloud(stage, 850, 90, 70, 'light', 0.4) +
      island(170, 400, 92) +
      island(884, 330, 70) +
      bank(horizon, 150, 0.3, 0) +
      bank(horizon + 80, 150, 0.55, 60) +
      expanse(stage, horizon + 110, bottom, 'dominant', 0.5, 0.1) +
      glints(stage, horizon + 130, 1020, 34, 'light', 0.65),
    front:
      cloud(stage, 90, 1010, 190, 'light', 0.72) +
      cloud(stage, 960, 1030, 210, 'light', 0.78) +
      cloud(stage, 500, 1090, 130, 'light', 0.85),
    behind: tint('dominant', 0.4),
    isWater: true,
    slab: tint('light', 0.4),
  }
}
