import type { Artifact, Attempt, VariationState, Wait } from '#contract/api.ts'
import type { Design } from '#contract/design.ts'
import type { EventData, Step, VariationPlan, Where } from '#contract/event.ts'
import { failureTexts } from '#contract/failure-texts.ts'
import type { FailureReason } from '#contract/reason.ts'
import type { LogEntry } from './lane-text.ts'

export interface StepView {
  readonly state: 'idle' | 'active' | 'done' | 'stopped'
  readonly pass: number
  readonly ms: number | null
}

export interface Failure {
  readonly reason: FailureReason
  readonly message: string | null
  readonly isRetryable: boolean
}

/** One variation as the screen shows it: everything but `attempts` and `artifacts` is the last attempt's. */
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
  readonly thoughts: string
  readonly thoughtPass: number
  readonly log: readonly LogEntry[]
  readonly design: Design | null
  readonly progress: EventData<'image-progress'> | null
  readonly where: Where | null
  readonly failure: Failure | null
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
  thoughts: '',
  thoughtPass: 0,
  log: [],
  design: null,
  progress: null,
  where: null,
  failure: null,
} as const

export function emptyLane(plan: VariationPlan): LaneState {
  return { ...freshAttempt, plan, attempt: 0, queuedAt: null, attempts: [], artifacts: [] }
}

/** The picture to show for an attempt: its best finished one, not a preview while there is better. */
export function pictureOf(lane: LaneState, attempt: number = lane.attempt): Artifact | null {
  const mine = lane.artifacts.filter((artifact) => artifact.attempt === attempt)
  const last = (kind: Artifact['kind']) => mine.findLast((artifact) => artifact.kind === kind)
  return last('render') ?? last('sketch') ?? last('preview') ?? null
}

export const isLive = (lane: LaneState): boolean =>
  lane.state === 'queued' || lane.state === 'starting' || lane.state === 'running'

/** Whether a retry can help is the event's to say, and the contract's where it does not. */
export function failureOf(reason: FailureReason, message: string | null, isRetryable: boolean | null): Failure {
  return { reason, message, isRetryable: isRetryable ?? failureTexts[reason].isRetryable }
}
