import { fill, line, pool } from '../markup.ts'
import { box, ellipse, polygon, times } from '../shapes.ts'
import { expanse, floorLines, ridge } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { bottom, left, right, shape, tint } from './stage.ts'

/** A carriage with wide windows on a passing land. */
export const trainCarriage: Habitat = (stage) => {
  const panes = [60, 386, 712]
  const clip = stage.defs.add(
    (id) => `<clipPath id="${id}">${panes.map((x) => `<path d="${box(x, 150, 256, 400, 30)}"/>`).join('')}</clipPath>`,
  )
  const seat = (x: number) =>
    shape(stage, box(x, 610, 230, 260, 40), 'gills', -0.12) +
    shape(stage, box(x + 24, 634, 182, 120, 30), 'gills', 0.14) +
    shape(stage, box(x - 14, 780, 258, 90, 30), 'gills', -0.26) +
    fill(ellipse(x + 70, 694, 6) + ellipse(x + 115, 694, 6) + ellipse(x + 160, 694, 6), '#000000', 0.3)
  return {
    back:
      expanse(stage, -64, 880, 'support', -0.1, -0.3) +
      shape(stage, box(left, 560, 1160, 320), 'support', -0.38) +
      line(`M${left} 582H${right}M${left} 600H${right}`, stage.palette.accent, 5) +
      shape(stage, panes.map((x) => box(x - 18, 132, 292, 436, 42)).join(''), 'accent', -0.2) +
      `<g clip-path="url(#${clip})">` +
      expanse(stage, 140, 560, 'dominant', 0.1, 0.6) +
      pool(stage.defs, 700, 300, 220, 200, stage.palette.light, 0.9) +
      fill(ellipse(700, 300, 52), stage.palette.light) +
      ridge(stage, 420, 46, 'dominant', -0.16, 3, 1) +
      ridge(stage, 474, 26, 'support', 0.16, 4) +
      times(9, (index) =>
        shape(
          stage,
          polygon([
            [index * 130 - 10, 540],
            [index * 130 + 26, 430],
            [index * 130 + 62, 540],
          ]),
          'support',
          -0.2,
        ),
      ).join('') +
      ridge(stage, 530, 8, 'support', -0.34, 6) +
      '</g>' +
      fill(
        panes
          .map((x) =>
            polygon([
              [x + 40, 150],
              [x + 110, 150],
              [x + 20, 550],
              [x - 10, 550],
              [x, 400],
            ]),
          )
          .join(''),
        '#ffffff',
        0.16,
      ) +
      line(`M${left} 84H${right}`, stage.palette.accent, 10) +
      line(times(20, (index) => `M${index * 60 - 40} 84l30-46`).join(''), stage.palette.accent, 4) +
      shape(stage, box(120, 6, 170, 74, 12), 'gills', -0.2) +
      shape(stage, box(326, 26, 110, 54, 10), 'dominant', -0.1) +
      shape(stage, box(760, 0, 190, 80, 14), 'accent', -0.34) +
      line('M190 6v-14h40v14M840 0v-14h40v14', stage.palette.ink, 7) +
      seat(-90) +
      seat(884) +
      expanse(stage, 864, bottom, 'ink', 0.34, 0.1) +
      floorLines(stage, 864, 9, 'ink', 0.3) +
      shape(
        stage,
        polygon([
          [300, 864],
          [724, 864],
          [900, bottom],
          [124, bottom],
        ]),
        'gills',
        -0.36,
      ) +
      line(`M330 864L170 ${bottom}M694 864L854 ${bottom}`, stage.palette.accent, 6),
    front:
      shape(stage, box(left, 986, 130, 110, 12), 'accent', -0.36) +
      shape(stage, box(930, 960, 170, 140, 16), 'support', -0.3) +
      line('M980 960v-24h70v24M930 1010h170', stage.palette.accent, 9),
    behind: tint('dominant', 0.3),
    isWater: false,
    slab: tint('accent', -0.3),
  }
}
