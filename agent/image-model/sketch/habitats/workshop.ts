import { fill, line, pool } from '../markup.ts'
import { box, ellipse, point, polar, polygon, times } from '../shapes.ts'
import { expanse } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, left, right, shape, tint } from './stage.ts'

const gear = (stage: Stage, x: number, y: number, size: number, role: 'accent' | 'support' | 'ink', tone: number) =>
  shape(
    stage,
    polygon(
      times(32, (index) => {
        const place = polar(point(x, y), index * 11.25, index % 4 < 2 ? size : size * 0.82)
        return [place.x, place.y] as const
      }),
    ),
    role,
    tone,
  ) +
  shape(stage, ellipse(x, y, size * 0.5), 'dominant', -0.3) +
  shape(stage, ellipse(x, y, size * 0.22), role, tone)

/** A maker's room: pegboard, gears, a hanging lamp over the bench. */
export const workshop: Habitat = (stage) => {
  const holes = times(9, (row) => times(17, (column) => ellipse(40 + column * 60, 250 + row * 50, 4)).join('')).join('')
  const tool = (x: number, kind: number) =>
    [
      line(`M${x} 300V430`, stage.palette.accent, 22) + shape(stage, box(x - 44, 282, 88, 40, 8), 'ink', 0.2),
      shape(
        stage,
        polygon([
          [x - 52, 290],
          [x + 52, 290],
          [x + 40, 340],
          [x - 40, 420],
        ]),
        'light',
        -0.1,
      ) + shape(stage, box(x + 18, 276, 44, 66, 14), 'accent'),
      line(`M${x} 300V440`, stage.palette.ink, 16) + line(ellipse(x, 290, 24), stage.palette.ink, 14),
      line(`M${x} 280V350`, stage.palette.light, 10) + line(`M${x} 350V430`, stage.palette.gills, 26),
    ][kind] ?? ''
  return {
    back:
      expanse(stage, -64, 850, 'dominant', -0.1, -0.4) +
      shape(stage, box(left, 210, 1160, 470), 'support', -0.06) +
      fill(holes, '#000000', 0.24) +
      tool(110, 0) +
      tool(220, 2) +
      tool(316, 3) +
      tool(740, 1) +
      tool(856, 3) +
      tool(926, 0) +
      shape(
        stage,
        polygon([
          [420, 250],
          [620, 240],
          [626, 400],
          [424, 408],
        ]),
        'light',
        0.4,
      ) +
      line('M446 290H596M446 320H560M446 350H590M520 276V384', stage.palette.dominant, 4, 0.5) +
      gear(stage, 150, 560, 92, 'accent', -0.16) +
      gear(stage, 276, 612, 58, 'ink', 0.3) +
      gear(stage, 880, 560, 104, 'ink', 0.24) +
      gear(stage, 752, 620, 54, 'accent', -0.1) +
      pool(stage.defs, 512, 330, 520, 540, stage.palette.light, 0.55) +
      line('M512 -64V90', stage.palette.ink, 7) +
      shape(stage, 'M430 170Q440 90 512 84Q584 90 594 170Z', 'gills') +
      shape(stage, ellipse(512, 172, 40, 22), 'light', 0.6) +
      shape(stage, box(left, 800, 1160, 54, 6), 'accent', -0.3) +
      line(`M${left} 818H${right}M${left} 838H${right}`, '#000000', 3, 0.2) +
      expanse(stage, 854, bottom, 'ink', 0.24, 0.05) +
      fill(box(100, 854, 26, 240) + box(890, 854, 26, 240), '#000000', 0.35),
    front:
      gear(stage, 40, 1030, 124, 'support', -0.3) +
      gear(stage, 980, 1050, 140, 'accent', -0.26) +
      shape(stage, box(780, 1010, 90, 80, 10), 'gills', -0.2) +
      line('M800 1010V930M824 1010V906M848 1010V940', stage.palette.light, 12),
    behind: tint('support', -0.06),
    isWater: false,
    slab: tint('accent', -0.3),
  }
}
