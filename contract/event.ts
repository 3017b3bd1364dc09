import { z } from 'zod'
import { BudgetShort } from './budget.ts'
import { Design } from './design.ts'
import { Id, Seed, Sha256, Timestamp } from './ids.ts'
import { FailureReason, WaitReason } from './reason.ts'

export const Designer = z.enum(['scripted', 'ollama', 'claude'])
export type Designer = z.infer<typeof Designer>
export const Renderer = z.enum(['sketch', 'comfyui'])
export type Renderer = z.infer<typeof Renderer>
export const Step = z.enum(['imagine', 'sketch', 'render', 'critique'])
export type Step = z.infer<typeof Step>
export const Outcome = z.enum(['succeeded', 'failed', 'cancelled'])
export type Outcome = z.infer<typeof Outcome>
export const RunOutcome = z.enum(['succeeded', 'partial', 'failed', 'cancelled'])
export type RunOutcome = z.infer<typeof RunOutcome>
export const ArtifactKind = z.enum(['sketch', 'render', 'preview'])
export type ArtifactKind = z.infer<typeof ArtifactKind>
export const Strength = z.enum(['subtle', 'strong'])
export type Strength = z.infer<typeof Strength>

/** Longest text of one `thought-delta`; agents merge to far less. */
export const MAX_THOUGHT_CHARACTERS = 8192

/** A pass counts how often a step was begun in an attempt, from 1. */
const Pass = z.int().min(1).max(1000)
const Ms = z.int().min(0)

/** Where a child run grows from. `keep` names traits that must not change. */
export const Parent = z.strictObject({
  run: Id,
  variation: z.int().min(0).max(15),
  attempt: z.int().min(1).optional(),
  strength: Strength.optional(),
  keep: z.array(z.string().max(40)).max(16).optional(),
})
export type Parent = z.infer<typeof Parent>

export const VariationPlan = z.object({
  index: z.int().min(0).max(15),
  direction: z.string(),
  designer: Designer,
  renderer: Renderer,
  model: z.string().nullable(),
  seed: Seed,
})
export type VariationPlan = z.infer<typeof VariationPlan>

/** Which thing an attempt runs as, in words for people: a process id, or namespace, job, pod and node. */
export const Where = z.object({
  text: z.string(),
  command: z.string().optional(),
  details: z.record(z.string(), z.string()),
})
export type Where = z.infer<typeof Where>

/** The data of each event type: PROTOCOL section 2. Readers ignore types they do not know. */
export const eventData = {
  'run-start': z.object({
    brief: z.string(),
    kind: z.literal('axolotl'),
    variations: z.array(VariationPlan),
    parents: z.array(Parent),
  }),
  'attempt-queue': z.object({ cause: z.enum(['first', 'retry', 'disruption']) }),
  'attempt-wait': z.object({
    reason: WaitReason.nullable(),
    position: z.int().min(1).optional(),
    message: z.string(),
    budget: BudgetShort.optional(),
  }),
  'attempt-start': z.object({ runner: z.enum(['local', 'kubernetes']), where: Where }),
  'attempt-cancel': z.object({ by: z.enum(['user', 'run', 'keep-best']) }),
  'step-start': z.object({ step: Step, pass: Pass }),
  'step-end': z.object({ step: Step, pass: Pass, ms: Ms }),
  'thought-delta': z.object({ text: z.string().max(MAX_THOUGHT_CHARACTERS), pass: Pass }),
  design: z.object({ design: Design, pass: Pass }),
  'image-progress': z.object({ value: z.int().min(0), max: z.int().min(1), position: z.int().optional() }),
  artifact: z.object({
    id: Id,
    kind: ArtifactKind,
    step: Step,
    mediaType: z.string(),
    width: z.int(),
    height: z.int(),
    bytes: z.int(),
    sha256: Sha256,
  }),
  usage: z.object({
    call: z.string(),
    provider: z.string(),
    model: z.string(),
    inputTokens: z.int().nullable(),
    outputTokens: z.int().nullable(),
    cachedTokens: z.int().nullable(),
    firstTokenMs: z.int().nullable(),
    ms: z.int().nullable(),
    costUsd: z.number().nullable(),
  }),
  log: z.object({ text: z.string() }),
  'log-gap': z.object({ lines: z.int().min(0).nullable(), why: z.enum(['lost', 'limit']) }),
  'attempt-end': z.object({
    outcome: Outcome,
    reason: FailureReason.optional(),
    message: z.string().optional(),
    isRetryable: z.boolean().optional(),
    budget: BudgetShort.optional(),
  }),
  'run-end': z.object({ outcome: RunOutcome }),
  pick: z.object({
    variation: z.int().min(0).max(15).nullable(),
    attempt: z.int().min(1).nullable(),
    note: z.string().nullable(),
  }),
} as const

export type EventType = keyof typeof eventData
export type EventData<T extends EventType> = z.infer<(typeof eventData)[T]>

interface Envelope<T extends EventType> {
  readonly seq: number
  readonly run: string
  readonly variation: number | null
  readonly attempt: number | null
  readonly type: T
  readonly at: string
  readonly data: EventData<T>
}

/** One entry of a run's log, as it stands on an SSE `data:` line. A union that narrows on `type`. */
export type RunEvent = { [T in EventType]: Envelope<T> }[EventType]

/** The envelope alone, for readers that meet types they do not know. */
export const EventEnvelope = z.object({
  seq: z.int().min(1),
  run: Id,
  variation: z.int().nullable(),
  attempt: z.int().nullable(),
  type: z.string(),
  at: Timestamp,
  data: z.record(z.string(), z.unknown()),
})

/** The only types an agent may add by printing; everything else is said by the API (DESIGN rule 4). */
export const agentEventTypes = ['step-start', 'step-end', 'thought-delta', 'design', 'log'] as const
export type AgentEventType = (typeof agentEventTypes)[number]

/** A printed event without its envelope. */
export type AgentEvent = { [T in AgentEventType]: { readonly type: T; readonly data: EventData<T> } }[AgentEventType]
