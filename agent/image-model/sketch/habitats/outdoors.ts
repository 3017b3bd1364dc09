import { fill, line, linear, num, pool } from '../markup.ts'
import { box, closed, ellipse, mix, open, point, polar, polygon, times } from '../shapes.ts'
import { broadLeaf, cloud, expanse, flower, frond, glints, lilyPad, ridge, starrySky, stones, tuft } from './scenery.ts'
import type { Habitat, Stage } from './stage.ts'
import { bottom, left, right, shape, tint, top } from './stage.ts'

/** A lake of clouds with floating islands. */
export const cloudLake: Habitat = (stage) => {
  const { horizon } = stage
  const island = (x: number, y: number, size: number) =>
    shape(
      stage,
      `M${x - size} ${y}Q${x - size * 0.6} ${y + size * 0.9} ${x} ${y + size * 1.2}Q${x + size * 0.7} ${y + size * 0.7} ${x + size} ${y}Z`,
      'ink',
      0.4,
    ) +
    shape(stage, ellipse(x, y, size, size * 0.24), 'support', 0.1) +
    shape(
      stage,
      ellipse(x - size * 0.3, y - size * 0.36, size * 0.3, size * 0.34) +
        ellipse(x + size * 0.2, y - size * 0.52, size * 0.38, size * 0.44),
      'support',
      -0.12,
    ) +
    shape(
      stage,
      box(x - size * 0.34, y - size * 0.1, size * 0.08, size * 0.2) +
        box(x + size * 0.16, y - size * 0.14, size * 0.09, size * 0.2),
      'ink',
    )
  const bank = (y: number, size: number, tone: number, phase: number) =>
    times(7, (index) => cloud(stage, index * 180 - 40 + phase, y + ((index * 31) % 30), size, 'light', tone)).join('')
  return {
    back:
      expanse(stage, -64, 760, 'dominant', -0.16, 0.62) +
      fill(`M-64 520Q512 -160 1088 520L1088 560Q512 -100 -64 560Z`, stage.palette.accent, 0.35) +
      fill(`M-64 562Q512 -98 1088 562L1088 600Q512 -40 -64 600Z`, stage.palette.gills, 0.3) +
      cloud(stage, 190, 130, 90, 'light', 0.4) +
      cloud(stage, 850, 90, 70, 'light', 0.4) +
      island(170, 400, 92) +
      island(884, 330, 70) +
      bank(horizon, 150, 0.3, 0) +
      bank(horizon + 80, 150, 0.55, 60) +
      expanse(stage, horizon + 110, bottom, 'dominant', 0.5, 0.1) +
      glints(stage, horizon + 130, 1020, 34, 'light', 0.65),
    front:
      cloud(stage, 90, 1010, 190, 'light', 0.72) +
      cloud(stage, 960, 1030, 210, 'light', 0.78) +
      cloud(stage, 500, 1090, 130, 'light', 0.85),
    behind: tint('dominant', 0.4),
    isWater: true,
    slab: tint('light', 0.4),
  }
}

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

/** A flat roof over a city, with a water tower and a string of lamps. */
export const cityRooftop: Habitat = (stage) => {
  const { horizon, random } = stage
  const tower = (x: number, wide: number, tall: number, tone: number) => {
    const y = horizon + 70 - tall
    const lit = times(Math.floor(tall / 44), (row) =>
      times(Math.floor(wide / 32), (column) =>
        random.next() > 0.42 ? box(x + 12 + column * 32, y + 18 + row * 44, 15, 22, 2) : '',
      ).join(''),
    ).join('')
    return shape(stage, box(x, y, wide, tall + 60), 'dominant', tone) + fill(lit, stage.palette.light, 0.85)
  }
  const far = times(13, (index) => tower(index * 88 - 50, 86, 120 + ((index * 71) % 190), 0.16)).join('')
  const close = [
    [-60, 150, 430],
    [110, 104, 300],
    [700, 120, 330],
    [838, 96, 470],
    [940, 170, 380],
  ]
    .map(([x = 0, wide = 0, tall = 0]) => tower(x, wide, tall, -0.34))
    .join('')
  const tank =
    shape(stage, box(214, horizon - 192, 124, 116, 8), 'support', -0.2) +
    shape(
      stage,
      polygon([
        [202, horizon - 190],
        [276, horizon - 258],
        [350, horizon - 190],
      ]),
      'support',
      -0.42,
    ) +
    line(
      `M226 ${horizon - 76}L214 ${horizon + 80}M326 ${horizon - 76}L338 ${horizon + 80}M222 ${horizon - 20}L332 ${horizon + 40}M330 ${horizon - 20}L220 ${horizon + 40}`,
      stage.palette.ink,
      8,
    )
  const bulbs = times(13, (index) => {
    const t = index / 12
    const y = 250 + Math.sin(t * Math.PI) * 84 + Math.sin(t * Math.PI * 2) * 20
    return (
      pool(stage.defs, t * 1100 - 40, y + 14, 36, 36, stage.palette.light, 0.8) +
      shape(stage, ellipse(t * 1100 - 40, y + 14, 9, 12), 'light', 0.4)
    )
  })
  const wire = open(
    times(13, (index) =>
      point(
        (index / 12) * 1100 - 40,
        250 + Math.sin((index / 12) * Math.PI) * 84 + Math.sin((index / 12) * Math.PI * 2) * 20,
      ),
    ),
  )
  return {
    back:
      expanse(stage, -64, horizon + 60, 'dominant', -0.2, 0.5) +
      cloud(stage, 620, 150, 100, 'light', 0.2) +
      far +
      close +
      tank +
      line(wire, stage.palette.ink, 4) +
      bulbs.join('') +
      shape(stage, box(left, horizon + 74, 1160, 60), 'support', -0.14) +
      shape(stage, box(left, horizon + 60, 1160, 24), 'support', 0.2) +
      expanse(stage, horizon + 130, bottom, 'support', -0.36, -0.14) +
      line(
        times(9, (index) => `M${index * 130 - 20} ${horizon + 132}L${(index - 4) * 210 + 500} ${bottom}`).join(''),
        '#000000',
        3,
        0.14,
      ),
    front:
      potted(stage, 84, 1050, 130) + potted(stage, 954, 1060, 150) + line(`M${left} 1040H60`, stage.palette.ink, 8),
    behind: tint('dominant', 0.12),
    isWater: false,
    slab: tint('support', -0.1),
  }
}

const potted = (stage: Stage, x: number, y: number, size: number) =>
  times(6, (index) =>
    broadLeaf(stage, x, y - size * 0.6, size * 0.95, -160 + index * 28, 'support', index % 2 ? -0.36 : -0.5),
  ).join('') +
  shape(
    stage,
    polygon([
      [x - size * 0.42, y - size * 0.62],
      [x + size * 0.42, y - size * 0.62],
      [x + size * 0.3, y],
      [x - size * 0.3, y],
    ]),
    'gills',
    -0.14,
  ) +
  shape(stage, box(x - size * 0.48, y - size * 0.68, size * 0.96, size * 0.18, 6), 'gills')

/** Dunes, palms and a blue spring. */
export const desertSpring: Habitat = (stage) => {
  const { horizon, random } = stage
  const palm = (x: number, y: number, tall: number, lean: number) =>
    line(`M${x} ${y}Q${x + lean * 0.2} ${y - tall * 0.6} ${x + lean} ${y - tall}`, stage.palette.ink, tall * 0.055) +
    times(7, (index) =>
      frond(
        stage,
        x + lean,
        y - tall,
        tall * 0.48,
        -190 + index * 34,
        index < 3 ? -46 : 46,
        'support',
        index % 2 ? -0.24 : -0.08,
      ),
    ).join('')
  const mesa = (x: number, wide: number, tall: number) =>
    shape(
      stage,
      polygon([
        [x - wide, horizon + 20],
        [x - wide * 0.62, horizon - tall],
        [x + wide * 0.56, horizon - tall],
        [x + wide, horizon + 20],
      ]),
      'accent',
      -0.2,
    ) +
    fill(
      polygon([
        [x + wide * 0.1, horizon + 20],
        [x + wide * 0.2, horizon - tall],
        [x + wide * 0.56, horizon - tall],
        [x + wide, horizon + 20],
      ]),
      '#000000',
      0.16,
    ) +
    fill(
      box(x - wide * 0.8, horizon - tall * 0.55, wide * 1.6, 12) +
        box(x - wide * 0.72, horizon - tall * 0.76, wide * 1.4, 7),
      '#ffffff',
      0.16,
    )
  return {
    back:
      expanse(stage, -64, horizon, 'light', -0.05, 0.5) +
      pool(stage.defs, 512, 280, 380, 380, '#ffffff', 0.55) +
      shape(stage, ellipse(512, 290, 118), 'accent', 0.4) +
      mesa(150, 170, 190) +
      mesa(880, 200, 250) +
      ridge(stage, horizon + 10, 32, 'dominant', 0.3, 2.2, 1) +
      ridge(stage, horizon + 60, 30, 'dominant', 0.1, 1.8, 3) +
      fill(
        `M-64 ${horizon + 90}Q300 ${horizon + 10} 640 ${horizon + 120}T1088 ${horizon + 60}V${horizon + 190}H-64Z`,
        '#000000',
        0.1,
      ) +
      palm(116, horizon + 150, 360, 70) +
      palm(930, horizon + 130, 410, -60) +
      palm(866, horizon + 140, 250, 30) +
      shape(stage, ellipse(512, horizon + 270, 470, 138), 'light', 0.1) +
      shape(stage, ellipse(512, horizon + 276, 446, 122), 'support', 0.14) +
      glints(stage, horizon + 200, horizon + 370, 14, 'light', 0.6),
    front:
      tuft(stage, random, 90, 1080, 170, 'support', -0.44, 8) +
      tuft(stage, random, 960, 1084, 200, 'support', -0.4, 8) +
      stones(stage, random, 1050, 7, 52, 'dominant', -0.26),
    behind: tint('dominant', 0.2),
    isWater: false,
    slab: tint('accent', -0.24),
  }
}

/** A cave of ice with a bright mouth. */
export const iceCave: Habitat = (stage) => {
  const { random } = stage
  const facet = (points: readonly (readonly [number, number])[], tone: number) =>
    shape(stage, polygon(points), 'dominant', tone)
  const icicles = times(17, (index) => {
    const x = index * 68 - 30
    const long = 60 + Math.abs(index - 8) * 22 + random.between(0, 70)
    return polygon([
      [x - 24, -64],
      [x + 24, -64],
      [x + random.between(-6, 6), 30 + long],
    ])
  })
  const crystal = (x: number, y: number, tall: number, lean: number, tone: number) =>
    shape(
      stage,
      polygon([
        [x - tall * 0.16, y],
        [x - tall * 0.18 + lean, y - tall * 0.74],
        [x + lean, y - tall],
        [x + tall * 0.16 + lean, y - tall * 0.7],
        [x + tall * 0.16, y],
      ]),
      'support',
      tone,
    ) +
    fill(
      polygon([
        [x, y],
        [x + lean, y - tall],
        [x + tall * 0.16 + lean, y - tall * 0.7],
        [x + tall * 0.16, y],
      ]),
      '#ffffff',
      0.28,
    )
  return {
    back:
      expanse(stage, -64, bottom, 'dominant', -0.3, -0.1) +
      pool(stage.defs, 512, 420, 420, 470, stage.palette.light, 0.9) +
      pool(stage.defs, 512, 420, 260, 330, '#ffffff', 0.8) +
      facet(
        [
          [left, top],
          [300, top],
          [230, 260],
          [120, 520],
          [170, 800],
          [left, 900],
        ],
        -0.24,
      ) +
      facet(
        [
          [left, 200],
          [150, 300],
          [120, 520],
          [left, 640],
        ],
        -0.08,
      ) +
      facet(
        [
          [left, 640],
          [120, 520],
          [170, 800],
          [left, 900],
        ],
        -0.36,
      ) +
      facet(
        [
          [right, top],
          [730, top],
          [800, 240],
          [920, 500],
          [850, 800],
          [right, 900],
        ],
        -0.28,
      ) +
      facet(
        [
          [right, 160],
          [870, 300],
          [920, 500],
          [right, 620],
        ],
        -0.1,
      ) +
      facet(
        [
          [300, top],
          [730, top],
          [800, 240],
          [640, 120],
          [400, 110],
          [230, 260],
        ],
        -0.4,
      ) +
      shape(stage, icicles.join(''), 'dominant', 0.42) +
      shape(
        stage,
        polygon([
          [left, 850],
          [160, 800],
          [860, 800],
          [right, 850],
          [right, bottom],
          [left, bottom],
        ]),
        'dominant',
        0.3,
      ) +
      fill(
        polygon([
          [250, 810],
          [780, 810],
          [900, bottom],
          [120, bottom],
        ]),
        '#ffffff',
        0.24,
      ) +
      crystal(118, 860, 230, -26, 0.1) +
      crystal(194, 872, 150, 24, 0.3) +
      crystal(900, 866, 260, 22, 0.06) +
      crystal(826, 876, 150, -20, 0.28),
    front:
      crystal(30, 1090, 280, 24, -0.2) +
      crystal(110, 1090, 150, 40, 0.04) +
      crystal(990, 1090, 240, -30, -0.14) +
      crystal(920, 1090, 120, -30, 0.1),
    behind: tint('light', 0.3),
    isWater: false,
    slab: tint('dominant', 0.16),
  }
}

/** Hedges, a trellis arch and beds of flowers. */
export const garden: Habitat = (stage) => {
  const { horizon, random } = stage
  const hedge = (y: number, size: number, tone: number) =>
    shape(
      stage,
      times(14, (index) => ellipse(index * 88 - 40, y + ((index * 29) % 24), size, size * 0.84)).join('') +
        box(left, y, 1160, 200),
      'support',
      tone,
    )
  const picket = times(
    17,
    (index) => `M${index * 72 - 60} ${horizon + 96}V${horizon - 24}l22-30 22 30V${horizon + 96}Z`,
  ).join('')
  const archY = horizon - 220
  const vines = times(17, (index) => {
    const place = polar(point(512, archY + 40), -188 + index * 12.2, 292)
    return (
      (index % 2 ? broadLeaf(stage, place.x, place.y, 62, index * 47, 'support', -0.24) : '') +
      flower(stage, place.x, place.y, 19 + (index % 3) * 5, index % 3 ? 'gills' : 'accent', 'light')
    )
  })
  const bed = (y: number, size: number, step: number) =>
    times(Math.ceil(1150 / step), (index) => {
      const x = index * step - 50 + random.between(-14, 14)
      return (
        line(`M${num(x)} ${num(y + size * 2.4)}V${num(y)}`, stage.palette.support, size * 0.16) +
        flower(
          stage,
          x,
          y + random.between(-12, 12),
          size,
          (['gills', 'accent', 'light'] as const)[index % 3] ?? 'gills',
          index % 3 === 1 ? 'gills' : 'accent',
        )
      )
    }).join('')
  return {
    back:
      expanse(stage, -64, horizon, 'dominant', 0.1, 0.6) +
      cloud(stage, 180, 140, 96, 'light', 0.6) +
      cloud(stage, 860, 190, 84, 'light', 0.6) +
      ridge(stage, horizon - 90, 34, 'support', 0.36, 2.4) +
      hedge(horizon - 30, 80, -0.1) +
      shape(stage, picket + box(left, horizon + 4, 1160, 18) + box(left, horizon + 58, 1160, 18), 'light', 0.5) +
      line(
        `M222 ${horizon + 190}V${archY + 40}Q512 ${archY - 320} 802 ${archY + 40}V${horizon + 190}`,
        stage.palette.light,
        20,
      ) +
      vines.join('') +
      expanse(stage, horizon + 96, bottom, 'support', 0.24, -0.16) +
      shape(
        stage,
        `M400 ${horizon + 96}H624Q700 ${horizon + 260} 860 ${bottom}H164Q340 ${horizon + 260} 400 ${horizon + 96}Z`,
        'light',
        -0.06,
      ) +
      bed(horizon + 112, 17, 74),
    front:
      times(
        3,
        (index) =>
          tuft(stage, random, 40 + index * 80, 1090, 130, 'support', -0.36, 6) +
          tuft(stage, random, 830 + index * 84, 1090, 140, 'support', -0.36, 6),
      ).join('') +
      flower(stage, 70, 972, 50, 'gills', 'accent') +
      flower(stage, 178, 1014, 38, 'accent', 'light') +
      flower(stage, 950, 966, 54, 'accent', 'gills') +
      flower(stage, 850, 1020, 34, 'light', 'accent'),
    behind: tint('dominant', 0.35),
    isWater: false,
    slab: tint('support', -0.22),
  }
}

/** A glass house full of leaves. */
export const greenhouse: Habitat = (stage) => {
  const { random } = stage
  const frame = (x: number) => `M${x} 820V360Q${mix(x, 512, 0.5)} 120 512 20`
  const bars = [-60, 90, 230, 370, 512, 654, 794, 934, 1084].map(frame).join('')
  const hoops = [300, 430, 570, 700].map((y) => `M${left} ${y}H${right}`).join('')
  const sky = linear(
    stage.defs,
    [0, 0],
    [0, 800],
    [
      { at: 0, colour: stage.palette.light, opacity: 0.9 },
      { at: 1, colour: '#ffffff', opacity: 0.5 },
    ],
  )
  const hanging = (x: number, y: number, size: number) =>
    line(
      `M${x} -64V${y - size}M${x} ${y - size}L${x - size * 0.8} ${y}M${x} ${y - size}L${x + size * 0.8} ${y}`,
      stage.palette.ink,
      4,
    ) +
    times(7, (index) =>
      line(
        `M${num(x + (index - 3) * size * 0.24)} ${num(y)}q${num((index - 3) * size * 0.34)} ${num(size * 0.3)} ${num((index - 3) * size * 0.3)} ${num(size * (0.9 + (index % 2) * 0.5))}`,
        stage.palette.support,
        size * 0.12,
      ),
    ).join('') +
    times(7, (index) =>
      broadLeaf(
        stage,
        x + (index - 3) * size * 0.26,
        y,
        size * 0.7,
        90 + (3 - index) * 24,
        'support',
        index % 2 ? -0.1 : -0.28,
      ),
    ).join('') +
    shape(
      stage,
      `M${x - size} ${y - 8}H${x + size}L${num(x + size * 0.6)} ${num(y + size * 0.5)}H${num(x - size * 0.6)}Z`,
      'accent',
      -0.1,
    )
  return {
    back:
      expanse(stage, -64, bottom, 'dominant', 0.45, 0.05) +
      fill(box(left, top, 1160, 900), sky) +
      times(8, (index) => ellipse(index * 150 - 10, 740, 120, 150))
        .map((d, index) => shape(stage, d, 'support', index % 2 ? 0.5 : 0.4))
        .join('') +
      line(bars + hoops, stage.palette.light, 12) +
      line(bars + hoops, '#ffffff', 5, 0.8) +
      fill(
        polygon([
          [120, -64],
          [320, -64],
          [20, 800],
          [-180, 800],
        ]) +
          polygon([
            [740, -64],
            [800, -64],
            [500, 800],
            [440, 800],
          ]),
        '#ffffff',
        0.25,
      ) +
      hanging(190, 220, 58) +
      hanging(846, 180, 66) +
      times(5, (index) => frond(stage, -10, 830, 360, -86 + index * 22, 34, 'support', -0.3 + index * 0.08)).join('') +
      times(5, (index) => frond(stage, 1034, 840, 380, -94 - index * 22, -34, 'support', -0.34 + index * 0.08)).join(
        '',
      ) +
      expanse(stage, 830, bottom, 'accent', 0.3, -0.1) +
      line(
        times(12, (index) => `M${left} ${850 + index * 34}H${right}`).join('') +
          times(12, (index) => `M${index * 110 - 60} 830L${(index - 5.5) * 220 + 512} ${bottom}`).join(''),
        '#000000',
        3,
        0.12,
      ),
    front:
      times(4, (index) =>
        broadLeaf(stage, -30, 1080, 270 - index * 20, -80 + index * 24, 'support', -0.44 + index * 0.1),
      ).join('') +
      times(4, (index) =>
        broadLeaf(stage, 1054, 1080, 290 - index * 20, -100 - index * 24, 'support', -0.46 + index * 0.1),
      ).join('') +
      flower(stage, 150, 1010, 34, 'gills', 'light') +
      lilyPad(stage, 900, 1060, 70, 'support', -0.1) +
      stones(stage, random, 1070, 3, 24, 'ink', 0.3),
    behind: tint('light', 0.3),
    isWater: false,
    slab: tint('accent', -0.16),
  }
}
