import { fill, line, num, pool } from '../markup.ts'
import { ellipse, mix, polygon, times, tube } from '../shapes.ts'
import { broadLeaf } from './plants.ts'
import { bubbles, expanse, ridge, shafts, stones } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, shape, tint } from './stage.ts'

const jelly = (stage: Stage, x: number, y: number, size: number) =>
  pool(stage.defs, x, y, size * 2, size * 2, stage.palette.light, 0.35) +
  line(
    times(
      5,
      (index) =>
        `M${num(x + (index - 2) * size * 0.32)} ${num(y)}q${num(size * 0.2)} ${num(size * 0.5)} 0 ${num(size)}t0 ${num(size * 0.8)}`,
    ).join(''),
    stage.palette.gills,
    size * 0.09,
    0.7,
  ) +
  fill(
    `M${num(x - size)} ${num(y)}Q${num(x - size)} ${num(y - size * 1.2)} ${num(x)} ${num(y - size * 1.2)}T${num(x + size)} ${num(y)}Q${num(x + size * 0.5)} ${num(y + size * 0.24)} ${num(x)} ${num(y)}T${num(x - size)} ${num(y)}Z`,
    stage.palette.accent,
    0.85,
  ) +
  fill(ellipse(x - size * 0.3, y - size * 0.7, size * 0.3, size * 0.2), '#ffffff', 0.6)

const kelp = (stage: Stage, x: number, height: number, wide: number, tone: number) => {
  const spine = times(6, (index) => ({
    x: x + Math.sin(index * 1.5 + x) * 24,
    y: bottom - (index * height) / 5,
    r: mix(wide, wide * 0.4, index / 5),
  }))
  const leaves = spine
    .slice(1)
    .flatMap((knot, index) => [
      broadLeaf(stage, knot.x, knot.y, wide * 6, index % 2 ? -28 : -152, 'support', tone),
      broadLeaf(stage, knot.x, knot.y + 40, wide * 5, index % 2 ? -150 : -32, 'support', tone - 0.06),
    ])
  return leaves.join('') + shape(stage, tube(spine, 8), 'support', tone)
}

/** Black water far down: jellyfish, kelp, vents and rays from above. */
export const deepSea: Habitat = (stage) => {
  const { random } = stage
  const school = times(9, (index) => {
    const [x, y] = [
      640 + (index % 5) * 62 + random.between(-12, 12),
      250 + Math.floor(index / 3) * 40 + random.between(-12, 12),
    ]
    return `M${num(x)} ${num(y)}q22-18 46 0q-24 18-46 0l-16-11v22Z`
  }).join('')
  return {
    back:
      expanse(stage, -64, bottom, 'dominant', 0.12, -0.72) +
      shafts(stage, 470, 6, 150, 0.42) +
      fill(school, stage.palette.light, 0.4) +
      jelly(stage, 150, 250, 62) +
      jelly(stage, 884, 420, 46) +
      jelly(stage, 330, 120, 30) +
      ridge(stage, 840, 40, 'ink', 0.1, 2.6, 1) +
      shape(
        stage,
        polygon([
          [720, 900],
          [770, 700],
          [820, 690],
          [880, 900],
        ]),
        'ink',
        -0.2,
      ) +
      pool(stage.defs, 795, 690, 90, 60, stage.palette.accent, 0.85) +
      bubbles(stage, 795, 660, 9, 40, 420) +
      ridge(stage, 905, 18, 'ink', -0.1, 3.4),
    front:
      kelp(stage, 46, 560, 13, -0.4) +
      kelp(stage, 992, 640, 15, -0.46) +
      bubbles(stage, 250, 900, 6, 60, 400) +
      stones(stage, random, 1030, 7, 70, 'ink', -0.16),
    behind: tint('dominant', -0.3),
    isWater: true,
    slab: tint('ink', -0.1),
  }
}
