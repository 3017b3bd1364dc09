import { z } from 'zod'
import { BudgetShort } from './budget.ts'
import { Design } from './design.ts'
import { ArtifactKind, Designer, Outcome, Parent, Renderer, RunOutcome, Step, VariationPlan } from './event.ts'
import { Id, Seed, Sha256, Timestamp } from './ids.ts'
import { DEFAULT_VARIATIONS, MAX_BRIEF_CHARACTERS, MAX_VARIATIONS } from './limits.ts'
import { FailureReason, WaitReason } from './reason.ts'

const Brief = z
  .string()
  .trim()
  .min(1, 'must not be empty: say in a sentence what to design')
  .max(MAX_BRIEF_CHARACTERS, `must be at most ${MAX_BRIEF_CHARACTERS} characters`)
const DirectionText = z.string().trim().min(1).max(200)
const Model = z.string().trim().min(1).max(200)
const Labels = z
  .record(z.string().min(1).max(63), z.string().max(200))
  .refine((labels) => Object.keys(labels).length <= 32, 'must have at most 32 entries')
const Priority = z.int().min(-100).max(100)
const BudgetUsd = z.number().min(0).max(1_000_000)

export const VariationRequest = z.strictObject({
  direction: DirectionText.optional(),
  designer: Designer.optional(),
  renderer: Renderer.optional(),
  model: Model.optional(),
  seed: Seed.optional(),
})

/** Body of `POST /v1/runs`. */
export const CreateRun = z
  .strictObject({
    brief: Brief,
    variations: z
      .union([z.int().min(1).max(MAX_VARIATIONS), z.array(VariationRequest).min(1).max(MAX_VARIATIONS)], {
        error: `must be a whole number from 1 to ${MAX_VARIATIONS}, or a list of 1 to ${MAX_VARIATIONS} variations`,
      })
      .default(DEFAULT_VARIATIONS),
    directions: z.array(DirectionText).max(MAX_VARIATIONS).optional(),
    designer: Designer.optional(),
    renderer: Renderer.optional(),
    model: Model.optional(),
    seed: Seed.optional(),
    parents: z.array(Parent).max(2).default([]),
    budgetUsd: BudgetUsd.optional(),
    priority: Priority.optional(),
    labels: Labels.optional(),
  })
  .meta({ id: 'CreateRun' })
export type CreateRun = z.infer<typeof CreateRun>

/** Body of `PATCH /v1/runs/{id}`. */
export const PatchRun = z
  .strictObject({
    budgetUsd: BudgetUsd.nullable().optional(),
    labels: Labels.optional(),
    priority: Priority.optional(),
  })
  .meta({ id: 'PatchRun' })
export type PatchRun = z.infer<typeof PatchRun>

/** Body of `PUT /v1/runs/{id}/pick`. */
export const PutPick = z
  .strictObject({
    variation: z
      .int()
      .min(0)
      .max(MAX_VARIATIONS - 1),
    note: z.string().trim().max(500).optional(),
  })
  .meta({ id: 'PutPick' })
export type PutPick = z.infer<typeof PutPick>

export const VariationState = z.enum(['queued', 'starting', 'running', 'succeeded', 'failed', 'cancelled'])
export type VariationState = z.infer<typeof VariationState>
export const RunState = z.enum(['running', ...RunOutcome.options])
export type RunState = z.infer<typeof RunState>

export const Wait = z.object({
  reason: WaitReason,
  position: z.int().min(1).optional(),
  message: z.string(),
  /** With the reason `budget`. */
  budget: BudgetShort.optional(),
})
export type Wait = z.infer<typeof Wait>

export const Artifact = z
  .object({
    id: Id,
    variation: z.int(),
    attempt: z.int(),
    kind: ArtifactKind,
    step: Step,
    mediaType: z.string(),
    width: z.int(),
    height: z.int(),
    bytes: z.int(),
    sha256: Sha256,
    href: z.string(),
  })
  .meta({ id: 'Artifact' })
export type Artifact = z.infer<typeof Artifact>

/** Totals of what settled calls used; null where any of them is unknown. Pictures have no tokens to count. */
export const Usage = z.object({
  calls: z.int(),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  costUsd: z.number().nullable(),
})
export type Usage = z.infer<typeof Usage>

/** One attempt as the API shows it; `attempts` of a variation is the list from the first to the last. */
export const Attempt = z
  .object({
    number: z.int().min(1),
    state: z.enum(['queued', 'starting', 'running', 'ended']),
    cause: z.enum(['first', 'retry', 'disruption']),
    seed: Seed,
    outcome: Outcome.nullable(),
    reason: FailureReason.nullable(),
    message: z.string().nullable(),
    isRetryable: z.boolean().nullable(),
    usage: Usage,
    queuedAt: Timestamp,
    startedAt: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Attempt' })
export type Attempt = z.infer<typeof Attempt>

export const Variation = VariationPlan.extend({
  state: VariationState,
  wait: Wait.nullable(),
  /** What the last attempt was given up for; there only after an end with the reason `budget`. */
  budget: BudgetShort.optional(),
  /** Number of the last attempt. */
  attempt: z.int().min(1),
  attempts: z.array(Attempt),
  design: Design.nullable(),
  artifacts: z.array(Artifact),
}).meta({ id: 'Variation' })
export type Variation = z.infer<typeof Variation>

export const Pick = z
  .object({ variation: z.int(), attempt: z.int(), note: z.string().nullable(), at: Timestamp })
  .meta({ id: 'Pick' })
export type Pick = z.infer<typeof Pick>

/** A run as `GET /v1/runs/{id}` shows it: read in one transaction with `lastSeq`, so that `?after=lastSeq` joins on. */
export const Run = z
  .object({
    id: Id,
    state: RunState,
    kind: z.literal('axolotl'),
    brief: z.string(),
    seed: Seed,
    parents: z.array(Parent),
    children: z.array(Id),
    lastSeq: z.int().min(0),
    pick: Pick.nullable(),
    usage: Usage,
    budgetUsd: z.number().nullable(),
    priority: z.int(),
    labels: z.record(z.string(), z.string()),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
    deletedAt: Timestamp.nullable(),
    variations: z.array(Variation),
    links: z.object({ self: z.string(), events: z.string(), page: z.string() }),
  })
  .meta({ id: 'Run' })
export type Run = z.infer<typeof Run>

/** A run in a list: enough for a card, without the lanes' contents. */
export const RunSummary = Run.pick({
  id: true,
  state: true,
  kind: true,
  brief: true,
  seed: true,
  parents: true,
  pick: true,
  createdAt: true,
  endedAt: true,
  links: true,
})
  .extend({
    variationCount: z.int(),
    /** The picked picture, else the first there is. */
    cover: Artifact.nullable(),
    /** Name of the picked design. */
    pickName: z.string().nullable(),
  })
  .meta({ id: 'RunSummary' })
export type RunSummary = z.infer<typeof RunSummary>

export const RunList = z
  .object({ data: z.array(RunSummary), nextCursor: z.string().nullable() })
  .meta({ id: 'RunList' })
export type RunList = z.infer<typeof RunList>

/** RFC 9457 problem details, the body of every error over HTTP. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>
