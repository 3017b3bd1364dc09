import { fill, pool } from '../markup.ts'
import { polygon, times } from '../shapes.ts'
import { expanse } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { bottom, left, right, shape, tint, top } from './stage.ts'

/** A cave of ice with a bright mouth. */
export const iceCave: Habitat = (stage) => {
  const { random } = stage
  const facet = (points: readonly (readonly [number, number])[], tone: number) =>
    shape(stage, polygon(points), 'dominant', tone)
  const icicles = times(17, (index) => {
    const x = index * 68 - 30
    const long = 60 + Math.abs(index - 8) * 22 + random.between(0, 70)
    return polygon([
      [x - 24, -64],
      [x + 24, -64],
      [x + random.between(-6, 6), 30 + long],
    ])
  })
  const crystal = (x: number, y: number, tall: number, lean: number, tone: number) =>
    shape(
      stage,
      polygon([
        [x - tall * 0.16, y],
        [x - tall * 0.18 + lean, y - tall * 0.74],
        [x + lean, y - tall],
        [x + tall * 0.16 + lean, y - tall * 0.7],
        [x + tall * 0.16, y],
      ]),
      'support',
      tone,
    ) +
    fill(
      polygon([
        [x, y],
        [x + lean, y - tall],
        [x + tall * 0.16 + lean, y - tall * 0.7],
        [x + tall * 0.16, y],
      ]),
      '#ffffff',
      0.28,
    )
  return {
    back:
      expanse(stage, -64, bottom, 'dominant', -0.3, -0.1) +
      pool(stage.defs, 512, 420, 420, 470, stage.palette.light, 0.9) +
      pool(stage.defs, 512, 420, 260, 330, '#ffffff', 0.8) +
      facet(
        [
          [left, top],
          [300, top],
          [230, 260],
          [120, 520],
          [170, 800],
          [left, 900],
        ],
        -0.24,
      ) +
      facet(
        [
          [left, 200],
          [150, 300],
          [120, 520],
          [left, 640],
        ],
        -0.08,
      ) +
      facet(
        [
          [left, 640],
          [120, 520],
          [170, 800],
          [left, 900],
        ],
        -0.36,
      ) +
      facet(
        [
          [right, top],
          [730, top],
          [800, 240],
          [920, 500],
          [850, 800],
          [right, 900],
        ],
        -0.28,
      ) +
      facet(
        [
          [right, 160],
          [870, 300],
          [920, 500],
          [right, 620],
        ],
        -0.1,
      ) +
      facet(
        [
          [300, top],
          [730, top],
          [800, 240],
          [640, 120],
          [400, 110],
          [230, 260],
        ],
        -0.4,
      ) +
      shape(stage, icicles.join(''), 'dominant', 0.42) +
      shape(
        stage,
        polygon([
          [left, 850],
          [160, 800],
          [860, 800],
          [right, 850],
          [right, bottom],
          [left, bottom],
        ]),
        'dominant',
        0.3,
      ) +
      fill(
        polygon([
          [250, 810],
          [780, 810],
          [900, bottom],
          [120, bottom],
        ]),
        '#ffffff',
        0.24,
      ) +
      crystal(118, 860, 230, -26, 0.1) +
      crystal(194, 872, 150, 24, 0.3) +
      crystal(900, 866, 260, 22, 0.06) +
      crystal(826, 876, 150, -20, 0.28),
    front:
      crystal(30, 1090, 280, 24, -0.2) +
      crystal(110, 1090, 150, 40, 0.04) +
      crystal(990, 1090, 240, -30, -0.14) +
      crystal(920, 1090, 120, -30, 0.1),
    behind: tint('light', 0.3),
    isWater: false,
    slab: tint('dominant', 0.16),
  }
}
