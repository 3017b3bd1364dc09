import type { Design } from '#contract/design.ts'
import type { Stage } from '../habitats/stage.ts'
import { full, left, top } from '../habitats/stage.ts'
import { fill, linear } from '../markup.ts'
import { box, ellipse, star, times } from '../shapes.ts'

type Time = Design['light']['time']

export const everything = box(left, top, full, full)

export const slope = (
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

export const hours: Readonly<Record<Time, Hour>> = {
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

export const indoors: ReadonlySet<Design['habitat']['kind']> = new Set([
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
