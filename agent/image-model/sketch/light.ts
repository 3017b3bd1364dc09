import type { Design } from '#contract/design.ts'
import type { Stage } from './habitats/stage.ts'
import { hours, indoors } from './light/hours.ts'
import { lamps } from './light/lamps.ts'
import type { Point } from './shapes.ts'
import { point } from './shapes.ts'

/** Light drawn behind the subject and light that lies over everything. */
export interface Lighting {
  readonly behind: string
  readonly over: string
  /** Where the light comes from. */
  readonly from: Point
  /** How much darker the time makes what is behind the subject, 0 to 1. */
  readonly gloom: number
}

/** A light in the sky keeps clear of things that hang there (`aloft`: where across the picture). */
function sideOf(from: Point, design: Design, aloft: readonly number[]): Point {
  const wanted = design.pose.facing === 'left' ? from.x : 1024 - from.x
  if (design.light.source === 'lantern' && aloft.length > 0) return point(380, from.y)
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
