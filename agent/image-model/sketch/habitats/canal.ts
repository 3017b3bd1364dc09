import { closed, point, times } from '../shapes.ts'
import { flower, lilyPad, tuft } from './plants.ts'
import { cloud, expanse, glints, ridge } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, shape, tint } from './stage.ts'

const poplar = (stage: Stage, x: number, y: number, height: number, tone: number) =>
  shape(
    stage,
    closed([
      point(x, y),
      point(x - height * 0.12, y - height * 0.4),
      point(x - height * 0.07, y - height * 0.8),
      point(x, y - height),
      point(x + height * 0.08, y - height * 0.75),
      point(x + height * 0.11, y - height * 0.35),
    ]),
    'support',
    tone,
  )

/** A water street between floating gardens and tall thin trees. */
export const canal: Habitat = (stage) => {
  const { horizon, random } = stage
  const trees = times(15, (index) =>
    poplar(
      stage,
      index * 80 - 40 + random.between(-16, 16),
      horizon,
      random.between(150, 320) * (Math.abs(index - 7) / 9 + 0.45),
      -0.08 - (index % 3) * 0.09,
    ),
  ).join('')
  const arch = `M700 ${horizon + 26}V${horizon - 104}Q796 ${horizon - 196} 892 ${horizon - 104}V${horizon + 26}Z`
  const boat =
    shape(stage, arch, 'accent') +
    shape(
      stage,
      `M728 ${horizon - 10}V${horizon - 92}Q796 ${horizon - 158} 864 ${horizon - 92}V${horizon - 10}Z`,
      'gills',
    ) +
    times(7, (index) =>
      flower(
        stage,
        716 + index * 27,
        horizon - 108 - Math.sin((index / 6) * Math.PI) * 52,
        15,
        index % 2 ? 'light' : 'gills',
        'accent',
      ),
    ).join('') +
    shape(stage, `M636 ${horizon - 6}H956L930 ${horizon + 46}H664Z`, 'gills', -0.12) +
    shape(stage, `M636 ${horizon - 6}H956L950 ${horizon + 8}H642Z`, 'light')
  const bank = times(17, (index) =>
    flower(stage, index * 66 - 10, horizon + 8 + (index % 3) * 9, 15, index % 3 ? 'accent' : 'gills', 'light'),
  ).join('')
  return {
    back:
      expanse(stage, -64, horizon, 'light', 0.25, 0.5) +
      cloud(stage, 220, 150, 110, 'light', 0.65) +
      cloud(stage, 800, 96, 84, 'light', 0.65) +
      ridge(stage, horizon - 70, 26, 'dominant', 0.34, 2.2) +
      trees +
      ridge(stage, horizon - 14, 6, 'support', -0.3, 5) +
      bank +
      expanse(stage, horizon + 26, bottom, 'dominant', 0.22, -0.26) +
      boat +
      glints(stage, horizon + 50, bottom, 30, 'light', 0.4),
    front:
      lilyPad(stage, 130, 978, 124, 'support', -0.12) +
      lilyPad(stage, 330, 1034, 96, 'support', 0.04) +
      lilyPad(stage, 914, 992, 140, 'support', -0.16) +
      flower(stage, 168, 950, 36, 'gills', 'light', 0.2) +
      tuft(stage, random, 1010, 1080, 300, 'support', -0.42, 6) +
      tuft(stage, random, 0, 1090, 230, 'support', -0.42, 6),
    behind: tint('dominant', 0.05),
    isWater: true,
    slab: tint('support', -0.24),
  }
}
