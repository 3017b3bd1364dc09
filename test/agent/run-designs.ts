import type { Design } from '#contract/design.ts'
import { dealDirections } from '#contract/directions.ts'
import { variationSeed } from '#contract/seed.ts'
import { designFor } from '../../agent/text-model/scripted/design-for.ts'

export interface Sibling {
  readonly design: Design
  readonly seed: number
}

/** The designs of a run's lanes, as the API deals them and the scripted designer makes them. */
export function siblingsOf(brief: string, runSeed: number, count = 4): Sibling[] {
  return dealDirections(runSeed, count, []).map((direction, index) => {
    const seed = variationSeed(runSeed, index)
    return { design: designFor({ brief, direction, seed, parents: [] }).design, seed }
  })
}
