import type { Design, morphs } from './design.ts'

export const directionFamilies = ['habitat', 'era', 'mood', 'technique', 'role'] as const
export type DirectionFamily = (typeof directionFamilies)[number]

/** Traits a direction fixes; the designer chooses the rest from brief and seed. */
export interface DirectionTraits {
  readonly morph?: (typeof morphs)[number]
  readonly technique?: Design['technique']
  readonly habitat?: Design['habitat']['kind']
  readonly mood?: Design['mood']
  readonly pose?: Design['pose']['kind']
  readonly view?: Design['pose']['view']
  readonly light?: Design['light']
  /** Temperature or scheme of the palette; how it becomes colours is the designer's. */
  readonly palette?: string
}

/** A named lens that makes one variation differ from its siblings. */
export interface Direction {
  readonly id: string
  /** What the person sees and what the API carries as `direction`. Unique. */
  readonly name: string
  readonly family: DirectionFamily
  /** What it changes, in one sentence. */
  readonly sentence: string
  readonly traits: DirectionTraits
}

export const directions: readonly Direction[] = []

/** The library's direction of that name or id, whatever its case; undefined for a person's own words. */
export function findDirection(text: string): Direction | undefined {
  const wanted = text.trim().toLowerCase()
  return directions.find((direction) => direction.id === wanted || direction.name.toLowerCase() === wanted)
}

/** Names of `count` distinct directions dealt from a run's seed, spread over the families; none from `taken`. */
export function dealDirections(_seed: number, _count: number, _taken: readonly string[] = []): string[] {
  return []
}
