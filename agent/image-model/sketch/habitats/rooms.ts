import { fill, line, num, pool } from '../markup.ts'
import { box, ellipse, open, point, polar, polygon, times } from '../shapes.ts'
import { bookRow, broadLeaf, expanse, floorLines, paperLantern } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, left, right, shape, tint, top } from './stage.ts'

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

const windowAt = (stage: Stage, x: number, y: number, wide: number, tall: number) =>
  pool(stage.defs, x + wide / 2, y + tall / 2, wide * 1.1, tall * 0.95, stage.palette.light, 0.4) +
  shape(stage, box(x - 16, y - 16, wide + 32, tall + 32, 14), 'light', 0.5) +
  shape(stage, box(x, y, wide, tall, 6), 'dominant', -0.42) +
  fill(ellipse(x + wide * 0.68, y + tall * 0.28, wide * 0.13), stage.palette.light) +
  fill(
    times(9, (index) =>
      ellipse(x + 14 + ((index * 61) % (wide - 28)), y + 14 + ((index * 43) % (tall * 0.6)), 2.4),
    ).join(''),
    '#ffffff',
    0.85,
  ) +
  fill(
    `M${x} ${y + tall}V${y + tall * 0.76}Q${x + wide * 0.3} ${y + tall * 0.6} ${x + wide * 0.6} ${y + tall * 0.78}T${x + wide} ${y + tall * 0.74}V${y + tall}Z`,
    '#000000',
    0.3,
  ) +
  shape(
    stage,
    box(x + wide / 2 - 6, y, 12, tall) +
      box(x, y + tall / 2 - 6, wide, 12) +
      box(x - 28, y + tall + 12, wide + 56, 22, 6),
    'light',
    0.4,
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

const gear = (stage: Stage, x: number, y: number, size: number, role: 'accent' | 'support' | 'ink', tone: number) =>
  shape(
    stage,
    polygon(
      times(32, (index) => {
        const place = polar(point(x, y), index * 11.25, index % 4 < 2 ? size : size * 0.82)
        return [place.x, place.y] as const
      }),
    ),
    role,
    tone,
  ) +
  shape(stage, ellipse(x, y, size * 0.5), 'dominant', -0.3) +
  shape(stage, ellipse(x, y, size * 0.22), role, tone)

/** A maker's room: pegboard, gears, a hanging lamp over the bench. */
export const workshop: Habitat = (stage) => {
  const holes = times(9, (row) => times(17, (column) => ellipse(40 + column * 60, 250 + row * 50, 4)).join('')).join('')
  const tool = (x: number, kind: number) =>
    [
      line(`M${x} 300V430`, stage.palette.accent, 22) + shape(stage, box(x - 44, 282, 88, 40, 8), 'ink', 0.2),
      shape(
        stage,
        polygon([
          [x - 52, 290],
          [x + 52, 290],
          [x + 40, 340],
          [x - 40, 420],
        ]),
        'light',
        -0.1,
      ) + shape(stage, box(x + 18, 276, 44, 66, 14), 'accent'),
      line(`M${x} 300V440`, stage.palette.ink, 16) + line(ellipse(x, 290, 24), stage.palette.ink, 14),
      line(`M${x} 280V350`, stage.palette.light, 10) + line(`M${x} 350V430`, stage.palette.gills, 26),
    ][kind] ?? ''
  return {
    back:
      expanse(stage, -64, 850, 'dominant', -0.1, -0.4) +
      shape(stage, box(left, 210, 1160, 470), 'support', -0.06) +
      fill(holes, '#000000', 0.24) +
      tool(110, 0) +
      tool(220, 2) +
      tool(316, 3) +
      tool(740, 1) +
      tool(856, 3) +
      tool(926, 0) +
      shape(
        stage,
        polygon([
          [420, 250],
          [620, 240],
          [626, 400],
          [424, 408],
        ]),
        'light',
        0.4,
      ) +
      line('M446 290H596M446 320H560M446 350H590M520 276V384', stage.palette.dominant, 4, 0.5) +
      gear(stage, 150, 560, 92, 'accent', -0.16) +
      gear(stage, 276, 612, 58, 'ink', 0.3) +
      gear(stage, 880, 560, 104, 'ink', 0.24) +
      gear(stage, 752, 620, 54, 'accent', -0.1) +
      pool(stage.defs, 512, 330, 520, 540, stage.palette.light, 0.55) +
      line('M512 -64V90', stage.palette.ink, 7) +
      shape(stage, 'M430 170Q440 90 512 84Q584 90 594 170Z', 'gills') +
      shape(stage, ellipse(512, 172, 40, 22), 'light', 0.6) +
      shape(stage, box(left, 800, 1160, 54, 6), 'accent', -0.3) +
      line(`M${left} 818H${right}M${left} 838H${right}`, '#000000', 3, 0.2) +
      expanse(stage, 854, bottom, 'ink', 0.24, 0.05) +
      fill(box(100, 854, 26, 240) + box(890, 854, 26, 240), '#000000', 0.35),
    front:
      gear(stage, 40, 1030, 124, 'support', -0.3) +
      gear(stage, 980, 1050, 140, 'accent', -0.26) +
      shape(stage, box(780, 1010, 90, 80, 10), 'gills', -0.2) +
      line('M800 1010V930M824 1010V906M848 1010V940', stage.palette.light, 12),
    behind: tint('support', -0.06),
    isWater: false,
    slab: tint('accent', -0.3),
  }
}

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

/** Stalls, awnings and strings of paper lanterns. */
export const lanternMarket: Habitat = (stage) => {
  const awning = (x: number, y: number, wide: number, role: 'gills' | 'accent') =>
    times(6, (index) =>
      shape(
        stage,
        `M${x + (wide * index) / 6} ${y}h${wide / 6}v60q${-wide / 12} 34 ${-wide / 6} 0Z`,
        index % 2 ? 'light' : role,
        index % 2 ? 0.2 : 0,
      ),
    ).join('')
  const stall = (x: number, wide: number, role: 'gills' | 'accent') =>
    shape(stage, box(x + 14, 420, wide - 28, 420), 'dominant', -0.5) +
    pool(stage.defs, x + wide / 2, 600, wide * 0.5, 190, stage.palette.light, 0.65) +
    times(3, (row) =>
      times(4, (column) =>
        shape(
          stage,
          ellipse(x + 46 + column * ((wide - 92) / 3), 600 + row * 60, 24, 20),
          (['accent', 'gills', 'support'] as const)[(row + column) % 3] ?? 'accent',
        ),
      ).join(''),
    ).join('') +
    shape(stage, box(x, 720, wide, 150, 6), 'support', -0.34) +
    line(`M${x + 20} 420V720M${x + wide - 20} 420V720`, stage.palette.ink, 12) +
    awning(x - 14, 390, wide + 28, role)
  const rope = (y: number, dip: number) =>
    open(times(7, (index) => point(left + index * 192, y + Math.sin((index / 6) * Math.PI) * dip)))
  const row = (y: number, dip: number, size: number, count: number, shift: number) =>
    times(count, (index) => {
      const t = (index + 0.5) / count
      return paperLantern(
        stage,
        left + t * 1152,
        y + Math.sin(t * Math.PI) * dip + size * 1.1,
        size,
        (['gills', 'accent', 'support'] as const)[(index + shift) % 3] ?? 'gills',
      )
    }).join('')
  return {
    back:
      expanse(stage, -64, 850, 'dominant', -0.5, -0.12) +
      shape(
        stage,
        times(6, (index) =>
          polygon([
            [index * 200 - 80, 420],
            [index * 200 + 20, 300 + ((index * 53) % 60)],
            [index * 200 + 120, 420],
            [index * 200 + 120, 850],
            [index * 200 - 80, 850],
          ]),
        ).join(''),
        'dominant',
        -0.36,
      ) +
      pool(stage.defs, 512, 650, 300, 300, stage.palette.light, 0.6) +
      stall(-40, 290, 'gills') +
      stall(780, 290, 'accent') +
      line(rope(40, 90) + rope(190, 120), stage.palette.ink, 4) +
      row(40, 90, 42, 7, 0) +
      row(190, 120, 26, 9, 1) +
      expanse(stage, 850, bottom, 'support', -0.3, -0.52) +
      fill(
        times(30, (index) => ellipse(((index * 173) % 1100) - 20, 880 + ((index * 37) % 190), 44, 15)).join(''),
        stage.palette.light,
        0.12,
      ),
    front:
      paperLantern(stage, 62, 640, 84, 'accent') +
      line('M62 -64V540', stage.palette.ink, 5) +
      paperLantern(stage, 990, 560, 70, 'gills') +
      line('M990 -64V480', stage.palette.ink, 5),
    behind: tint('dominant', -0.2),
    isWater: false,
    slab: tint('support', -0.3),
  }
}

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
