import { fill, line, linear, num } from '../markup.ts'
import { box, ellipse, mix, polygon, times } from '../shapes.ts'
import { broadLeaf, flower, frond, lilyPad } from './plants.ts'
import { expanse, stones } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { bottom, left, right, shape, tint, top } from './stage.ts'

/** A glass house full of leaves. */
export const greenhouse: Habitat = (stage) => {
  const { random } = stage
  const frame = (x: number) => `M${x} 820V360Q${mix(x, 512, 0.5)} 120 512 20`
  const bars = [-60, 90, 230, 370, 512, 654, 794, 934, 1084].map(frame).join('')
  const hoops = [300, 430, 570, 700].map((y) => `M${left} ${y}H${right}`).join('')
  const sky = linear(
    stage.defs,
    [0, 0],
    [0, 800],
    [
      { at: 0, colour: stage.palette.light, opacity: 0.9 },
      { at: 1, colour: '#ffffff', opacity: 0.5 },
    ],
  )
  const hanging = (x: number, y: number, size: number) =>
    line(
      `M${x} -64V${y - size}M${x} ${y - size}L${x - size * 0.8} ${y}M${x} ${y - size}L${x + size * 0.8} ${y}`,
      stage.palette.ink,
      4,
    ) +
    times(7, (index) =>
      line(
        `M${num(x + (index - 3) * size * 0.24)} ${num(y)}q${num((index - 3) * size * 0.34)} ${num(size * 0.3)} ${num((index - 3) * size * 0.3)} ${num(size * (0.9 + (index % 2) * 0.5))}`,
        stage.palette.support,
        size * 0.12,
      ),
    ).join('') +
    times(7, (index) =>
      broadLeaf(
        stage,
        x + (index - 3) * size * 0.26,
        y,
        size * 0.7,
        90 + (3 - index) * 24,
        'support',
        index % 2 ? -0.1 : -0.28,
      ),
    ).join('') +
    shape(
      stage,
      `M${x - size} ${y - 8}H${x + size}L${num(x + size * 0.6)} ${num(y + size * 0.5)}H${num(x - size * 0.6)}Z`,
      'accent',
      -0.1,
    )
  return {
    back:
      expanse(stage, -64, bottom, 'dominant', 0.45, 0.05) +
      fill(box(left, top, 1160, 900), sky) +
      times(8, (index) => ellipse(index * 150 - 10, 740, 120, 150))
        .map((d, index) => shape(stage, d, 'support', index % 2 ? 0.5 : 0.4))
        .join('') +
      line(bars + hoops, stage.palette.light, 12) +
      line(bars + hoops, '#ffffff', 5, 0.8) +
      fill(
        polygon([
          [120, -64],
          [320, -64],
          [20, 800],
          [-180, 800],
        ]) +
          polygon([
            [740, -64],
            [800, -64],
            [500, 800],
            [440, 800],
          ]),
        '#ffffff',
        0.25,
      ) +
      hanging(190, 220, 58) +
      hanging(846, 180, 66) +
      times(5, (index) => frond(stage, -10, 830, 360, -86 + index * 22, 34, 'support', -0.3 + index * 0.08)).join('') +
      times(5, (index) => frond(stage, 1034, 840, 380, -94 - index * 22, -34, 'support', -0.34 + index * 0.08)).join(
        '',
      ) +
      expanse(stage, 830, bottom, 'accent', 0.3, -0.1) +
      line(
        times(12, (index) => `M${left} ${850 + index * 34}H${right}`).join('') +
          times(12, (index) => `M${index * 110 - 60} 830L${(index - 5.5) * 220 + 512} ${bottom}`).join(''),
        '#000000',
        3,
        0.12,
      ),
    front:
      times(4, (index) =>
        broadLeaf(stage, -30, 1080, 270 - index * 20, -80 + index * 24, 'support', -0.44 + index * 0.1),
      ).join('') +
      times(4, (index) =>
        broadLeaf(stage, 1054, 1080, 290 - index * 20, -100 - index * 24, 'support', -0.46 + index * 0.1),
      ).join('') +
      flower(stage, 150, 1010, 34, 'gills', 'light') +
      lilyPad(stage, 900, 1060, 70, 'support', -0.1) +
      stones(stage, random, 1070, 3, 24, 'ink', 0.3),
    behind: tint('light', 0.3),
    isWater: false,
    slab: tint('accent', -0.16),
  }
}
