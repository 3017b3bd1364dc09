import type { Design } from '#contract/design.ts'
import type { Stage } from '../habitats/stage.ts'
import { fill, group, line, pool } from '../markup.ts'
import type { Point } from '../shapes.ts'
import { box, ellipse, point, polygon, times } from '../shapes.ts'
import { beam, flame, rays } from './beams.ts'
import { everything, slope } from './hours.ts'

type Source = Design['light']['source']

interface Lamp {
  /** Where the light comes from, when the subject faces left; it is mirrored for right. */
  readonly from: Point
  behind(stage: Stage, from: Point, isIndoors: boolean): string
  over(stage: Stage, from: Point): string
}

export const lamps: Readonly<Record<Source, Lamp>> = {
  sun: {
    from: point(214, 170),
    behind: (stage, from, isIndoors) =>
      isIndoors
        ? beam(stage, from, 0.75)
        : pool(stage.defs, from.x, from.y, 380, 380, stage.palette.light, 0.9) +
          rays(stage, from, 260, 0.4) +
          fill(ellipse(from.x, from.y, 84), stage.palette.light) +
          fill(ellipse(from.x, from.y, 84), '#ffffff', 0.5),
    over: (stage, from) => pool(stage.defs, from.x, from.y, 620, 560, stage.palette.light, 0.22),
  },
  moon: {
    from: point(226, 180),
    behind: (stage, from, isIndoors) =>
      isIndoors
        ? beam(stage, from, 0.5) + pool(stage.defs, from.x, from.y, 300, 300, '#ffffff', 0.25)
        : pool(stage.defs, from.x, from.y, 300, 300, '#ffffff', 0.5) +
          fill(ellipse(from.x, from.y, 92), '#ffffff', 0.92) +
          fill(ellipse(from.x, from.y, 92), stage.palette.light, 0.3) +
          fill(
            ellipse(from.x - 28, from.y - 22, 18) +
              ellipse(from.x + 30, from.y + 12, 24) +
              ellipse(from.x - 14, from.y + 42, 13),
            '#000000',
            0.08,
          ),
    over: (stage) =>
      slope(stage, [
        [0, '#ffffff', 0.12],
        [0.5, '#ffffff', 0],
        [1, stage.palette.ink, 0.14],
      ]),
  },
  lantern: {
    from: point(160, 250),
    behind: (stage, from) =>
      [from.x, 1024 - from.x]
        .map((x, index) => pool(stage.defs, x, from.y + index * 60, 330, 330, stage.palette.light, 0.6))
        .join(''),
    over: (stage, from) =>
      [from.x, 1024 - from.x]
        .map((x, index) => {
          const y = from.y - 90 + index * 50
          return group(
            {},
            line(`M${x} -64V${y - 52}`, stage.palette.ink, 5),
            pool(stage.defs, x, y, 130, 130, stage.palette.light, 0.7),
            fill(ellipse(x, y, 48, 54), stage.palette.accent),
            pool(stage.defs, x, y + 8, 44, 48, stage.palette.light, 1),
            line(
              `M${x - 22} ${y - 46}Q${x - 40} ${y} ${x - 22} ${y + 46}M${x + 22} ${y - 46}Q${x + 40} ${y} ${x + 22} ${y + 46}`,
              '#000000',
              3,
              0.16,
            ),
            fill(box(x - 20, y - 62, 40, 14, 5) + box(x - 18, y + 50, 36, 12, 5), stage.palette.ink),
          )
        })
        .join(''),
  },
  candle: {
    from: point(150, 800),
    behind: (stage, from) =>
      fill(everything, '#000000', 0.2) + pool(stage.defs, from.x, from.y, 620, 560, stage.palette.light, 0.75),
    over: (stage, from) =>
      pool(stage.defs, from.x, from.y, 560, 480, stage.palette.accent, 0.2) +
      [
        [-86, 60, 92],
        [-16, 84, 130],
        [52, 70, 74],
      ]
        .map(([dx = 0, dy = 0, tall = 0]) => {
          const [x, foot] = [from.x + dx, Math.min(1000, from.y + 110 + dy)]
          return (
            fill(box(x - 20, foot - tall, 40, tall, 8), stage.palette.light) +
            fill(box(x - 20, foot - tall, 40, tall, 8), '#ffffff', 0.5) +
            fill(box(x + 4, foot - tall, 16, tall, 6), '#000000', 0.1) +
            pool(stage.defs, x, foot - tall - 30, 90, 90, stage.palette.light, 0.9) +
            fill(flame(x, foot - tall - 6, 50), stage.palette.accent) +
            fill(flame(x, foot - tall - 6, 28), '#ffffff', 0.85)
          )
        })
        .join(''),
  },
  glow: {
    from: point(512, 900),
    behind: (stage) =>
      pool(stage.defs, 512, 560, 520, 500, stage.palette.light, 0.55) +
      fill(ellipse(512, 560, 400), stage.palette.light, 0.07) +
      fill(ellipse(512, 560, 310), stage.palette.light, 0.09),
    over: (stage) => {
      const random = stage.random.fork('motes')
      return times(16, (index) => {
        // Beside the animal, never over its face.
        const x = index % 2 === 0 ? random.between(40, 270) : random.between(754, 984)
        const y = random.between(120, 900)
        const r = random.between(4, 9)
        return (
          pool(stage.defs, x, y, r * 4, r * 4, stage.palette.light, 0.75) + fill(ellipse(x, y, r * 0.7), '#ffffff', 0.9)
        )
      }).join('')
    },
  },
  neon: {
    from: point(110, 380),
    behind: (stage, from) => {
      const far = 1024 - from.x
      const tube = (d: string, colour: string) =>
        line(d, colour, 40, 0.16) + line(d, colour, 24, 0.26) + line(d, colour, 11) + line(d, '#ffffff', 4, 0.85)
      return (
        fill(everything, '#000000', 0.2) +
        pool(stage.defs, from.x, 420, 420, 620, stage.palette.accent, 0.65) +
        pool(stage.defs, far, 420, 420, 620, stage.palette.gills, 0.65) +
        tube(`M${from.x - 40} 150l80 90-80 90 80 90`, stage.palette.accent) +
        tube(
          `M${far} 150m-54 60a54 54 0 1 0 108 0a54 54 0 1 0 -108 0M${far - 54} 340h108M${far - 30} 380h60`,
          stage.palette.gills,
        )
      )
    },
    over: (stage, from) =>
      pool(stage.defs, from.x - 60, 560, 400, 560, stage.palette.accent, 0.3) +
      pool(stage.defs, 1084 - from.x, 560, 400, 560, stage.palette.gills, 0.3),
  },
  fire: {
    from: point(180, 960),
    behind: (stage, from) =>
      fill(everything, '#000000', 0.2) +
      pool(stage.defs, from.x, 980, 760, 660, stage.palette.accent, 0.75) +
      pool(stage.defs, from.x, 980, 420, 380, stage.palette.light, 0.6),
    over: (stage, from) => {
      const random = stage.random.fork('sparks')
      const tongues = [-120, -60, 0, 62, 118].map((dx, index) => {
        const [x, size] = [from.x + dx, [92, 140, 184, 130, 84][index] ?? 90]
        return (
          fill(flame(x, 1050, size), stage.palette.accent) +
          fill(flame(x, 1050, size * 0.62), stage.palette.light) +
          fill(flame(x, 1050, size * 0.3), '#ffffff', 0.8)
        )
      })
      const sparks = times(22, () => ellipse(random.between(30, 994), random.between(160, 960), random.between(2, 5)))
      return (
        pool(stage.defs, from.x, 1010, 620, 420, stage.palette.accent, 0.28) +
        tongues.join('') +
        fill(sparks.join(''), stage.palette.light, 0.9)
      )
    },
  },
  window: {
    from: point(200, 120),
    behind: (stage, from) => {
      const lean = from.x < 512 ? 1 : -1
      const pane = (column: number, row: number) => {
        const [x, y] = [from.x + lean * (70 + column * 190 + row * 60), 130 + row * 250]
        return polygon([
          [x, y],
          [x + lean * 168, y + 26],
          [x + lean * 222, y + 262],
          [x + lean * 54, y + 232],
        ])
      }
      return fill(
        [pane(0, 0), pane(1, 0), pane(2, 0), pane(0, 1), pane(1, 1), pane(2, 1)].join(''),
        stage.palette.light,
        0.3,
      )
    },
    over: (stage, from) => beam(stage, point(from.x - (from.x < 512 ? 160 : -160), from.y), 0.34),
  },
}
