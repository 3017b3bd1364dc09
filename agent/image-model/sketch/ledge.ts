import type { Skeleton } from './axolotl/skeleton.ts'
import type { Placement } from './fit.ts'
import type { Scenery, Stage } from './habitats/stage.ts'
import { fill, group, line, num, tinted } from './markup.ts'
import { box, ellipse, times } from './shapes.ts'

/** Boards below the edge, and the row of studs that holds them. */
const seams = (reach: number, y: number) =>
  times(17, (index) => `M${num((index - 8) * 46 + (index % 3) * 7)} ${num(y + 26)}v${num(reach)}`).join('')

const studs = (y: number) => times(17, (index) => ellipse((index - 8) * 46 + 20, y + 37, 2.4)).join('')

/** What the animal leans on or peeks over, in its own units and in the stuff of its habitat. */
export function drawLedge(stage: Stage, scenery: Scenery, skeleton: Skeleton, placement: Placement): string {
  const colour = stage.palette[scenery.slab.role]
  const { tone } = scenery.slab
  if (skeleton.edge !== undefined) {
    const reach = 1300 / placement.scale
    const y = skeleton.edge
    const wave = `M${num(-reach)} ${num(y + 3)}Q${num(-reach / 2)} ${num(y - 4)} 0 ${num(y)}T${num(reach)} ${num(y + 2)}V${num(y + reach)}H${num(-reach)}Z`
    return group(
      { 'data-part': 'ledge' },
      tinted(wave, colour, tone),
      fill(box(-reach, y + 26, reach * 2, reach), '#000000', 0.16),
      line(`M${num(-reach)} ${num(y + 25)}H${num(reach)}${seams(reach, y)}`, '#000000', 1.4, 0.2),
      fill(studs(y), stage.palette.accent, 0.9),
      line(
        `M${num(-reach)} ${num(y + 3)}Q${num(-reach / 2)} ${num(y - 4)} 0 ${num(y)}T${num(reach)} ${num(y + 2)}`,
        '#ffffff',
        2.4,
        0.4,
      ),
    )
  }
  if (skeleton.ledge === undefined) return ''
  const [x, y, width, height] = skeleton.ledge
  return group(
    { 'data-part': 'ledge' },
    tinted(box(x, y, width, height, 12), colour, tone),
    fill(box(x, y, width * 0.34, height, 12), '#ffffff', 0.12),
    fill(box(x + width * 0.66, y + 4, width * 0.34, height - 4, 12), '#000000', 0.16),
    tinted(box(x - 5, y - 4, width + 10, 15, 7.5), colour, Math.min(0.6, tone + 0.26)),
  )
}
