import type { ColourRole } from '#contract/design.ts'
import { fill, line, num, pool } from '../markup.ts'
import { box, ellipse, polygon } from '../shapes.ts'
import type { Stage } from './stage.ts'
import { shape } from './stage.ts'

/** A hanging paper lantern with its glow. */
export function paperLantern(stage: Stage, x: number, y: number, size: number, role: ColourRole): string {
  const ribs = [-0.5, 0, 0.5].map(
    (share) =>
      `M${num(x + share * size * 0.9)} ${num(y - size * (1 - Math.abs(share) * 0.4))}Q${num(x + share * size * 1.5)} ${num(y)} ${num(x + share * size * 0.9)} ${num(y + size * (1 - Math.abs(share) * 0.4))}`,
  )
  return (
    pool(stage.defs, x, y, size * 2.5, size * 2.5, stage.palette.light, 0.55) +
    shape(stage, ellipse(x, y, size, size * 0.98), role, 0) +
    pool(stage.defs, x, y + size * 0.2, size * 0.9, size * 0.85, stage.palette.light, 0.95) +
    line(ribs.join(''), '#000000', Math.max(1.5, size * 0.04), 0.18) +
    shape(
      stage,
      box(x - size * 0.36, y - size * 1.1, size * 0.72, size * 0.2, 4) +
        box(x - size * 0.32, y + size * 0.9, size * 0.64, size * 0.18, 4),
      'ink',
    ) +
    line(`M${num(x)} ${num(y + size * 1.08)}v${num(size * 0.5)}`, stage.palette[role], Math.max(2, size * 0.09))
  )
}

/** A row of book spines between two edges, standing on `y`. */
export function bookRow(stage: Stage, from: number, to: number, y: number, height: number, label: string): string {
  const random = stage.random.fork(`books${label}`)
  const roles: readonly ColourRole[] = ['support', 'accent', 'dominant', 'gills', 'ink', 'light']
  const books: string[] = []
  let x = from
  while (x < to - 14) {
    const wide = Math.min(to - x, random.between(17, 36))
    const tall = height * random.between(0.66, 0.95)
    const role = roles[Math.floor(random.next() * roles.length)] ?? 'support'
    const spine =
      random.next() > 0.86
        ? polygon([
            [x + 4, y],
            [x + wide, y - 4],
            [x + wide + 12, y - tall + 6],
            [x + 14, y - tall],
          ])
        : box(x, y - tall, wide - 2, tall, 3)
    books.push(shape(stage, spine, role, random.between(-0.28, 0.12)))
    books.push(
      fill(
        box(x + 3, y - tall * 0.8, wide - 8, 5) + box(x + 3, y - tall * 0.24, wide - 8, 4),
        stage.palette.light,
        0.5,
      ),
    )
    x += wide
  }
  return books.join('')
}
