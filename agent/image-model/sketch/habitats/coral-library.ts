import { fill, line, num } from '../markup.ts'
import { box, point, polar, times } from '../shapes.ts'
import { bubbles, expanse, ridge, shafts } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, left, right, shape, tint } from './stage.ts'

const branchCoral = (
  stage: Stage,
  x: number,
  y: number,
  size: number,
  role: 'accent' | 'gills' | 'support',
  tone: number,
) => {
  const twigs = times(5, (index) => {
    const first = polar(point(x, y), -150 + index * 30, size * (0.6 + (index % 2) * 0.3))
    const [a, b] = [polar(first, -130 + index * 20, size * 0.34), polar(first, -90 + index * 20, size * 0.36)]
    return `M${num(x)} ${num(y)}Q${num(x + (first.x - x) * 0.2)} ${num(first.y)} ${num(first.x)} ${num(first.y)}L${num(a.x)} ${num(a.y)}M${num(first.x)} ${num(first.y)}L${num(b.x)} ${num(b.y)}`
  }).join('')
  return (
    line(twigs, stage.palette[role], size * 0.14) +
    line(twigs, tone < 0 ? '#000000' : '#ffffff', size * 0.14, Math.abs(tone))
  )
}

/** A drowned library: shelves grown over with coral. */
export const coralLibrary: Habitat = (stage) => {
  const { bookRowAt, shelves } = libraryShelves(stage)
  return {
    back:
      expanse(stage, -64, bottom, 'dominant', 0.2, -0.36) +
      shape(stage, `M330 900V330Q512 90 694 330V900Z`, 'dominant', 0.5) +
      line(`M330 900V330Q512 90 694 330V900`, stage.palette.support, 26) +
      shafts(stage, 512, 4, 90, 0.6) +
      shelves +
      bookRowAt +
      ridge(stage, 868, 16, 'light', -0.1, 3) +
      branchCoral(stage, 250, 880, 150, 'gills', -0.1) +
      branchCoral(stage, 800, 880, 170, 'accent', -0.08) +
      bubbles(stage, 512, 700, 8, 160, 560),
    front:
      branchCoral(stage, 40, 1070, 210, 'accent', -0.2) +
      branchCoral(stage, 990, 1080, 230, 'gills', -0.25) +
      shape(stage, box(120, 990, 170, 30, 6) + box(140, 962, 140, 28, 6), 'support', -0.1) +
      shape(stage, box(128, 996, 150, 14), 'light', 0.2),
    behind: tint('dominant', 0.4),
    isWater: true,
    slab: tint('support', -0.2),
  }
}

const libraryShelves = (stage: Stage) => {
  const rows = [210, 400, 590, 780]
  const planks = rows.map((y) => box(left, y, 350, 20) + box(738, y, 350, 20)).join('')
  const posts = box(286, -64, 26, 960) + box(712, -64, 26, 960)
  return {
    shelves:
      fill(box(left, -64, 350, 900) + box(738, -64, 350, 900), '#000000', 0.28) +
      shape(stage, planks + posts, 'support', -0.28),
    bookRowAt: rows.map((y, index) => bookColumn(stage, index, y)).join(''),
  }
}

const bookColumn = (stage: Stage, index: number, y: number) => {
  const random = stage.random.fork(`shelf${index}`)
  const roles = ['gills', 'accent', 'light', 'support', 'ink'] as const
  const run = (from: number, to: number) => {
    const spines: string[] = []
    for (let x = from; x < to - 20; x += 28) {
      const tall = random.between(96, 158)
      const role = roles[Math.floor(random.next() * roles.length)] ?? 'accent'
      if (random.next() > 0.12)
        spines.push(
          shape(stage, box(x, y - tall, 25, tall, 4), role, -0.1),
          fill(box(x + 4, y - tall + 18, 17, 6), '#ffffff', 0.4),
        )
    }
    return spines.join('')
  }
  return run(left, 284) + run(742, right)
}
