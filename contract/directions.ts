import type { Design } from './design.ts'
import type { accessoryKinds, morphs, propKinds } from './design-lists.ts'
import { eraDirections } from './directions/era.ts'
import { habitatDirections } from './directions/habitat.ts'
import { moodDirections } from './directions/mood.ts'
import { roleDirections } from './directions/role.ts'
import { techniqueDirections } from './directions/technique.ts'
import { hashToSeed } from './seed.ts'

export const directionFamilies = ['habitat', 'era', 'mood', 'technique', 'role'] as const
export type DirectionFamily = (typeof directionFamilies)[number]

/** Ways a palette can lean; how each becomes colours is the designer's. */
export const paletteMoods = [
  'warm',
  'cool',
  'night',
  'pastel',
  'jewel',
  'earth',
  'candy',
  'sunset',
  'sea',
  'ice',
  'botanical',
  'neon',
  'sepia',
  'noir',
  'rose',
  'festival',
] as const
export type PaletteMood = (typeof paletteMoods)[number]

/** Traits a direction fixes; the designer chooses the rest from brief and seed. */
export interface DirectionTraits {
  /** Every direction names its technique and pose, so that dealt siblings differ in both. */
  readonly technique: Design['technique']
  readonly pose: Design['pose']['kind']
  readonly palette: PaletteMood
  readonly mood: Design['mood']
  readonly light: Design['light']
  readonly view?: Design['pose']['view']
  readonly morph?: (typeof morphs)[number]
  readonly habitat?: Design['habitat']['kind']
  readonly expression?: Design['expression']
  readonly pattern?: Design['pattern']['kind']
  readonly gills?: Design['gills']['shape']
  /** Something it likes to add when the brief leaves room. */
  readonly prop?: (typeof propKinds)[number]
  readonly accessory?: (typeof accessoryKinds)[number]
}

/** A named lens that makes one variation differ from its siblings. */
export interface Direction {
  readonly id: string
  /** What the person sees and what the API carries as `direction`. Unique. */
  readonly name: string
  readonly family: DirectionFamily
  /** What it changes, in one sentence. */
  readonly sentence: string
  /** Half a sentence that a story can end with, after a comma. */
  readonly twist: string
  readonly traits: DirectionTraits
}

export const directions: readonly Direction[] = [
  ...habitatDirections,
  ...eraDirections,
  ...moodDirections,
  ...techniqueDirections,
  ...roleDirections,
]

/** The library's direction of that name or id, whatever its case; undefined for a person's own words. */
export function findDirection(text: string): Direction | undefined {
  const wanted = text.trim().toLowerCase()
  return directions.find((direction) => direction.id === wanted || direction.name.toLowerCase() === wanted)
}

/**
 * Names of at most `count` distinct directions dealt from a run's seed, spread over the families; none from `taken`,
 * and as unlike those and each other as the library allows.
 */
export function dealDirections(seed: number, count: number, taken: readonly string[] = []): string[] {
  const dealt = taken.map(findDirection).filter((direction) => direction !== undefined)
  const isTaken = new Set(dealt.map((direction) => direction.id))
  const deck = shuffled(directions, (direction) => `${seed}/${direction.id}`).filter(({ id }) => !isTaken.has(id))
  const families = shuffled(directionFamilies, (family) => `${seed}/${family}`)
  const names: string[] = []
  while (names.length < count && deck.length > 0) {
    const next = mostDistinct(deck, dealt, families)
    deck.splice(deck.indexOf(next), 1)
    dealt.push(next)
    names.push(next.name)
  }
  return names
}

function shuffled<T>(items: readonly T[], key: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, rank: hashToSeed(key(item)) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

/** The card least like what lies on the table; among equals a family seen least, then the shuffled order. */
function mostDistinct(
  deck: readonly Direction[],
  dealt: readonly Direction[],
  families: readonly DirectionFamily[],
): Direction {
  const cost = (card: Direction) =>
    dealt.reduce(
      (sum, other) => sum + likeness(card.traits, other.traits) + (card.family === other.family ? 4 : 0),
      0,
    ) *
      directionFamilies.length +
    families.indexOf(card.family) / directionFamilies.length
  return deck.reduce((best, card) => (cost(card) < cost(best) ? card : best))
}

/** Weights: technique and pose must not meet while others are left; the rest is a matter of taste. */
function likeness(a: DirectionTraits, b: DirectionTraits): number {
  let weight = 0
  if (a.technique === b.technique) weight += 40
  if (a.pose === b.pose) weight += 40
  if (a.habitat !== undefined && a.habitat === b.habitat) weight += 20
  if (a.morph !== undefined && a.morph === b.morph) weight += 20
  if (a.palette === b.palette) weight += 6
  if (a.mood === b.mood) weight += 2
  return weight
}
