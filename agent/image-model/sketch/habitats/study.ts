import { fill, line, pool } from '../markup.ts'
import { box, ellipse, times } from '../shapes.ts'
import { windowAt } from './furnishings.ts'
import { expanse, floorLines } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, left, right, shape, tint, top } from './stage.ts'
import { bookRow } from './things.ts'

/** Shelves of books, a reading lamp, a rug and a desk. */
export const study: Habitat = (stage) => {
  const shelfAt = (y: number, index: number) =>
    bookRow(stage, left, 330, y, 130, `l${index}`) +
    bookRow(stage, 700, right, y, 130, `r${index}`) +
    shape(stage, box(left, y, 394, 18) + box(700, y, 394, 18), 'support', -0.4)
  return {
    back:
      expanse(stage, -64, 830, 'dominant', 0.14, -0.14) +
      fill(times(12, (index) => box(330 + index * 32, -64, 14, 900)).join(''), '#ffffff', 0.08) +
      fill(box(left, top, 394, 900) + box(700, top, 394, 900), '#000000', 0.34) +
      [110, 268, 426, 584, 742].map(shelfAt).join('') +
      shape(stage, box(320, -64, 22, 900) + box(690, -64, 22, 900), 'support', -0.3) +
      windowAt(stage, 414, 120, 200, 290) +
      shape(
        stage,
        'M380 70Q366 300 340 480H384Q420 260 420 70Z' + 'M648 70Q662 300 688 480H644Q608 260 608 70Z',
        'gills',
        -0.16,
      ) +
      line('M350 76H680', stage.palette.accent, 12) +
      shape(stage, box(left, 806, 1160, 34), 'support', -0.2) +
      expanse(stage, 838, bottom, 'support', -0.3, -0.46) +
      floorLines(stage, 838, 11, 'ink', 0.3) +
      shape(stage, ellipse(512, 940, 430, 96), 'gills', -0.24) +
      line(ellipse(512, 940, 392, 82), stage.palette.accent, 9) +
      line(ellipse(512, 940, 350, 70), stage.palette.light, 4),
    front:
      lampPost(stage, 70) +
      shape(stage, box(850, 1000, 220, 34, 6) + box(872, 966, 180, 34, 6), 'gills', -0.1) +
      shape(stage, box(884, 932, 150, 34, 6), 'accent', -0.1) +
      fill(box(856, 1008, 200, 16) + box(890, 940, 136, 16), '#ffffff', 0.4),
    behind: tint('dominant', 0.04),
    isWater: false,
    slab: tint('support', -0.3),
  }
}

const lampPost = (stage: Stage, x: number) =>
  pool(stage.defs, x, 660, 330, 330, stage.palette.light, 0.5) +
  line(`M${x} 640V1090`, stage.palette.ink, 14) +
  shape(stage, `M${x - 96} 690L${x - 48} 550H${x + 48}L${x + 96} 690Z`, 'accent', 0.16) +
  fill(`M${x - 96} 690L${x - 48} 550H${x - 6}L${x - 20} 690Z`, '#ffffff', 0.25)
