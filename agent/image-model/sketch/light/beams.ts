import type { Stage } from '../habitats/stage.ts'
import { top } from '../habitats/stage.ts'
import { fill, linear } from '../markup.ts'
import type { Point } from '../shapes.ts'
import { polygon, times } from '../shapes.ts'

export const beam = (stage: Stage, from: Point, opacity: number) => {
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

export const rays = (stage: Stage, from: Point, reach: number, opacity: number) =>
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

export const flame = (x: number, y: number, size: number) =>
  `M${x} ${y - size}Q${x + size * 0.62} ${y - size * 0.3} ${x + size * 0.34} ${y}Q${x} ${y + size * 0.22} ${x - size * 0.34} ${y}Q${x - size * 0.56} ${y - size * 0.36} ${x} ${y - size}Z`
