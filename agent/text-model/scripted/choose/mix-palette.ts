import type { Colour, ColourRole } from '#contract/design.ts'
import { colourName } from '../colour/colour-name.ts'
import { nearestPassing } from '../colour/nearest-passing.ts'
import { contrast, distance, fromHex, toHex } from '../colour/oklch.ts'
import { CLEARLY_APART, MIN_CONTRAST } from './choose-palette.ts'

/** `base` with some roles taken from `other`, made readable again. */
export function mixPalette(base: readonly Colour[], other: readonly Colour[], roles: readonly ColourRole[]): Colour[] {
  const mixed = base.map((colour) =>
    roles.includes(colour.role) ? (other.find(({ role }) => role === colour.role) ?? colour) : colour,
  )
  return readable(mixed, base)
}

/** Every hue turned by some degrees, the animal's own much less; names follow. */
export function shiftPalette(palette: readonly Colour[], degrees: number): Colour[] {
  const turned = palette.map((colour): Colour => {
    const { l, c, h } = fromHex(colour.hex)
    const own = colour.role === 'body' || colour.role === 'gills' ? degrees / 4 : degrees
    return { ...colour, hex: toHex({ l, c, h: h + own }) }
  })
  return readable(turned, palette)
}

/** Moves the dominant, then the gills, if the body would drown in them; renames what is no longer what it was. */
function readable(palette: readonly Colour[], before: readonly Colour[]): Colour[] {
  const hexOf = (role: ColourRole) => palette.find((colour) => colour.role === role)?.hex ?? '#808080'
  const body = hexOf('body')
  const isReadable = (hex: string) => contrast(hex, body) >= MIN_CONTRAST
  const isApart = (hex: string) => distance(hex, body) > CLEARLY_APART
  const dominant = isReadable(hexOf('dominant'))
    ? hexOf('dominant')
    : nearestPassing(fromHex(hexOf('dominant')), isReadable)
  const gills = isApart(hexOf('gills')) ? hexOf('gills') : nearestPassing(fromHex(hexOf('gills')), isApart)
  const moved: Partial<Record<ColourRole, string>> = { dominant, gills }
  const used = new Set<string>()
  return palette.map(({ role, name, hex }) => {
    const now = moved[role] ?? hex
    const isUnchanged =
      now === hex && !before.some((old) => old.role === role && old.name === name && old.hex !== hex) && !used.has(name)
    const newName = isUnchanged ? name : colourName(now, used)
    used.add(newName)
    return { role, name: newName, hex: now }
  })
}
