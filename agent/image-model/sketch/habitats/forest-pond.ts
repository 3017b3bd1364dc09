import { fill, num, pool } from '../markup.ts'
import { box, ellipse, times } from '../shapes.ts'
import { broadLeaf, flower, tuft } from './plants.ts'
import { expanse, glints, ridge, shafts } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { shape, tint } from './stage.ts'

/** Tall trunks round still water, with ferns and toadstools. */
export const forestPond: Habitat = (stage) => {
  const { horizon, random } = stage
  const trunk = (x: number, wide: number, tone: number) =>
    shape(
      stage,
      `M${x - wide} ${horizon + 60}Q${x - wide * 0.5} ${horizon - 200} ${x - wide * 0.55} -64H${x + wide * 0.55}Q${x + wide * 0.5} ${horizon - 200} ${x + wide} ${horizon + 60}Z`,
      'ink',
      tone,
    )
  const canopy = times(12, (index) => ellipse(index * 96 - 20, 20 + ((index * 37) % 60), 92, 74)).join('')
  const toadstool = (x: number, y: number, size: number) =>
    shape(stage, box(x - size * 0.16, y - size * 0.6, size * 0.32, size * 0.64, 8), 'light', 0.3) +
    shape(
      stage,
      `M${num(x - size * 0.62)} ${num(y - size * 0.5)}Q${num(x)} ${num(y - size * 1.5)} ${num(x + size * 0.62)} ${num(y - size * 0.5)}Q${num(x)} ${num(y - size * 0.3)} ${num(x - size * 0.62)} ${num(y - size * 0.5)}Z`,
      'accent',
    ) +
    fill(
      ellipse(x - size * 0.2, y - size * 0.72, size * 0.1) +
        ellipse(x + size * 0.18, y - size * 0.84, size * 0.12) +
        ellipse(x + size * 0.36, y - size * 0.6, size * 0.07),
      '#ffffff',
      0.85,
    )
  return {
    back:
      expanse(stage, -64, horizon + 60, 'dominant', -0.2, 0.44) +
      times(7, (index) => trunk(60 + index * 154, 26, 0.46)).join('') +
      shafts(stage, 560, 5, 150, 0.5) +
      trunk(30, 72, 0.16) +
      trunk(972, 84, 0.12) +
      trunk(250, 38, 0.26) +
      trunk(800, 42, 0.26) +
      shape(stage, canopy, 'support', -0.36) +
      ridge(stage, horizon + 30, 14, 'support', -0.2, 3.2) +
      times(12, (index) =>
        tuft(stage, random, index * 92, horizon + 62, random.between(50, 100), 'support', index % 2 ? -0.3 : -0.1, 6),
      ).join('') +
      shape(stage, ellipse(512, horizon + 260, 640, 230), 'dominant', 0.2) +
      pool(stage.defs, 512, horizon + 220, 480, 150, stage.palette.light, 0.4) +
      glints(stage, horizon + 90, 980, 18, 'light', 0.4),
    front:
      toadstool(92, 1000, 92) +
      toadstool(168, 1022, 58) +
      times(3, (index) =>
        broadLeaf(stage, 1040, 1080, 250 - index * 30, -150 + index * 26, 'support', -0.38 + index * 0.12),
      ).join('') +
      times(3, (index) => broadLeaf(stage, -20, 1090, 200, -70 + index * 28, 'support', -0.36 + index * 0.1)).join('') +
      flower(stage, 884, 1000, 28, 'gills', 'light'),
    behind: tint('dominant', 0.25),
    isWater: true,
    slab: tint('ink', 0.2),
  }
}
