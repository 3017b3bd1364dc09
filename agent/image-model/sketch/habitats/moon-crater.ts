import { fill, pool } from '../markup.ts'
import { closed, ellipse, point } from '../shapes.ts'
import { expanse, glints, ridge, starrySky, stones } from './scenery.ts'
import type { Habitat } from './stage.ts'
import { shape, tint } from './stage.ts'

/** A cratered plain with a big planet in the sky and a still pond. */
export const moonCrater: Habitat = (stage) => {
  const { horizon, random } = stage
  const crater = (x: number, y: number, rx: number) =>
    shape(stage, ellipse(x, y, rx, rx * 0.3), 'support', 0.34) +
    shape(stage, ellipse(x, y + rx * 0.045, rx * 0.9, rx * 0.24), 'support', -0.34)
  return {
    back:
      expanse(stage, -64, horizon + 60, 'dominant', -0.62, -0.2) +
      starrySky(stage, -40, horizon, 90) +
      pool(stage.defs, 770, 210, 250, 250, stage.palette.light, 0.35) +
      shape(stage, ellipse(770, 210, 132), 'accent') +
      fill(
        closed([point(680, 170), point(740, 130), point(800, 176), point(760, 236), point(700, 226)]) +
          closed([point(800, 250), point(860, 226), point(874, 270), point(820, 310)]),
        stage.palette.support,
        0.8,
      ) +
      fill(`M770 78A132 132 0 0 1 770 342A190 190 0 0 0 770 78Z`, '#000000', 0.34) +
      fill(ellipse(724, 156, 54, 26), '#ffffff', 0.26) +
      ridge(stage, horizon - 20, 44, 'support', -0.42, 3.6) +
      ridge(stage, horizon + 30, 18, 'support', -0.08, 2) +
      crater(180, horizon + 110, 96) +
      crater(860, horizon + 96, 70) +
      crater(620, horizon + 66, 40) +
      crater(940, horizon + 250, 130) +
      crater(330, horizon + 70, 34) +
      shape(stage, ellipse(500, horizon + 270, 420, 108), 'support', 0.36) +
      shape(stage, ellipse(500, horizon + 276, 396, 94), 'dominant', 0.14) +
      glints(stage, horizon + 230, horizon + 350, 8, 'light', 0.5),
    front:
      crater(90, 1010, 170) +
      stones(stage, random, 1030, 6, 52, 'support', -0.4) +
      shape(
        stage,
        closed([point(870, 1090), point(900, 960), point(960, 920), point(1040, 950), point(1090, 1090)]),
        'support',
        -0.5,
      ),
    behind: tint('dominant', -0.4),
    isWater: false,
    slab: tint('support', -0.2),
  }
}
