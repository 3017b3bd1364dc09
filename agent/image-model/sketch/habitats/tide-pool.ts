import { fill, line, num } from '../markup.ts'
import { closed, ellipse, mix, point, polar, star, times } from '../shapes.ts'
import { broadLeaf } from './plants.ts'
import { bubbles, cloud, expanse, glints, stones } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, left, right, shape, tint } from './stage.ts'

const anemone = (stage: Stage, x: number, y: number, size: number, role: 'accent' | 'gills') =>
  line(
    times(11, (index) => {
      const tip = polar(point(x, y), mix(-165, -15, index / 10), size * (0.8 + (index % 2) * 0.2))
      return `M${num(x + (index - 5) * size * 0.06)} ${num(y)}Q${num(x + (index - 5) * size * 0.08)} ${num(y - size * 0.5)} ${num(tip.x)} ${num(tip.y)}`
    }).join(''),
    stage.palette[role],
    size * 0.13,
  ) +
  shape(
    stage,
    `M${num(x - size * 0.44)} ${num(y - size * 0.08)}h${num(size * 0.88)}l${num(size * 0.1)} ${num(size * 0.5)}h${num(-size * 1.08)}Z`,
    role,
    -0.22,
  )

/** A bowl of rock with the open sea behind. */
export const tidePool: Habitat = (stage) => {
  const { horizon, random } = stage
  const rocks = closed([
    point(left, 420),
    point(90, 470),
    point(150, 610),
    point(80, 760),
    point(180, 880),
    point(420, 960),
    point(640, 965),
    point(850, 880),
    point(950, 740),
    point(890, 600),
    point(950, 440),
    point(right, 380),
    point(right + 20, bottom),
    point(left - 20, bottom),
  ])
  const city = times(7, (index) => {
    const [x, tall] = [90 + index * 140, 60 + ((index * 53) % 90)]
    return shape(
      stage,
      `M${x - 34} ${horizon}V${horizon - tall}Q${x} ${horizon - tall - 52} ${x + 34} ${horizon - tall}V${horizon}Z`,
      'support',
      0.28,
    )
  }).join('')
  return {
    back:
      expanse(stage, -64, horizon, 'light', 0.1, 0.6) +
      city +
      cloud(stage, 300, 130, 90, 'light', 0.7) +
      expanse(stage, horizon, bottom, 'dominant', 0.3, -0.16) +
      glints(stage, horizon + 10, 900, 36, 'light', 0.45) +
      shape(stage, rocks, 'ink', 0.24) +
      fill(
        closed([point(left, 470), point(60, 500), point(116, 620), point(50, 770), point(150, 900), point(left, 1000)]),
        '#ffffff',
        0.1,
      ) +
      stones(stage, random, 905, 9, 34, 'support', -0.1),
    front:
      anemone(stage, 110, 930, 86, 'gills') +
      anemone(stage, 936, 930, 104, 'accent') +
      shape(stage, star(254, 984, 62, 28, 5, -70), 'accent', -0.06) +
      fill(
        times(5, (index) => {
          const tip = polar(point(254, 984), -70 + index * 72, 26)
          return ellipse(tip.x, tip.y, 5)
        }).join(''),
        '#ffffff',
        0.5,
      ) +
      broadLeaf(stage, 1030, 1080, 260, -118, 'support', -0.2) +
      broadLeaf(stage, 1060, 1060, 220, -146, 'support', -0.05) +
      bubbles(stage, 180, 860, 5, 40, 200),
    behind: tint('dominant', 0.1),
    isWater: true,
    slab: tint('ink', 0.24),
  }
}
