import { fill, line, pool } from '../markup.ts'
import { box, ellipse, polygon, times } from '../shapes.ts'
import { frond, tuft } from './plants.ts'
import { expanse, glints, ridge, stones } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { shape, tint } from './stage.ts'

/** Dunes, palms and a blue spring. */
export const desertSpring: Habitat = (stage) => {
  const { horizon, random } = stage
  const palm = (x: number, y: number, tall: number, lean: number) =>
    line(`M${x} ${y}Q${x + lean * 0.2} ${y - tall * 0.6} ${x + lean} ${y - tall}`, stage.palette.ink, tall * 0.055) +
    times(7, (index) =>
      frond(
        stage,
        x + lean,
        y - tall,
        tall * 0.48,
        -190 + index * 34,
        index < 3 ? -46 : 46,
        'support',
        index % 2 ? -0.24 : -0.08,
      ),
    ).join('')
  const mesa = (x: number, wide: number, tall: number) =>
    shape(
      stage,
      polygon([
        [x - wide, horizon + 20],
        [x - wide * 0.62, horizon - tall],
        [x + wide * 0.56, horizon - tall],
        [x + wide, horizon + 20],
      ]),
      'accent',
      -0.2,
    ) +
    fill(
      polygon([
        [x + wide * 0.1, horizon + 20],
        [x + wide * 0.2, horizon - tall],
        [x + wide * 0.56, horizon - tall],
        [x + wide, horizon + 20],
      ]),
      '#000000',
      0.16,
    ) +
    fill(
      box(x - wide * 0.8, horizon - tall * 0.55, wide * 1.6, 12) +
        box(x - wide * 0.72, horizon - tall * 0.76, wide * 1.4, 7),
      '#ffffff',
      0.16,
    )
  return {
    back:
      expanse(stage, -64, horizon, 'light', -0.05, 0.5) +
      pool(stage.defs, 512, 280, 380, 380, '#ffffff', 0.55) +
      shape(stage, ellipse(512, 290, 118), 'accent', 0.4) +
      mesa(150, 170, 190) +
      mesa(880, 200, 250) +
      ridge(stage, horizon + 10, 32, 'dominant', 0.3, 2.2, 1) +
      ridge(stage, horizon + 60, 30, 'dominant', 0.1, 1.8, 3) +
      fill(
        `M-64 ${horizon + 90}Q300 ${horizon + 10} 640 ${horizon + 120}T1088 ${horizon + 60}V${horizon + 190}H-64Z`,
        '#000000',
        0.1,
      ) +
      palm(116, horizon + 150, 360, 70) +
      palm(930, horizon + 130, 410, -60) +
      palm(866, horizon + 140, 250, 30) +
      shape(stage, ellipse(512, horizon + 270, 470, 138), 'light', 0.1) +
      shape(stage, ellipse(512, horizon + 276, 446, 122), 'support', 0.14) +
      glints(stage, horizon + 200, horizon + 370, 14, 'light', 0.6),
    front:
      tuft(stage, random, 90, 1080, 170, 'support', -0.44, 8) +
      tuft(stage, random, 960, 1084, 200, 'support', -0.4, 8) +
      stones(stage, random, 1050, 7, 52, 'dominant', -0.26),
    behind: tint('dominant', 0.2),
    isWater: false,
    slab: tint('accent', -0.24),
  }
}
