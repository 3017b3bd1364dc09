import type { Design } from '#contract/design.ts'
import type { Stage } from './habitats/stage.ts'
import { full, left, top } from './habitats/stage.ts'
import { fill, group, line, linear, pool } from './markup.ts'
import type { Point } from './shapes.ts'
import { box, ellipse, point, polygon, star, times } from './shapes.ts'

type Time = Design['light']['time']
type Source = Design['light']['source']

/** Light drawn behind the subject and light that lies over everything. */
export interface Lighting {
  readonly behind: string
  readonly over: string
  /** Where the light comes from. */
  readonly from: Point
  /** How much darker the time makes what is behind the subject, 0 to 1. */
  readonly gloom: number
}

const everything = box(left, top, full, full)

const slope = (
  stage: Stage,
  stops: readonly (readonly [number, string, number])[],
  from: readonly [number, number] = [0, 0],
  to: readonly [number, number] = [0, 1024],
) =>
  fill(
    everything,
    linear(
      stage.defs,
      from,
      to,
      stops.map(([at, colour, opacity]) => ({ at, colour, opacity })),
    ),
  )

interface Hour {
  readonly gloom: number
  behind(stage: Stage): string
  over(stage: Stage): string
}

const hours: Readonly<Record<Time, Hour>> = {
  dawn: {
    gloom: 0.05,
    behind: (stage) =>
      slope(stage, [
        [0, stage.palette.gills, 0.24],
        [0.35, stage.palette.light, 0.3],
        [0.5, stage.palette.light, 0.36],
        [1, stage.palette.gills, 0.12],
      ]),
    over: (stage) =>
      slope(stage, [
        [0, '#ffffff', 0.06],
        [1, stage.palette.gills, 0.14],
      ]),
  },
  day: {
    gloom: 0,
    behind: (stage) =>
      slope(stage, [
        [0, '#ffffff', 0.2],
        [0.7, '#ffffff', 0],
      ]),
    over: () => '',
  },
  'golden-hour': {
    gloom: 0.06,
    behind: (stage) =>
      slope(
        stage,
        [
          [0, stage.palette.accent, 0.36],
          [0.5, stage.palette.light, 0.36],
          [1, stage.palette.accent, 0.22],
        ],
        [0, 0],
        [700, 1024],
      ),
    over: (stage) =>
      slope(
        stage,
        [
          [0, stage.palette.light, 0.3],
          [0.6, stage.palette.accent, 0.04],
          [1, stage.palette.ink, 0.2],
        ],
        [0, 0],
        [1024, 1024],
      ),
  },
  dusk: {
    gloom: 0.4,
    behind: (stage) =>
      slope(stage, [
        [0, stage.palette.ink, 0.66],
        [0.42, stage.palette.gills, 0.4],
        [0.58, stage.palette.accent, 0.34],
        [1, stage.palette.ink, 0.5],
      ]),
    over: (stage) =>
      slope(stage, [
        [0, stage.palette.ink, 0.2],
        [0.5, stage.palette.gills, 0.06],
        [1, stage.palette.ink, 0.26],
      ]),
  },
  night: {
    gloom: 0.62,
    behind: (stage) =>
      slope(stage, [
        [0, stage.palette.ink, 0.9],
        [0.6, stage.palette.ink, 0.62],
        [1, stage.palette.ink, 0.7],
      ]),
    over: (stage) =>
      slope(stage, [
        [0, stage.palette.ink, 0.08],
        [1, '#000000', 0.16],
      ]),
  },
}

const indoors: ReadonlySet<Design['habitat']['kind']> = new Set([
  'kitchen',
  'workshop',
  'stage',
  'study',
  'train-carriage',
  'castle-hall',
  'space-station',
  'coral-library',
  'ice-cave',
  'deep-sea',
])

interface Lamp {
  /** Where the light comes from, when the subject faces left; it is mirrored for right. */
  readonly from: Point
  behind(stage: Stage, from: Point, isIndoors: boolean): string
  over(stage: Stage, from: Point): string
}

const beam = (stage: Stage, from: Point, opacity: number) => {
  const lean = from.x < 512 ? 1 : -1
  const paint = linear(
    stage.defs,
    [from.x, 0],
    [from.x + lean * 500, 900],
    [
      { at: 0, colour: stage.palette.light, opacity },
      { at: 1, colour: stage.palette.light, opacity: 0 },
    ],
  )
  const shaft = (offset: number, wide: number) =>
    polygon([
      [from.x + offset, top],
      [from.x + offset + wide, top],
      [from.x + offset + lean * 620 + wide * 1.7, 960],
      [from.x + offset + lean * 620 - wide, 960],
    ])
  return fill(shaft(-40, 130) + shaft(140, 70), paint)
}

const rays = (stage: Stage, from: Point, reach: number, opacity: number) =>
  fill(
    times(14, (index) => {
      const turn = (index * Math.PI) / 7
      const [a, b] = [turn - 0.07, turn + 0.07]
      return polygon([
        [from.x + Math.cos(turn) * 108, from.y + Math.sin(turn) * 108],
        [from.x + Math.cos(a) * reach, from.y + Math.sin(a) * reach],
        [from.x + Math.cos(b) * reach, from.y + Math.sin(b) * reach],
      ])
    }).join(''),
    stage.palette.light,
    opacity,
  )

const flame = (x: number, y: number, size: number) =>
  `M${x} ${y - size}Q${x + size * 0.62} ${y - size * 0.3} ${x + size * 0.34} ${y}Q${x} ${y + size * 0.22} ${x - size * 0.34} ${y}Q${x - size * 0.56} ${y - size * 0.36} ${x} ${y - size}Z`

const lamps: Readonly<Record<Source, Lamp>> = {
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
      pool(stage.defs, 512, 560, 520, 500, stage.palette.light, 0.85) +
      fill(ellipse(512, 560, 400), stage.palette.light, 0.1) +
      fill(ellipse(512, 560, 310), stage.palette.light, 0.14),
    over: (stage) => {
      const random = stage.random.fork('motes')
      return times(16, () => {
        const [x, y, r] = [random.between(60, 964), random.between(120, 900), random.between(4, 9)]
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

/** A light in the sky keeps clear of things that hang there (`aloft`: where across the picture). */
function sideOf(from: Point, design: Design, aloft: readonly number[]): Point {
  const wanted = design.pose.facing === 'left' ? from.x : 1024 - from.x
  if (from.y > 200) return point(wanted, from.y)
  const free = [wanted, 1024 - wanted, 512].find((x) => aloft.every((other) => Math.abs(other - x) > 240))
  return point(free ?? wanted, from.y)
}

/** The light of a design, on the side the subject looks at. */
export function lightingOf(stage: Stage, design: Design, aloft: readonly number[]): Lighting {
  const hour = hours[design.light.time]
  const lamp = lamps[design.light.source]
  const from = sideOf(lamp.from, design, aloft)
  return {
    behind: hour.behind(stage) + lamp.behind(stage, from, indoors.has(design.habitat.kind)),
    over: hour.over(stage) + lamp.over(stage, from),
    from,
    gloom: hour.gloom,
  }
}

/** Stars in an open night sky. */
export const nightStars = (stage: Stage, design: Design): string => {
  if (indoors.has(design.habitat.kind) || (design.light.time !== 'night' && design.light.time !== 'dusk')) return ''
  const random = stage.random.fork('night')
  const count = design.light.time === 'night' ? 44 : 14
  return fill(
    times(count, (index) => {
      const [x, y, r] = [random.between(0, 1024), random.between(0, 420), random.between(1.4, 3.4)]
      return index % 7 === 0 ? star(x, y, r * 4, r, 4) : ellipse(x, y, r)
    }).join(''),
    stage.palette.light,
    0.85,
  )
}
