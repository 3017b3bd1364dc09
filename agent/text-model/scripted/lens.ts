import {
  type DirectionTraits,
  directions,
  findDirection,
  type PaletteMood,
  paletteMoods,
} from '#contract/directions.ts'
import { type BriefReading, readBrief } from './brief/read-brief.ts'
import { pick } from './random.ts'
import { cleanLine } from './text.ts'

/** A direction as the designer uses it: one of the library, or a person's own words read like a brief. */
export interface Lens {
  readonly name: string
  readonly isFromLibrary: boolean
  readonly family: 'habitat' | 'era' | 'mood' | 'technique' | 'role' | null
  readonly traits: Partial<DirectionTraits>
  readonly palette: PaletteMood
  /** Ends a story after a comma; null when there is nothing to say. */
  readonly twist: string | null
  /** What a person's own words ask for, besides traits. */
  readonly reading: BriefReading
}

/** Palettes that moods suggest when a person's own direction names no other. */
const palettesByMood: Readonly<Record<DirectionTraits['mood'], readonly [PaletteMood, ...PaletteMood[]]>> = {
  joyful: ['festival', 'candy', 'warm'],
  drowsy: ['pastel', 'night'],
  triumphant: ['festival', 'jewel', 'sunset'],
  mischievous: ['neon', 'sunset', 'candy'],
  melancholic: ['cool', 'sepia'],
  ceremonial: ['jewel', 'earth'],
  slapstick: ['candy', 'festival'],
  tender: ['rose', 'pastel'],
  mysterious: ['noir', 'night'],
  serene: ['ice', 'sea', 'botanical'],
  adventurous: ['sea', 'sunset', 'earth'],
  cosy: ['warm', 'earth'],
}

export function lensFor(direction: string): Lens {
  const known = findDirection(direction)
  if (known !== undefined) {
    const { name, family, traits, twist } = known
    return { name, isFromLibrary: true, family, traits, palette: traits.palette, twist, reading: readBrief('') }
  }
  const reading = readBrief(direction)
  const name = cleanLine(direction, 40, '')
  const mood = reading.feeling?.value.mood
  return {
    name,
    isFromLibrary: false,
    family: null,
    traits: ownTraits(reading),
    palette: pick(mood === undefined ? paletteMoods : palettesByMood[mood], direction),
    twist: name === '' ? null : 'true to the last word of what was asked',
    reading,
  }
}

function ownTraits(reading: BriefReading): Partial<DirectionTraits> {
  const habitat = reading.places[0]?.value.at[0] ?? reading.jobs[0]?.value.at[0]
  const time = reading.time?.value
  return {
    ...(reading.techniques && { technique: reading.techniques.value[0] }),
    ...(reading.poses && { pose: reading.poses.value[0] }),
    ...(reading.feeling && { mood: reading.feeling.value.mood, expression: reading.feeling.value.expression }),
    ...(reading.morph && { morph: reading.morph.value }),
    ...(reading.view && { view: reading.view.value }),
    ...(reading.pattern && { pattern: reading.pattern.value }),
    ...(reading.gills && { gills: reading.gills.value }),
    ...(habitat && { habitat }),
    ...(time && { light: { time, source: reading.source?.value ?? (time === 'night' ? 'moon' : 'sun') } }),
  }
}

const claimed = <K extends 'habitat' | 'morph'>(trait: K) =>
  new Set(directions.flatMap(({ traits }) => (traits[trait] === undefined ? [] : [traits[trait]])))

/**
 * Habitats and morphs that some direction fixes. Free choices keep away from them, so that a lane that chooses freely
 * never meets a sibling that was dealt one.
 */
export const claimedHabitats: ReadonlySet<string> = claimed('habitat')
export const claimedMorphs: ReadonlySet<string> = claimed('morph')
