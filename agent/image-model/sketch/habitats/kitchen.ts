import { fill, line } from '../markup.ts'
import { box, ellipse, polygon, times } from '../shapes.ts'
import { windowAt } from './furnishings.ts'
import { broadLeaf } from './plants.ts'
import { expanse } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, left, right, shape, tint } from './stage.ts'

const plant = (stage: Stage, x: number, y: number, size: number) =>
  times(6, (index) =>
    broadLeaf(stage, x, y - size * 0.5, size, -155 + index * 26, 'support', index % 2 ? -0.28 : -0.4),
  ).join('') +
  shape(
    stage,
    polygon([
      [x - size * 0.36, y - size * 0.56],
      [x + size * 0.36, y - size * 0.56],
      [x + size * 0.26, y],
      [x - size * 0.26, y],
    ]),
    'accent',
    -0.08,
  )

const jar = (stage: Stage, x: number, y: number, size: number, role: 'accent' | 'gills' | 'support') =>
  shape(stage, box(x - size * 0.34, y - size * 0.84, size * 0.68, size * 0.84, size * 0.16), role, -0.06) +
  fill(box(x - size * 0.25, y - size * 0.74, size * 0.12, size * 0.6, 6), '#ffffff', 0.4) +
  shape(stage, box(x - size * 0.3, y - size, size * 0.6, size * 0.18, 5), 'ink', 0.3)

/** Tiles, a shelf of jars, hanging pans and a window at night. */
export const kitchen: Habitat = (stage) => {
  const tiles =
    times(8, (index) => `M${left} ${430 + index * 58}H${right}`).join('') +
    times(18, (index) => `M${index * 66 - 50} 430V840`).join('')
  const pan = (x: number, size: number) =>
    line(`M${x} 96V${150}`, stage.palette.ink, 7) +
    shape(stage, ellipse(x, 150 + size, size), 'ink', 0.1) +
    shape(stage, ellipse(x, 150 + size, size * 0.74), 'ink', 0.34) +
    fill(ellipse(x - size * 0.3, 150 + size * 0.7, size * 0.2, size * 0.34), '#ffffff', 0.25)
  return {
    back:
      expanse(stage, -64, 440, 'dominant', 0.3, 0.1) +
      expanse(stage, 430, 850, 'dominant', 0.55, 0.34) +
      line(tiles, stage.palette.dominant, 4, 0.75) +
      windowAt(stage, 396, 130, 232, 230) +
      line(`M40 96H340M690 96H1000`, stage.palette.ink, 10) +
      pan(90, 44) +
      pan(198, 56) +
      pan(300, 36) +
      line('M740 96V196M806 96V180M872 96V204M938 96V176', stage.palette.ink, 7) +
      shape(
        stage,
        `${ellipse(740, 214, 17, 26) + box(794, 176, 24, 44, 8) + ellipse(872, 222, 24, 19)}M920 176h36l-5 44h-26Z`,
        'ink',
        0.14,
      ) +
      shape(stage, box(left, 384, 400, 22, 5) + box(690, 384, 400, 22, 5), 'support', -0.2) +
      jar(stage, 50, 384, 96, 'gills') +
      jar(stage, 136, 384, 76, 'accent') +
      jar(stage, 222, 384, 104, 'support') +
      jar(stage, 800, 384, 84, 'accent') +
      jar(stage, 884, 384, 104, 'gills') +
      plant(stage, 980, 384, 96) +
      shape(stage, box(left, 812, 1160, 44, 6), 'support', 0.36) +
      expanse(stage, 850, bottom, 'support', -0.06, -0.34) +
      line(`M${left} 880H${right}M256 880V${bottom}M768 880V${bottom}`, '#000000', 5, 0.2) +
      fill(
        ellipse(220, 960, 13) + ellipse(292, 960, 13) + ellipse(732, 960, 13) + ellipse(804, 960, 13),
        stage.palette.accent,
      ),
    front:
      jar(stage, 62, 1050, 160, 'accent') +
      line('M70 890L54 790M86 890L106 800', stage.palette.light, 12) +
      shape(stage, ellipse(50, 782, 24, 34) + box(94, 760, 30, 52, 10), 'light', 0.1) +
      plant(stage, 968, 1060, 150),
    behind: tint('dominant', 0.42),
    isWater: false,
    slab: tint('support', 0.2),
  }
}
