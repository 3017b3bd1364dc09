import { fill, line, num, pool } from '../markup.ts'
import { box, ellipse, polygon, times } from '../shapes.ts'
import { expanse, floorLines } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { bottom, left, right, shape, tint } from './stage.ts'

/** Red curtains, boards and crossing spotlights. */
export const stageHall: Habitat = (stage) => {
  const folds = (from: number, to: number, flip: 1 | -1) =>
    times(6, (index) => {
      const x = from + ((to - from) * index) / 6
      const wide = (to - from) / 6
      return shape(
        stage,
        `M${num(x)} -64H${num(x + wide)}Q${num(x + wide + flip * 30)} 460 ${num(x + wide - flip * (5 - index) * 9)} 880H${num(x - flip * (5 - index) * 9)}Q${num(x + flip * 30)} 460 ${num(x)} -64Z`,
        'gills',
        index % 2 ? -0.34 : -0.12,
      )
    }).join('')
  const swag = (x: number) => `M${x} -64H${x + 260}Q${x + 250} 150 ${x + 130} 164Q${x + 10} 150 ${x} -64Z`
  const cone = (x: number, to: number) =>
    fill(
      polygon([
        [x - 14, -20],
        [x + 14, -20],
        [to + 190, 880],
        [to - 190, 880],
      ]),
      stage.palette.light,
      0.24,
    )
  return {
    back:
      expanse(stage, -64, 860, 'dominant', -0.55, -0.2) +
      shape(
        stage,
        times(5, (index) => box(210 + index * 130, 380 + ((index * 67) % 130), 100, 500, 6)).join(''),
        'dominant',
        -0.05,
      ) +
      shape(stage, ellipse(512, 520, 290), 'dominant', 0.22) +
      shape(stage, ellipse(512, 520, 250), 'accent', -0.06) +
      pool(stage.defs, 512, 500, 300, 300, stage.palette.light, 0.5) +
      expanse(stage, 812, bottom, 'support', -0.1, -0.4) +
      floorLines(stage, 812, 13, 'ink', 0.5) +
      cone(250, 430) +
      cone(774, 594) +
      shape(stage, ellipse(512, 900, 330, 66), 'light', 0.2) +
      folds(left, 210, 1) +
      folds(right, 814, -1) +
      [-50, 170, 390, 610, 830]
        .map(
          (x) =>
            shape(stage, swag(x), 'gills', -0.2) +
            line(`M${x + 6} 20Q${x + 130} 210 ${x + 254} 20`, stage.palette.accent, 9),
        )
        .join('') +
      shape(stage, box(left, -64, 1160, 86), 'accent', -0.1),
    front:
      times(
        6,
        (index) =>
          pool(stage.defs, 100 + index * 165, 980, 90, 80, stage.palette.light, 0.5) +
          shape(stage, `M${60 + index * 165} 1030Q${100 + index * 165} 940 ${140 + index * 165} 1030Z`, 'accent', -0.2),
      ).join('') + shape(stage, box(left, 1022, 1160, 80), 'ink', 0.1),
    behind: tint('accent', 0.1),
    isWater: false,
    slab: tint('gills', -0.3),
  }
}
