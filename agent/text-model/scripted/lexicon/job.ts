import type { Design } from '#contract/design.ts'
import type { PropKind } from './things.ts'
import type { AccessoryKind } from './wear.ts'

export type HabitatKind = Design['habitat']['kind']

/** What somebody does, and what it brings with it when the brief does not say otherwise. */
export interface Job {
  /** The first word is how the job is called in stories. */
  readonly words: string
  readonly wears: readonly AccessoryKind[]
  readonly holds: readonly PropKind[]
  /** Places the work could happen, likeliest first. */
  readonly at: readonly [HabitatKind, ...HabitatKind[]]
  /** Third person, after a name: "bakes before the moon goes down". */
  readonly does: string
}
