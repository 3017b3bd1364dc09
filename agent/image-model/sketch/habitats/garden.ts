import { line, num } from '../markup.ts'
import { box, ellipse, point, polar, times } from '../shapes.ts'
import { broadLeaf, flower, tuft } from './plants.ts'
import { cloud, expanse, ridge } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { bottom, left, shape, tint } from './stage.ts'

/** Hedges, a trellis arch and beds of flowers. */
export const garden: Habitat = (stage) => {
  const { horizon, random } = stage
  const hedge = (y: number, size: number, tone: number) =>
    shape(
      stage,
      times(14, (index) => ellipse(index * 88 - 40, y + ((index * 29) % 24), size, size * 0.84)).join('') +
        box(left, y, 1160, 200),
      'support',
      tone,
    )
  const picket = times(
    17,
    (index) => `M${index * 72 - 60} ${horizon + 96}V${horizon - 24}l22-30 22 30V${horizon + 96}Z`,
  ).join('')
  const archY = horizon - 220
  const vines = times(17, (index) => {
    const place = polar(point(512, archY + 40), -188 + index * 12.2, 292)
    return (
      (index % 2 ? broadLeaf(stage, place.x, place.y, 62, index * 47, 'support', -0.24) : '') +
      flower(stage, place.x, place.y, 19 + (index % 3) * 5, index % 3 ? 'gills' : 'accent', 'light')
    )
  })
  const bed = (y: number, size: number, step: number) =>
    times(Math.ceil(1150 / step), (index) => {
      const x = index * step - 50 + random.between(-14, 14)
      return (
        line(`M${num(x)} ${num(y + size * 2.4)}V${num(y)}`, stage.palette.support, size * 0.16) +
        flower(
          stage,
          x,
          y + random.between(-12, 12),
          size,
          (['gills', 'accent', 'light'] as const)[index % 3] ?? 'gills',
          index % 3 === 1 ? 'gills' : 'accent',
        )
      )
    }).join('')
  return {
    back:
      expanse(stage, -64, horizon, 'dominant', 0.1, 0.6) +
      cloud(stage, 180, 140, 96, 'light', 0.6) +
      cloud(stage, 860, 190, 84, 'light', 0.6) +
      ridge(stage, horizon - 90, 34, 'support', 0.36, 2.4) +
      hedge(horizon - 30, 80, -0.1) +
      shape(stage, picket + box(left, horizon + 4, 1160, 18) + box(left, horizon + 58, 1160, 18), 'light', 0.5) +
      line(
        `M222 ${horizon + 190}V${archY + 40}Q512 ${archY - 320} 802 ${archY + 40}V${horizon + 190}`,
        stage.palette.light,
        20,
      ) +
      vines.join('') +
      expanse(stage, horizon + 96, bottom, 'support', 0.24, -0.16) +
      shape(
        stage,
        `M400 ${horizon + 96}H624Q700 ${horizon + 260} 860 ${bottom}H164Q340 ${horizon + 260} 400 ${horizon + 96}Z`,
        'light',
        -0.06,
      ) +
      bed(horizon + 112, 17, 74),
    front:
      times(
        3,
        (index) =>
          tuft(stage, random, 40 + index * 80, 1090, 130, 'support', -0.36, 6) +
          tuft(stage, random, 830 + index * 84, 1090, 140, 'support', -0.36, 6),
      ).join('') +
      flower(stage, 70, 972, 50, 'gills', 'accent') +
      flower(stage, 178, 1014, 38, 'accent', 'light') +
      flower(stage, 950, 966, 54, 'accent', 'gills') +
      flower(stage, 850, 1020, 34, 'light', 'accent'),
    behind: tint('dominant', 0.35),
    isWater: false,
    slab: tint('support', -0.22),
  }
}
