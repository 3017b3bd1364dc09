import { fill, line, num, pool } from '../markup.ts'
import { box, closed, ellipse, mix, point, polar, polygon, star, times, tube } from '../shapes.ts'
import { broadLeaf, bubbles, cloud, expanse, flower, glints, lilyPad, ridge, shafts, stones, tuft } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, left, right, shape, tint } from './stage.ts'

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

const anemone = (stage: Stage, x: number, y: number, size: number, role: 'accent' | 'gills') =>
  line(
    times(11, (index) => {
      const tip = polar(point(x, y), mix(-165, -15, index / 10), size * (0.8 + (index % 2) * 0.2))
      return `M${num(x + (index - 5) * size * 0.06)} ${num(y)}Q${num(x + (index - 5) * size * 0.08)} ${num(y - size * 0.5)} ${num(tip.x)} ${num(tip.y)}`
    }).join(''),
    stage.palette[role],
    size * 0.13,
  ) +
  shape(
    stage,
    `M${num(x - size * 0.44)} ${num(y - size * 0.08)}h${num(size * 0.88)}l${num(size * 0.1)} ${num(size * 0.5)}h${num(-size * 1.08)}Z`,
    role,
    -0.22,
  )

/** A bowl of rock with the open sea behind. */
export const tidePool: Habitat = (stage) => {
  const { horizon, random } = stage
  const rocks = closed([
    point(left, 420),
    point(90, 470),
    point(150, 610),
    point(80, 760),
    point(180, 880),
    point(420, 960),
    point(640, 965),
    point(850, 880),
    point(950, 740),
    point(890, 600),
    point(950, 440),
    point(right, 380),
    point(right + 20, bottom),
    point(left - 20, bottom),
  ])
  const city = times(7, (index) => {
    const [x, tall] = [90 + index * 140, 60 + ((index * 53) % 90)]
    return shape(
      stage,
      `M${x - 34} ${horizon}V${horizon - tall}Q${x} ${horizon - tall - 52} ${x + 34} ${horizon - tall}V${horizon}Z`,
      'support',
      0.28,
    )
  }).join('')
  return {
    back:
      expanse(stage, -64, horizon, 'light', 0.1, 0.6) +
      city +
      cloud(stage, 300, 130, 90, 'light', 0.7) +
      expanse(stage, horizon, bottom, 'dominant', 0.3, -0.16) +
      glints(stage, horizon + 10, 900, 36, 'light', 0.45) +
      shape(stage, rocks, 'ink', 0.24) +
      fill(
        closed([point(left, 470), point(60, 500), point(116, 620), point(50, 770), point(150, 900), point(left, 1000)]),
        '#ffffff',
        0.1,
      ) +
      stones(stage, random, 905, 9, 34, 'support', -0.1),
    front:
      anemone(stage, 110, 930, 86, 'gills') +
      anemone(stage, 936, 930, 104, 'accent') +
      shape(stage, star(254, 984, 62, 28, 5, -70), 'accent', -0.06) +
      fill(
        times(5, (index) => {
          const tip = polar(point(254, 984), -70 + index * 72, 26)
          return ellipse(tip.x, tip.y, 5)
        }).join(''),
        '#ffffff',
        0.5,
      ) +
      broadLeaf(stage, 1030, 1080, 260, -118, 'support', -0.2) +
      broadLeaf(stage, 1060, 1060, 220, -146, 'support', -0.05) +
      bubbles(stage, 180, 860, 5, 40, 200),
    behind: tint('dominant', 0.1),
    isWater: true,
    slab: tint('ink', 0.24),
  }
}

/** Tall trunks round still water, with ferns and toadstools. */
export const forestPond: Habitat = (stage) => {
  const { horizon, random } = stage
  const trunk = (x: number, wide: number, tone: number) =>
    shape(
      stage,
      `M${x - wide} ${horizon + 60}Q${x - wide * 0.5} ${horizon - 200} ${x - wide * 0.55} -64H${x + wide * 0.55}Q${x + wide * 0.5} ${horizon - 200} ${x + wide} ${horizon + 60}Z`,
      'ink',
      tone,
    )
  const canopy = times(12, (index) => ellipse(index * 96 - 20, 20 + ((index * 37) % 60), 92, 74)).join('')
  const toadstool = (x: number, y: number, size: number) =>
    shape(stage, box(x - size * 0.16, y - size * 0.6, size * 0.32, size * 0.64, 8), 'light', 0.3) +
    shape(
      stage,
      `M${num(x - size * 0.62)} ${num(y - size * 0.5)}Q${num(x)} ${num(y - size * 1.5)} ${num(x + size * 0.62)} ${num(y - size * 0.5)}Q${num(x)} ${num(y - size * 0.3)} ${num(x - size * 0.62)} ${num(y - size * 0.5)}Z`,
      'accent',
    ) +
    fill(
      ellipse(x - size * 0.2, y - size * 0.72, size * 0.1) +
        ellipse(x + size * 0.18, y - size * 0.84, size * 0.12) +
        ellipse(x + size * 0.36, y - size * 0.6, size * 0.07),
      '#ffffff',
      0.85,
    )
  return {
    back:
      expanse(stage, -64, horizon + 60, 'dominant', -0.2, 0.44) +
      times(7, (index) => trunk(60 + index * 154, 26, 0.46)).join('') +
      shafts(stage, 560, 5, 150, 0.5) +
      trunk(30, 72, 0.16) +
      trunk(972, 84, 0.12) +
      trunk(250, 38, 0.26) +
      trunk(800, 42, 0.26) +
      shape(stage, canopy, 'support', -0.36) +
      ridge(stage, horizon + 30, 14, 'support', -0.2, 3.2) +
      times(12, (index) =>
        tuft(stage, random, index * 92, horizon + 62, random.between(50, 100), 'support', index % 2 ? -0.3 : -0.1, 6),
      ).join('') +
      shape(stage, ellipse(512, horizon + 260, 640, 230), 'dominant', 0.2) +
      pool(stage.defs, 512, horizon + 220, 480, 150, stage.palette.light, 0.4) +
      glints(stage, horizon + 90, 980, 18, 'light', 0.4),
    front:
      toadstool(92, 1000, 92) +
      toadstool(168, 1022, 58) +
      times(3, (index) =>
        broadLeaf(stage, 1040, 1080, 250 - index * 30, -150 + index * 26, 'support', -0.38 + index * 0.12),
      ).join('') +
      times(3, (index) => broadLeaf(stage, -20, 1090, 200, -70 + index * 28, 'support', -0.36 + index * 0.1)).join('') +
      flower(stage, 884, 1000, 28, 'gills', 'light'),
    behind: tint('dominant', 0.25),
    isWater: true,
    slab: tint('ink', 0.2),
  }
}

const jelly = (stage: Stage, x: number, y: number, size: number) =>
  pool(stage.defs, x, y, size * 2, size * 2, stage.palette.light, 0.35) +
  line(
    times(
      5,
      (index) =>
        `M${num(x + (index - 2) * size * 0.32)} ${num(y)}q${num(size * 0.2)} ${num(size * 0.5)} 0 ${num(size)}t0 ${num(size * 0.8)}`,
    ).join(''),
    stage.palette.gills,
    size * 0.09,
    0.7,
  ) +
  fill(
    `M${num(x - size)} ${num(y)}Q${num(x - size)} ${num(y - size * 1.2)} ${num(x)} ${num(y - size * 1.2)}T${num(x + size)} ${num(y)}Q${num(x + size * 0.5)} ${num(y + size * 0.24)} ${num(x)} ${num(y)}T${num(x - size)} ${num(y)}Z`,
    stage.palette.accent,
    0.85,
  ) +
  fill(ellipse(x - size * 0.3, y - size * 0.7, size * 0.3, size * 0.2), '#ffffff', 0.6)

const kelp = (stage: Stage, x: number, height: number, wide: number, tone: number) => {
  const spine = times(6, (index) => ({
    x: x + Math.sin(index * 1.5 + x) * 24,
    y: bottom - (index * height) / 5,
    r: mix(wide, wide * 0.4, index / 5),
  }))
  const leaves = spine
    .slice(1)
    .flatMap((knot, index) => [
      broadLeaf(stage, knot.x, knot.y, wide * 6, index % 2 ? -28 : -152, 'support', tone),
      broadLeaf(stage, knot.x, knot.y + 40, wide * 5, index % 2 ? -150 : -32, 'support', tone - 0.06),
    ])
  return leaves.join('') + shape(stage, tube(spine, 8), 'support', tone)
}

/** Black water far down: jellyfish, kelp, vents and rays from above. */
export const deepSea: Habitat = (stage) => {
  const { random } = stage
  const school = times(9, (index) => {
    const [x, y] = [
      640 + (index % 5) * 62 + random.between(-12, 12),
      250 + Math.floor(index / 3) * 40 + random.between(-12, 12),
    ]
    return `M${num(x)} ${num(y)}q22-18 46 0q-24 18-46 0l-16-11v22Z`
  }).join('')
  return {
    back:
      expanse(stage, -64, bottom, 'dominant', 0.12, -0.72) +
      shafts(stage, 470, 6, 150, 0.42) +
      fill(school, stage.palette.light, 0.4) +
      jelly(stage, 150, 250, 62) +
      jelly(stage, 884, 420, 46) +
      jelly(stage, 330, 120, 30) +
      ridge(stage, 840, 40, 'ink', 0.1, 2.6, 1) +
      shape(
        stage,
        polygon([
          [720, 900],
          [770, 700],
          [820, 690],
          [880, 900],
        ]),
        'ink',
        -0.2,
      ) +
      pool(stage.defs, 795, 690, 90, 60, stage.palette.accent, 0.85) +
      bubbles(stage, 795, 660, 9, 40, 420) +
      ridge(stage, 905, 18, 'ink', -0.1, 3.4),
    front:
      kelp(stage, 46, 560, 13, -0.4) +
      kelp(stage, 992, 640, 15, -0.46) +
      bubbles(stage, 250, 900, 6, 60, 400) +
      stones(stage, random, 1030, 7, 70, 'ink', -0.16),
    behind: tint('dominant', -0.3),
    isWater: true,
    slab: tint('ink', -0.1),
  }
}

const branchCoral = (
  stage: Stage,
  x: number,
  y: number,
  size: number,
  role: 'accent' | 'gills' | 'support',
  tone: number,
) => {
  const twigs = times(5, (index) => {
    const first = polar(point(x, y), -150 + index * 30, size * (0.6 + (index % 2) * 0.3))
    const [a, b] = [polar(first, -130 + index * 20, size * 0.34), polar(first, -90 + index * 20, size * 0.36)]
    return `M${num(x)} ${num(y)}Q${num(x + (first.x - x) * 0.2)} ${num(first.y)} ${num(first.x)} ${num(first.y)}L${num(a.x)} ${num(a.y)}M${num(first.x)} ${num(first.y)}L${num(b.x)} ${num(b.y)}`
  }).join('')
  return (
    line(twigs, stage.palette[role], size * 0.14) +
    line(twigs, tone < 0 ? '#000000' : '#ffffff', size * 0.14, Math.abs(tone))
  )
}

/** A drowned library: shelves grown over with coral. */
export const coralLibrary: Habitat = (stage) => {
  const { bookRowAt, shelves } = libraryShelves(stage)
  return {
    back:
      expanse(stage, -64, bottom, 'dominant', 0.2, -0.36) +
      shape(stage, `M330 900V330Q512 90 694 330V900Z`, 'dominant', 0.5) +
      line(`M330 900V330Q512 90 694 330V900`, stage.palette.support, 26) +
      shafts(stage, 512, 4, 90, 0.6) +
      shelves +
      bookRowAt +
      ridge(stage, 868, 16, 'light', -0.1, 3) +
      branchCoral(stage, 250, 880, 150, 'gills', -0.1) +
      branchCoral(stage, 800, 880, 170, 'accent', -0.08) +
      bubbles(stage, 512, 700, 8, 160, 560),
    front:
      branchCoral(stage, 40, 1070, 210, 'accent', -0.2) +
      branchCoral(stage, 990, 1080, 230, 'gills', -0.25) +
      shape(stage, box(120, 990, 170, 30, 6) + box(140, 962, 140, 28, 6), 'support', -0.1) +
      shape(stage, box(128, 996, 150, 14), 'light', 0.2),
    behind: tint('dominant', 0.4),
    isWater: true,
    slab: tint('support', -0.2),
  }
}

const libraryShelves = (stage: Stage) => {
  const rows = [210, 400, 590, 780]
  const planks = rows.map((y) => box(left, y, 350, 20) + box(738, y, 350, 20)).join('')
  const posts = box(286, -64, 26, 960) + box(712, -64, 26, 960)
  return {
    shelves:
      fill(box(left, -64, 350, 900) + box(738, -64, 350, 900), '#000000', 0.28) +
      shape(stage, planks + posts, 'support', -0.28),
    bookRowAt: rows.map((y, index) => bookColumn(stage, index, y)).join(''),
  }
}

const bookColumn = (stage: Stage, index: number, y: number) => {
  const random = stage.random.fork(`shelf${index}`)
  const roles = ['gills', 'accent', 'light', 'support', 'ink'] as const
  const run = (from: number, to: number) => {
    const spines: string[] = []
    for (let x = from; x < to - 20; x += 28) {
      const tall = random.between(96, 158)
      const role = roles[Math.floor(random.next() * roles.length)] ?? 'accent'
      if (random.next() > 0.12)
        spines.push(
          shape(stage, box(x, y - tall, 25, tall, 4), role, -0.1),
          fill(box(x + 4, y - tall + 18, 17, 6), '#ffffff', 0.4),
        )
    }
    return spines.join('')
  }
  return run(left, 284) + run(742, right)
}
