import { fill, line, pool } from '../markup.ts'
import { box, ellipse, open, point, polygon, times } from '../shapes.ts'
import { expanse } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { bottom, left, shape, tint } from './stage.ts'
import { paperLantern } from './things.ts'

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
