import { fill, pool } from '../markup.ts'
import { box, ellipse, times } from '../shapes.ts'
import type { Stage } from './stage.ts'
import { shape } from './stage.ts'

export const windowAt = (stage: Stage, x: number, y: number, wide: number, tall: number) =>
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
