import type { Stage } from './habitats/stage.ts'
import { full, left, top } from './habitats/stage.ts'
import { fill, group, num, pool } from './markup.ts'
import { box, ellipse, num2, polygon, times } from './shapes.ts'

const warm = (stage: Stage) => [stage.palette.accent, stage.palette.gills, stage.palette.light, stage.palette.support]

export const confetti = (stage: Stage, count: number) => {
  const random = stage.random.fork('confetti')
  const colours = warm(stage)
  return times(count, (index) => {
    const [x, y, turn] = [
      random.between(20, 1004),
      random.between(20, 760) * random.between(0.4, 1),
      random.between(0, 180),
    ]
    const piece =
      index % 3 === 0
        ? fill(ellipse(0, 0, 8), colours[index % 4] ?? '#ffffff')
        : fill(box(-11, -5, 22, 10, 3), colours[index % 4] ?? '#ffffff')
    return group({ transform: `translate(${num2(x, y)}) rotate(${num(turn)})` }, piece)
  }).join('')
}

export const heart = (x: number, y: number, s: number) =>
  `M${num2(x, y + s)}C${num2(x - s * 1.6, y - s * 0.1)} ${num2(x - s * 0.9, y - s * 1.2)} ${num2(x, y - s * 0.4)}C${num2(x + s * 0.9, y - s * 1.2)} ${num2(x + s * 1.6, y - s * 0.1)} ${num2(x, y + s)}Z`

export const spread = (
  stage: Stage,
  label: string,
  count: number,
  draw: (x: number, y: number, size: number, index: number) => string,
) => {
  const random = stage.random.fork(label)
  return times(count, (index) => {
    const isLeft = index % 2 === 0
    const x = isLeft ? random.between(30, 300) : random.between(724, 994)
    return draw(x, random.between(60, 640), random.between(0.6, 1.2), index)
  }).join('')
}

export const burst = (stage: Stage, opacity: number) =>
  fill(
    times(16, (index) => {
      const [a, b] = [(index * Math.PI) / 8, (index * Math.PI) / 8 + 0.17]
      return polygon([
        [512, 560],
        [512 + Math.cos(a) * 1100, 560 + Math.sin(a) * 1100],
        [512 + Math.cos(b) * 1100, 560 + Math.sin(b) * 1100],
      ])
    }).join(''),
    stage.palette.light,
    opacity,
  )

export const mist = (stage: Stage, y: number, opacity: number) =>
  [
    [200, 0],
    [640, 40],
    [960, -20],
  ]
    .map(([x = 0, dy = 0]) => pool(stage.defs, x, y + dy, 460, 90, '#ffffff', opacity))
    .join('')

export const vignette = (stage: Stage, opacity: number) =>
  fill(box(left, top, full, full), radialVignette(stage, opacity))

const radialVignette = (stage: Stage, opacity: number) => {
  const id = stage.defs.add(
    (name) =>
      `<radialGradient id="${name}" gradientUnits="userSpaceOnUse" cx="512" cy="540" r="730"><stop offset="0.5" stop-color="${stage.palette.ink}" stop-opacity="0"/><stop offset="1" stop-color="${stage.palette.ink}" stop-opacity="${opacity}"/></radialGradient>`,
  )
  return `url(#${id})`
}
