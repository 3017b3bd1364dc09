import { fill, line, pool } from '../markup.ts'
import { box, ellipse, polygon, times } from '../shapes.ts'
import { expanse } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, left, right, shape, tint } from './stage.ts'

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
