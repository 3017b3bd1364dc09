import { fill, line, pool } from '../markup.ts'
import { box, ellipse, open, point, polygon, times } from '../shapes.ts'
import { expanse, floorLines, ridge, starrySky } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
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

const pillar = (stage: Stage, x: number, wide: number, tone: number) =>
  shape(stage, box(x - wide / 2, -64, wide, 940), 'support', tone) +
  fill(box(x - wide / 2, -64, wide * 0.3, 940), '#ffffff', 0.14) +
  fill(box(x + wide * 0.2, -64, wide * 0.3, 940), '#000000', 0.14) +
  shape(
    stage,
    box(x - wide * 0.72, 130, wide * 1.44, 34, 8) + box(x - wide * 0.72, 816, wide * 1.44, 50, 8),
    'support',
    tone + 0.12,
  )

const banner = (stage: Stage, x: number, y: number, role: 'gills' | 'accent') =>
  shape(stage, `M${x - 52} ${y}H${x + 52}V${y + 250}L${x} ${y + 204}L${x - 52} ${y + 250}Z`, role, -0.06) +
  line(`M${x - 40} ${y + 8}V${y + 214}M${x + 40} ${y + 8}V${y + 214}`, stage.palette.light, 5, 0.8) +
  fill(ellipse(x, y + 96, 26), stage.palette.light, 0.9) +
  shape(stage, box(x - 62, y - 10, 124, 16, 8), 'ink')

/** Pointed arches, pillars, banners and a chequered floor. */
export const castleHall: Habitat = (stage) => {
  const arch = (x: number, wide: number, from: number, to: number) =>
    `M${x - wide} ${to}V${from + wide}Q${x - wide * 0.9} ${from + wide * 0.1} ${x} ${from - wide * 0.5}Q${x + wide * 0.9} ${from + wide * 0.1} ${x + wide} ${from + wide}V${to}Z`
  const rows = [0, 0.14, 0.34, 0.62, 1]
  const checks = rows.slice(0, -1).flatMap((share, row) =>
    times(12, (column) => {
      if ((row + column) % 2) return ''
      const [near, far] = [rows[row + 1] ?? 1, share]
      const place = (index: number, depth: number) => 512 + (index - 6) * (130 + depth * 150)
      const y = (depth: number) => 850 + depth * 240
      return polygon([
        [place(column, far), y(far)],
        [place(column + 1, far), y(far)],
        [place(column + 1, near), y(near)],
        [place(column, near), y(near)],
      ])
    }),
  )
  return {
    back:
      expanse(stage, -64, 870, 'dominant', -0.3, 0.06) +
      line(
        times(11, (row) => `M${left} ${row * 78 - 20}H${right}`).join('') +
          times(
            60,
            (index) =>
              `M${(index % 10) * 120 + (Math.floor(index / 10) % 2) * 60 - 40} ${Math.floor(index / 10) * 156 - 20}v78`,
          ).join(''),
        '#000000',
        4,
        0.13,
      ) +
      shape(stage, arch(512, 210, 250, 860), 'light', 0.1) +
      shape(stage, arch(512, 184, 260, 860), 'dominant', 0.5) +
      pool(stage.defs, 512, 440, 210, 330, stage.palette.light, 0.9) +
      fill(arch(512, 184, 260, 860), stage.palette.accent, 0.18) +
      line('M512 160V860M328 470H696M328 640H696M400 300L624 300', stage.palette.ink, 9) +
      line(ellipse(512, 330, 74), stage.palette.ink, 9) +
      fill(
        times(6, (index) => {
          const a = (index * Math.PI) / 3
          return ellipse(512 + Math.cos(a) * 42, 330 + Math.sin(a) * 42, 20)
        }).join(''),
        stage.palette.gills,
        0.75,
      ) +
      fill(
        polygon([
          [420, 300],
          [604, 300],
          [800, 1010],
          [300, 1010],
        ]),
        stage.palette.light,
        0.16,
      ) +
      pillar(stage, 250, 84, -0.04) +
      pillar(stage, 774, 84, -0.04) +
      banner(stage, 134, 210, 'gills') +
      banner(stage, 890, 210, 'accent') +
      pillar(stage, 14, 110, -0.22) +
      pillar(stage, 1010, 110, -0.22) +
      expanse(stage, 850, bottom, 'support', 0.16, -0.16) +
      fill(checks.join(''), '#000000', 0.3) +
      shape(
        stage,
        polygon([
          [420, 850],
          [604, 850],
          [720, bottom],
          [304, bottom],
        ]),
        'gills',
        -0.2,
      ) +
      line(`M432 850L326 ${bottom}M592 850L698 ${bottom}`, stage.palette.accent, 7),
    front: candleStand(stage, 70) + candleStand(stage, 954),
    behind: tint('dominant', 0.4),
    isWater: false,
    slab: tint('support', -0.1),
  }
}

const candleStand = (stage: Stage, x: number) =>
  line(`M${x} ${bottom}V800M${x - 56} 830Q${x - 56} 880 ${x} 880Q${x + 56} 880 ${x + 56} 830`, stage.palette.ink, 12) +
  shape(stage, [-56, 0, 56].map((dx) => box(x + dx - 12, dx === 0 ? 740 : 770, 24, 62, 5)).join(''), 'light', 0.4) +
  [-56, 0, 56]
    .map(
      (dx) =>
        pool(stage.defs, x + dx, dx === 0 ? 716 : 746, 62, 66, stage.palette.light, 0.8) +
        shape(stage, `M${x + dx} ${dx === 0 ? 690 : 720}q18 30 0 44q-18-14 0-44Z`, 'accent', 0.3),
    )
    .join('')
