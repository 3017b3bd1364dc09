import type { Colour, ColourRole, Design } from '#contract/design.ts'
import { colourRoles } from '#contract/design-lists.ts'
import type { PaletteMood } from '#contract/directions.ts'
import type { WornColour } from '../brief/colours.ts'
import { colourName } from '../colour/colour-name.ts'
import { morphColours } from '../colour/morph-colours.ts'
import { nearestPassing } from '../colour/nearest-passing.ts'
import { contrast, distance, fromHex, luminance, type Oklch, toHex } from '../colour/oklch.ts'
import { paletteRecipes } from '../colour/palette-moods.ts'
import { chance, type Deal, shuffled } from '../random.ts'

export interface PaletteWish {
  readonly morph: Design['morph']
  readonly mood: PaletteMood
  readonly light: Design['light']
  readonly technique: Design['technique']
  /** Colours the brief asks for, by role; they are taken as they are, only the dominant may have to move. */
  readonly fixed: Readonly<Partial<Record<ColourRole, WornColour>>>
  readonly deal: Deal
}

type Hexes = Record<ColourRole, string>

/** WCAG ratio of body to background, with a little room for rounding. */
export const MIN_CONTRAST = 3.05
/** OKLab distances below which two neighbours melt into each other. */
export const CLEARLY_APART = 0.17
const APART = 0.12

const groundLightness: Readonly<
  Record<Design['light']['time'], readonly [underLightBody: number, underDarkBody: number]>
> = {
  dawn: [0.55, 0.88],
  day: [0.58, 0.89],
  'golden-hour': [0.51, 0.85],
  dusk: [0.42, 0.78],
  night: [0.32, 0.72],
}
/** Techniques that live on a dark ground, and how dark it is. */
const darkGrounds: Readonly<Partial<Record<Design['technique'], number>>> = { neon: 0.2, chalk: 0.28, blueprint: 0.34 }
const lightHues: Readonly<Record<Design['light']['source'], number>> = {
  sun: 95,
  moon: 250,
  lantern: 80,
  candle: 75,
  glow: 170,
  neon: 330,
  fire: 60,
  window: 105,
}

/** Seven colours that belong together: 60 % dominant, 30 % support, 10 % accent, and the animal readable on top. */
export function choosePalette(wish: PaletteWish): Colour[] {
  const recipe = paletteRecipes[wish.mood]
  const hue = groundHue(wish)
  const sign = wish.deal.lane % 2 === 0 ? 1 : -1
  const body = wish.fixed.body?.hex ?? toHex(bodyColour(wish))
  const dominant = groundOf(wish, hue, body)
  const isDark = luminance(dominant) < luminance(body)
  const gills = wish.fixed.gills?.hex ?? gillColour(wish, body, dominant)
  const ground = fromHex(dominant)
  const support =
    wish.fixed.support?.hex ??
    nearestPassing(
      { l: ground.l + (isDark ? 0.17 : -0.2), c: recipe.chroma * 1.1, h: hue + sign * recipe.support },
      (hex) => distance(hex, dominant) > APART && distance(hex, body) > APART,
    )
  const accent =
    wish.fixed.accent?.hex ??
    nearestPassing(
      { l: isDark ? 0.76 : 0.56, c: Math.max(0.14, recipe.chroma * 1.4), h: hue + sign * recipe.accent },
      (hex) =>
        [dominant, support, body].every((other) => distance(hex, other) > CLEARLY_APART) && distance(hex, gills) > 0.08,
    )
  const light = wish.fixed.light?.hex ?? toHex({ l: 0.955, c: 0.035, h: lightHues[wish.light.source] })
  const ink = toHex({ l: 0.2, c: 0.035, h: hue + sign * 20 })
  return named({ dominant, support, accent, body, gills, light, ink }, wish.fixed)
}

/** Siblings take evenly spread hues of the mood's range; blueprints are blue unless the brief says otherwise. */
function groundHue({ fixed, mood, technique, deal }: PaletteWish): number {
  if (fixed.dominant !== undefined) return fromHex(fixed.dominant.hex).h
  const { hue, drift } = paletteRecipes[mood]
  const places = shuffled(
    Array.from({ length: 16 }, (_, i) => i),
    `${deal.key}/hue`,
  )
  const place = ((places[deal.lane] ?? 0) + chance(deal, 'hue')) / 16
  return technique === 'blueprint' ? 248 + place * 24 : hue + (place * 2 - 1) * drift
}

function bodyColour({ morph, technique, deal }: PaletteWish): Oklch {
  const { l, c, h } = morphColours[morph].body
  const shade = l + (chance(deal, 'body-l') - 0.5) * 0.04
  // A black animal on a black ground is no picture: neon, chalk and blueprint show it as worn velvet.
  const lifted = darkGrounds[technique] !== undefined && shade < 0.58 ? 0.6 : shade
  return { l: lifted, c: c * (0.85 + chance(deal, 'body-c') * 0.35), h: h + (chance(deal, 'body-h') - 0.5) * 24 }
}

/** The dominant, moved as far as the contrast with the body asks for and no further. */
function groundOf(wish: PaletteWish, hue: number, body: string): string {
  const { chroma, lift } = paletteRecipes[wish.mood]
  const [underLight, underDark] = groundLightness[wish.light.time]
  const darkGround = darkGrounds[wish.technique]
  const usual = luminance(body) > 0.18 ? underLight + lift : underDark + lift / 2
  const wanted: Oklch =
    wish.fixed.dominant === undefined
      ? { l: darkGround ?? usual, c: wish.technique === 'ink-wash' ? chroma * 0.6 : chroma, h: hue }
      : fromHex(wish.fixed.dominant.hex)
  const accent = wish.fixed.accent?.hex
  const isReadable = (hex: string) => contrast(hex, body) >= MIN_CONTRAST
  const isGood = (hex: string) => isReadable(hex) && (accent === undefined || distance(hex, accent) > APART)
  if (wish.fixed.dominant !== undefined && isReadable(wish.fixed.dominant.hex)) return wish.fixed.dominant.hex
  const best = nearestPassing(wanted, isGood)
  return isReadable(best) ? best : nearestPassing(wanted, isReadable)
}

function gillColour({ morph, deal }: PaletteWish, body: string, dominant: string): string {
  const { l, c, h } = morphColours[morph].gills
  const wanted = { l: l + (chance(deal, 'gills-l') - 0.5) * 0.08, c, h: h + (chance(deal, 'gills-h') - 0.5) * 30 }
  return nearestPassing(wanted, (hex) => distance(hex, body) > CLEARLY_APART && distance(hex, dominant) > APART)
}

function named(hexes: Hexes, fixed: PaletteWish['fixed']): Colour[] {
  const used = new Set<string>()
  return colourRoles.map((role) => {
    const asked = fixed[role]
    const isAsAsked = asked !== undefined && asked.hex === hexes[role] && !used.has(asked.word)
    const name = isAsAsked ? asked.word : colourName(hexes[role], used)
    used.add(name)
    return { role, name, hex: hexes[role] }
  })
}
