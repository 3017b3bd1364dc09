import { fill, line, pool } from '../markup.ts'
import { box, ellipse, open, point, polygon, times } from '../shapes.ts'
import { broadLeaf } from './plants.ts'
import { cloud, expanse } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, left, shape, tint } from './stage.ts'

/** A flat roof over a city, with a water tower and a string of lamps. */
export const cityRooftop: Habitat = (stage) => {
  const { horizon, random } = stage
  const tower = (x: number, wide: number, tall: number, tone: number) => {
    const y = horizon + 70 - tall
    const lit = times(Math.floor(tall / 44), (row) =>
      times(Math.floor(wide / 32), (column) =>
        random.next() > 0.42 ? box(x + 12 + column * 32, y + 18 + row * 44, 15, 22, 2) : '',
      ).join(''),
    ).join('')
    return shape(stage, box(x, y, wide, tall + 60), 'dominant', tone) + fill(lit, stage.palette.light, 0.85)
  }
  const far = times(13, (index) => tower(index * 88 - 50, 86, 120 + ((index * 71) % 190), 0.16)).join('')
  const close = [
    [-60, 150, 430],
    [110, 104, 300],
    [700, 120, 330],
    [838, 96, 470],
    [940, 170, 380],
  ]
    .map(([x = 0, wide = 0, tall = 0]) => tower(x, wide, tall, -0.34))
    .join('')
  const tank =
    shape(stage, box(214, horizon - 192, 124, 116, 8), 'support', -0.2) +
    shape(
      stage,
      polygon([
        [202, horizon - 190],
        [276, horizon - 258],
        [350, horizon - 190],
      ]),
      'support',
      -0.42,
    ) +
    line(
      `M226 ${horizon - 76}L214 ${horizon + 80}M326 ${horizon - 76}L338 ${horizon + 80}M222 ${horizon - 20}L332 ${horizon + 40}M330 ${horizon - 20}L220 ${horizon + 40}`,
      stage.palette.ink,
      8,
    )
  const bulbs = times(13, (index) => {
    const t = index / 12
    const y = 250 + Math.sin(t * Math.PI) * 84 + Math.sin(t * Math.PI * 2) * 20
    return (
      pool(stage.defs, t * 1100 - 40, y + 14, 36, 36, stage.palette.light, 0.8) +
      shape(stage, ellipse(t * 1100 - 40, y + 14, 9, 12), 'light', 0.4)
    )
  })
  const wire = open(
    times(13, (index) =>
      point(
        (index / 12) * 1100 - 40,
        250 + Math.sin((index / 12) * Math.PI) * 84 + Math.sin((index / 12) * Math.PI * 2) * 20,
      ),
    ),
  )
  return {
    back:
      expanse(stage, -64, horizon + 60, 'dominant', -0.2, 0.5) +
      cloud(stage, 620, 150, 100, 'light', 0.2) +
      far +
      close +
      tank +
      line(wire, stage.palette.ink, 4) +
      bulbs.join('') +
      shape(stage, box(left, horizon + 74, 1160, 60), 'support', -0.14) +
      shape(stage, box(left, horizon + 60, 1160, 24), 'support', 0.2) +
      expanse(stage, horizon + 130, bottom, 'support', -0.36, -0.14) +
      line(
        times(9, (index) => `M${index * 130 - 20} ${horizon + 132}L${(index - 4) * 210 + 500} ${bottom}`).join(''),
        '#000000',
        3,
        0.14,
      ),
    front:
      potted(stage, 84, 1050, 130) + potted(stage, 954, 1060, 150) + line(`M${left} 1040H60`, stage.palette.ink, 8),
    behind: tint('dominant', 0.12),
    isWater: false,
    slab: tint('support', -0.1),
  }
}

const potted = (stage: Stage, x: number, y: number, size: number) =>
  times(6, (index) =>
    broadLeaf(stage, x, y - size * 0.6, size * 0.95, -160 + index * 28, 'support', index % 2 ? -0.36 : -0.5),
  ).join('') +
  shape(
    stage,
    polygon([
      [x - size * 0.42, y - size * 0.62],
      [x + size * 0.42, y - size * 0.62],
      [x + size * 0.3, y],
      [x - size * 0.3, y],
    ]),
    'gills',
    -0.14,
  ) +
  shape(stage, box(x - size * 0.48, y - size * 0.68, size * 0.96, size * 0.18, 6), 'gills')
