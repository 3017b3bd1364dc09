import type { ColourRole } from '#contract/design.ts'
import type { Palette } from '../axolotl/brush.ts'
import type { Defs } from '../markup.ts'
import { tinted } from '../markup.ts'
import type { Random } from '../random.ts'

/** What a habitat is painted on: a 1024 square with 64 to spare on every side. */
export interface Stage {
  readonly palette: Palette
  readonly defs: Defs
  readonly random: Random
  /** The height the subject stands on. */
  readonly ground: number
  /** Where the far floor or water ends. */
  readonly horizon: number
}

export interface Scenery {
  readonly back: string
  readonly front: string
  /** The colour behind the subject, for contrast. */
  readonly behind: Tint
  readonly isWater: boolean
  /** What edges and ledges are made of. */
  readonly slab: Tint
}

export interface Tint {
  readonly role: ColourRole
  /** Towards black below 0, towards white above. */
  readonly tone: number
}

export type Habitat = (stage: Stage) => Scenery

export const left = -64
export const right = 1088
export const top = -64
export const bottom = 1088
export const full = 1152

export const tint = (role: ColourRole, tone = 0): Tint => ({ role, tone })

/** A shape in a tint of a palette role. */
export const shape = (stage: Stage, d: string, role: ColourRole, tone = 0) => tinted(d, stage.palette[role], tone)
