import { z } from 'zod'
import { Design, Trait } from './design.ts'
import { ArtifactKind, Designer, Renderer, Step, Strength } from './event.ts'
import { Id, Seed, Sha256 } from './ids.ts'
import { FailureReason } from './reason.ts'

/** What an agent trades its ticket for. `index` and `instance` are for pools of warm agents. */
export const ClaimRequest = z.strictObject({
  ticket: z.string().min(1).max(200),
  index: z.int().min(0).optional(),
  instance: z.string().max(200).optional(),
})
export type ClaimRequest = z.infer<typeof ClaimRequest>

/** A design to grow from, and how far the child may move away from it. */
export const ParentDesign = z.strictObject({
  design: Design,
  strength: Strength,
  keep: z.array(Trait),
})
export type ParentDesign = z.infer<typeof ParentDesign>

/** Everything an agent knows about its work: it has no other source. */
export const Assignment = z.object({
  kind: z.literal('axolotl'),
  run: Id,
  variation: z.int().min(0),
  attempt: z.int().min(1),
  brief: z.string(),
  direction: z.string(),
  designer: Designer,
  renderer: Renderer,
  model: z.string().nullable(),
  seed: Seed,
  parents: z.array(ParentDesign),
  /** SCRIPTED_PACE: 0 = no waiting, 1 = a lively human pace, 2 = twice as slow. */
  pace: z.number().min(0).max(100),
  /** Side of the sketch in pixels. */
  sketchSize: z.int().min(128).max(2048).default(1024),
  /** Whether a model that can see is to judge its picture and may revise it once. */
  critique: z.boolean().default(false),
  /** Names that designs of other variations of the run already have. */
  siblingNames: z.array(z.string()).default([]),
})
export type Assignment = z.infer<typeof Assignment>

export const ClaimAnswer = z.object({ assignment: Assignment, token: z.string() })
export type ClaimAnswer = z.infer<typeof ClaimAnswer>

/** How an agent says it is done; `lines` is the number of the last line it printed. */
export const FinishRequest = z.strictObject({
  outcome: z.enum(['succeeded', 'failed']),
  reason: FailureReason.optional(),
  message: z.string().max(2000).optional(),
  design: Design.nullable(),
  lines: z.int().min(0),
})
export type FinishRequest = z.infer<typeof FinishRequest>

/** Name of an artifact inside its attempt, e.g. `sketch-1`. */
export const ArtifactName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and dashes')

/** What an uploaded picture is; the bytes are the body, as image/png. */
export const ArtifactQuery = z.strictObject({ kind: ArtifactKind, step: Step })
export type ArtifactQuery = z.infer<typeof ArtifactQuery>

export const ArtifactAnswer = z.object({ id: Id, sha256: Sha256 })
