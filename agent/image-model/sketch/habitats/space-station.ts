import { fill, line, pool } from '../markup.ts'
import { box, ellipse, open, point, times } from '../shapes.ts'
import { expanse, floorLines, starrySky } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { bottom, left, right, shape, tint } from './stage.ts'

/** A cabin with a huge round window on the stars. */
export const spaceStation: Habitat = (stage) => {
  const panel = (x: number, y: number, flip: number) =>
    shape(stage, box(x, y, 150, 210, 16), 'support', -0.28) +
    fill(
      times(3, (row) => times(3, (column) => ellipse(x + 36 + column * 40, y + 130 + row * 28, 9)).join('')).join(''),
      stage.palette.accent,
      0.9,
    ) +
    fill(box(x + 20, y + 22, 110, 76, 8), stage.palette.light, 0.85) +
    line(
      open([point(x + 28, y + 70), point(x + 50, y + 50 - flip * 8), point(x + 80, y + 78), point(x + 122, y + 44)]),
      stage.palette.dominant,
      6,
    )
  const view = stage.defs.add((id) => `<clipPath id="${id}"><circle cx="512" cy="380" r="318"/></clipPath>`)
  return {
    back:
      expanse(stage, -64, bottom, 'support', 0.42, -0.02) +
      line(
        `${times(8, (index) => `M${index * 150 - 20} -64V840`).join('')}M${left} 640H${right}M${left} 130H${right}`,
        '#000000',
        4,
        0.14,
      ) +
      shape(stage, ellipse(512, 380, 372), 'support', -0.16) +
      shape(stage, ellipse(512, 380, 344), 'ink', 0.16) +
      fill(
        times(16, (index) => {
          const a = (index * Math.PI) / 8
          return ellipse(512 + Math.cos(a) * 358, 380 + Math.sin(a) * 358, 9)
        }).join(''),
        stage.palette.light,
        0.8,
      ) +
      `<g clip-path="url(#${view})">` +
      expanse(stage, 40, 720, 'dominant', -0.55, -0.3) +
      starrySky(stage, 60, 700, 80) +
      shape(stage, ellipse(700, 760, 350), 'accent', -0.06) +
      fill('M380 690Q700 560 1020 760L1020 800Q700 620 390 740Z', stage.palette.gills, 0.6) +
      fill('M400 800Q700 650 1020 850L1020 900Q700 720 420 850Z', '#ffffff', 0.3) +
      pool(stage.defs, 560, 560, 240, 200, '#ffffff', 0.3) +
      shape(stage, ellipse(320, 190, 46), 'light', 0.2) +
      fill(ellipse(336, 200, 9) + ellipse(306, 176, 7) + ellipse(318, 214, 6), '#000000', 0.15) +
      '</g>' +
      fill('M250 230Q330 110 470 84Q330 170 282 300Z', '#ffffff', 0.22) +
      panel(12, 230, 1) +
      panel(862, 230, -1) +
      shape(stage, box(left, 800, 1160, 40), 'support', -0.34) +
      expanse(stage, 838, bottom, 'support', 0.06, -0.26) +
      floorLines(stage, 838, 11, 'ink', 0.28) +
      fill(times(9, (index) => box(60 + index * 112, 812, 60, 14, 7)).join(''), stage.palette.accent, 0.9),
    front:
      line(`M-64 950Q60 900 40 1090M1088 930Q960 900 990 1090`, stage.palette.ink, 30) +
      line(`M-64 950Q60 900 40 1090M1088 930Q960 900 990 1090`, '#ffffff', 7, 0.3),
    behind: tint('dominant', -0.4),
    isWater: false,
    slab: tint('support', -0.14),
  }
}
