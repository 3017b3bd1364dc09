import type { HabitatKind } from './job.ts'
import type { PropKind } from './things.ts'

export interface Place {
  readonly words: string
  /** Habitats that can show it, likeliest first. */
  readonly at: readonly [HabitatKind, ...HabitatKind[]]
  /** The place in words that read well after "in", short enough to be joined with a habitat's own. */
  readonly details: readonly [string, ...string[]]
  readonly holds: readonly PropKind[]
}
