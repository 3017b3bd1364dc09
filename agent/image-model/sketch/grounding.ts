import type { Design } from '#contract/design.ts'
import type { Palette } from './axolotl/brush.ts'
import { morphLooks } from './axolotl/morphs.ts'
import type { Skeleton } from './axolotl/skeleton.ts'
import { blend, contrast, luminance } from './contrast.ts'
import type { Placement } from './fit.ts'
import type { Scenery, Stage } from './habitats/stage.ts'
import { fill, line, num, pool, radial, tinted } from './markup.ts'
import { box, ellipse, times } from './shapes.ts'

/** The body colour as it is seen, with what a morph lays over it. */
export function bodySeen(palette: Palette, morph: Design['morph']): string {
  const veils: Partial<Record<Design['morph'], readonly [string, number]>> = {
    nebula: [palette.ink, 0.6],
    melanoid: ['#000000', 0.2],
    'white-albino': ['#ffffff', 0.32],
    porcelain: ['#ffffff', 0.42],
    wild: ['#000000', 0.16],
    opal: ['#ffffff', 0.3],
  }
  const [colour, opacity] = veils[morph] ?? ['#ffffff', 0]
  return blend(palette.body, colour, opacity)
}

const minimum = 3.2

/** The least opacity of a veil that parts the body from what is behind it. */
function veilOf(behind: string, veil: string, body: string): number {
  for (let opacity = 0; opacity <= 0.9; opacity += 0.05)
    if (contrast(blend(behind, veil, opacity), body) >= minimum) return opacity
  return 0.92
}

const behindOf = (palette: Palette, scenery: Scenery, gloom: number) => {
  const { role, tone } = scenery.behind
  return blend(blend(palette[role], tone < 0 ? '#000000' : '#ffffff', Math.abs(tone)), palette.ink, gloom)
}

/** The colour and width in pixels of the line that parts the animal from a scene of its own brightness; none where they differ. */
export function keylineFor(
  palette: Palette,
  scenery: Scenery,
  morph: Design['morph'],
  gloom: number,
): { colour: string; width: number } {
  const body = bodySeen(palette, morph)
  const dark = luminance(palette.ink) < 0.08 ? palette.ink : '#000000'
  const colour = contrast(dark, body) >= minimum ? dark : '#ffffff'
  return { colour, width: contrast(behindOf(palette, scenery, gloom), body) >= minimum ? 0 : 3 }
}

/** A soft ground behind the animal where the scene is too close to it in brightness. */
export function haloFor(
  stage: Stage,
  scenery: Scenery,
  design: Design,
  placement: Placement,
  gloom: number,
  strength: number,
): string {
  const { palette } = stage
  const behind = behindOf(palette, scenery, gloom)
  const body = bodySeen(palette, design.morph)
  const dark = luminance(palette.ink) < 0.08 ? palette.ink : '#000000'
  const pale = luminance(palette.light) > 0.6 ? palette.light : '#ffffff'
  const options = [
    { veil: dark, opacity: veilOf(behind, dark, body) },
    { veil: pale, opacity: veilOf(behind, pale, body) },
  ].toSorted((a, b) => a.opacity - b.opacity)
  const best = options[0]
  const { left, right, top, bottom } = placement.bounds
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  const reach = Math.max(right - left, bottom - top) * 0.68 + 80
  const aura = morphLooks[design.morph].aura
  const lamp =
    gloom > 0.3 && strength > 0 ? pool(stage.defs, x, y, reach * 1.05, reach * 1.05, palette.light, 0.26) : ''
  const glow = lamp + (aura === undefined ? '' : pool(stage.defs, x, y, reach * 0.95, reach * 0.95, palette[aura], 0.8))
  if (best === undefined || best.opacity === 0 || strength === 0) return glow
  const opacity = Math.min(0.6, best.opacity * strength * 0.72)
  const paint = radial(stage.defs, [x, y], reach, [
    { at: 0, colour: best.veil, opacity },
    { at: 0.5, colour: best.veil, opacity: opacity * 0.8 },
    { at: 0.78, colour: best.veil, opacity: opacity * 0.28 },
    { at: 1, colour: best.veil, opacity: 0 },
  ])
  return fill(ellipse(x, y, reach), paint) + glow
}

/** Seen from above, the animal lies on a pool or a rug that fills the picture. */
export function planeFor(stage: Stage, scenery: Scenery, design: Design, placement: Placement): string {
  if (design.pose.view !== 'above') return ''
  const { palette } = stage
  const [x, y] = [512, (placement.bounds.top + placement.bounds.bottom) / 2 + 10]
  const role = scenery.isWater ? 'dominant' : 'support'
  const rings = times(4, (ring) => ellipse(x, y, 240 + ring * 70, 200 + ring * 66)).join('')
  return (
    fill(box(-64, -64, 1152, 1152), '#000000', 0.2) +
    tinted(ellipse(x, y, 486, 440), palette[role], -0.3) +
    tinted(ellipse(x, y - 8, 474, 428), palette[role], scenery.isWater ? 0.06 : 0.1) +
    line(rings, scenery.isWater ? '#ffffff' : palette.accent, scenery.isWater ? 5 : 9, scenery.isWater ? 0.35 : 0.5) +
    (scenery.isWater
      ? caustics(stage, x, y)
      : fill(
          times(28, (index) =>
            ellipse(x + Math.cos((index * Math.PI) / 14) * 446, y + Math.sin((index * Math.PI) / 14) * 402, 13),
          ).join(''),
          palette.light,
          0.7,
        ))
  )
}

const caustics = (stage: Stage, x: number, y: number) => {
  const random = stage.random.fork('caustics')
  const cells = times(22, () => {
    const turn = random.between(0, Math.PI * 2)
    const far = Math.sqrt(random.next()) * 400
    const [cx, cy, r] = [x + Math.cos(turn) * far, y + Math.sin(turn) * far * 0.9, random.between(22, 54)]
    return `M${num(cx - r)} ${num(cy)}Q${num(cx - r * 0.2)} ${num(cy - r * 0.5)} ${num(cx)} ${num(cy - r)}Q${num(cx + r * 0.3)} ${num(cy - r * 0.2)} ${num(cx + r)} ${num(cy)}Q${num(cx + r * 0.1)} ${num(cy + r * 0.3)} ${num(cx)} ${num(cy + r)}Q${num(cx - r * 0.4)} ${num(cy + r * 0.3)} ${num(cx - r)} ${num(cy)}Z`
  })
  return line(cells.join(''), '#ffffff', 3.5, 0.24)
}

/** The shadow that seats the animal; in water, rings of light beside it. */
export function grounding(stage: Stage, scenery: Scenery, skeleton: Skeleton, placement: Placement): string {
  if (skeleton.edge !== undefined) return ''
  const { left, right, bottom, top } = placement.bounds
  const [x, width] = [(left + right) / 2, right - left]
  if (skeleton.view === 'above')
    return pool(stage.defs, x + 26, (top + bottom) / 2 + 40, width * 0.56, (bottom - top) * 0.54, '#000000', 0.5)
  const y = placement.ground
  const isStanding = skeleton.ground !== undefined
  const shadow = pool(
    stage.defs,
    x,
    y,
    width * (isStanding ? 0.56 : 0.4),
    isStanding ? 46 : 34,
    '#000000',
    isStanding ? 0.75 : 0.42,
  )
  const rings = scenery.isWater
    ? line(ellipse(x, y + 4, width * 0.5, 40) + ellipse(x, y + 8, width * 0.64, 56), '#ffffff', 3, 0.34)
    : ''
  return rings + shadow
}
