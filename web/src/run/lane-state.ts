import type { Artifact, Attempt, VariationState, Wait } from '#contract/api.ts'
import type { BudgetShort } from '#contract/budget.ts'
import type { Design } from '#contract/design.ts'
import type { EventData, Step, VariationPlan, Where } from '#contract/event.ts'
import { failureTexts } from '#contract/failure-texts.ts'
import type { FailureReason } from '#contract/reason.ts'
import type { LogEntry } from './lane-text.ts'
import type { ThoughtPass } from './thought-passes.ts'
import { noUsage, type UsageSum } from './usage-sum.ts'

export interface StepView {
  readonly state: 'idle' | 'active' | 'done' | 'stopped'
  readonly pass: number
  readonly ms: number | null
}

export interface Failure {
  readonly reason: FailureReason
  readonly message: string | null
  readonly isRetryable: boolean
  /** Which budget it was given up for; null where it was something else, or where nobody said. */
  readonly budget: BudgetShort | null
}

/** One variation as the screen shows it: everything but `attempts`, `artifacts` and `usage` is the last attempt's. */
export interface LaneState {
  readonly plan: VariationPlan
  readonly state: VariationState
  readonly wait: Wait | null
  readonly attempt: number
  readonly queuedAt: string | null
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly isCancelling: boolean
  readonly steps: Readonly<Record<Step, StepView>>
  /** Whether its events were seen: else there may have been thoughts and lines that are not known here. */
  readonly hasHistory: boolean
  readonly thoughts: readonly ThoughtPass[]
  readonly log: readonly LogEntry[]
  readonly design: Design | null
  /** The pass that gave the design; 0 while there is none. */
  readonly designPass: number
  readonly progress: EventData<'image-progress'> | null
  readonly where: Where | null
  readonly failure: Failure | null
  /** The last calls of models, the newest at the end. */
  readonly calls: readonly EventData<'usage'>[]
  /** Of all attempts. */
  readonly usage: UsageSum
  readonly attempts: readonly Attempt[]
  /** Of all attempts, so that an earlier picture stays reachable after a re-roll. */
  readonly artifacts: readonly Artifact[]
}

const idle: StepView = { state: 'idle', pass: 0, ms: null }
export const idleSteps = { imagine: idle, sketch: idle, render: idle, critique: idle } as const

/** What a new attempt starts from. */
export const freshAttempt = {
  state: 'queued',
  wait: null,
  startedAt: null,
  endedAt: null,
  isCancelling: false,
  steps: idleSteps,
  hasHistory: true,
  thoughts: [],
  log: [],
  design: null,
  designPass: 0,
  progress: null,
  where: null,
  failure: null,
  calls: [],
} as const

export function emptyLane(plan: VariationPlan): LaneState {
  return { ...freshAttempt, plan, attempt: 0, queuedAt: null, usage: noUsage, attempts: [], artifacts: [] }
}

/** The best finished picture of an attempt: what can be picked, varied and kept. */
export function pictureOf(lane: LaneState, attempt: number = lane.attempt): Artifact | null {
  const mine = lane.artifacts.filter((artifact) => artifact.attempt === attempt)
  const last = (kind: Artifact['kind']) => mine.findLast((artifact) => artifact.kind === kind)
  return last('render') ?? last('sketch') ?? null
}

/** The picture to look at now: while one is being rendered, how far it has come. */
export function shownPicture(lane: LaneState): Artifact | null {
  const newest = lane.artifacts.findLast((artifact) => artifact.attempt === lane.attempt)
  const isRendering = isLive(lane) && lane.steps.render.state !== 'done'
  return newest?.kind === 'preview' && isRendering ? newest : pictureOf(lane)
}

/** Whether there is anything to pick, also from an earlier attempt. */
export const hasPicture = (lane: LaneState): boolean => lane.artifacts.some(({ kind }) => kind !== 'preview')

/** Whether the lane is made with models that are reached over the network. */
export const usesModels = ({ plan }: LaneState): boolean => plan.designer !== 'scripted' || plan.renderer !== 'sketch'

/** Stands still because money is needed: waiting for it, or given up until there is more. */
export const isParked = (lane: LaneState): boolean =>
  lane.wait?.reason === 'budget' || lane.failure?.reason === 'budget'

export const isLive = (lane: LaneState): boolean =>
  lane.state === 'queued' || lane.state === 'starting' || lane.state === 'running'

/** The budget that a lane stands still for, where the server named it. */
export const budgetOf = (lane: LaneState): BudgetShort | null => lane.wait?.budget ?? lane.failure?.budget ?? null

/** What an event or a snapshot says of a failed attempt. */
interface FailureFacts {
  readonly message?: string | null | undefined
  readonly isRetryable?: boolean | null | undefined
  readonly budget?: BudgetShort | undefined
}

/** Whether a retry can help is the event's to say, and the contract's where it does not. */
export function failureOf(reason: FailureReason, { message, isRetryable, budget }: FailureFacts): Failure {
  return {
    reason,
    message: message ?? null,
    isRetryable: isRetryable ?? failureTexts[reason].isRetryable,
    budget: budget ?? null,
  }
}
