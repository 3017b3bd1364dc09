import type { Artifact, Attempt, Variation, VariationState, Wait } from '#contract/api.ts'
import type { Design } from '#contract/design.ts'
import type { EventData, RunEvent, Step, VariationPlan, Where } from '#contract/event.ts'
import { failureTexts } from '#contract/failure-texts.ts'
import type { FailureReason } from '#contract/reason.ts'
import { attemptSeed } from '#contract/seed.ts'
import { appendLog, appendThought, type LogEntry } from './lane-text.ts'

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
const idleSteps = { imagine: idle, sketch: idle, render: idle, critique: idle } as const

/** What a new attempt starts from. */
const fresh = {
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
  return { ...fresh, plan, attempt: 0, queuedAt: null, attempts: [], artifacts: [] }
}

/** The lane as a snapshot tells it; thoughts, log and place are known from events alone. */
export function laneFromSnapshot(variation: Variation): LaneState {
  const { index, direction, designer, renderer, model, seed, attempts } = variation
  const last = attempts.at(-1)
  return {
    ...emptyLane({ index, direction, designer, renderer, model, seed }),
    state: variation.state,
    wait: variation.wait,
    attempt: variation.attempt,
    queuedAt: last?.queuedAt ?? null,
    startedAt: last?.startedAt ?? null,
    endedAt: last?.endedAt ?? null,
    design: variation.design,
    failure: last?.reason ? failureOf(last.reason, last.message, last.isRetryable) : null,
    steps: variation.state === 'succeeded' ? stepsOf(variation.artifacts) : idleSteps,
    attempts,
    artifacts: variation.artifacts,
  }
}

/** The picture to show for an attempt: its best finished one, not a preview while there is better. */
export function pictureOf(lane: LaneState, attempt: number = lane.attempt): Artifact | null {
  const mine = lane.artifacts.filter((artifact) => artifact.attempt === attempt)
  const last = (kind: Artifact['kind']) => mine.findLast((artifact) => artifact.kind === kind)
  return last('render') ?? last('sketch') ?? last('preview') ?? null
}

export const isLive = (lane: LaneState): boolean =>
  lane.state === 'queued' || lane.state === 'starting' || lane.state === 'running'

/** Applies an event of this lane. Events of earlier attempts can only add what is kept of them. */
export function reduceLane(lane: LaneState, event: RunEvent): LaneState {
  const attempt = event.attempt ?? lane.attempt
  if (event.type === 'attempt-queue') return startAttempt(lane, attempt, event.at, event.data.cause)
  if (event.type === 'artifact') return addArtifact(lane, event, attempt)
  if (attempt !== lane.attempt) return lane
  switch (event.type) {
    case 'attempt-wait':
      return { ...lane, wait: waitOf(event.data) }
    case 'attempt-start':
      return patchAttempt(
        { ...lane, state: 'running', wait: null, startedAt: event.at, where: event.data.where },
        { state: 'running', startedAt: event.at },
      )
    case 'attempt-cancel':
      return { ...lane, isCancelling: true }
    case 'attempt-end':
      return endAttempt(lane, event.at, event.data)
    default:
      return reduceWork(lane, event)
  }
}

/** The part of the events that an agent's work makes. */
function reduceWork(lane: LaneState, event: RunEvent): LaneState {
  switch (event.type) {
    case 'step-start':
      return setStep(lane, event.data.step, { state: 'active', pass: event.data.pass, ms: null })
    case 'step-end':
      return setStep(lane, event.data.step, { state: 'done', pass: event.data.pass, ms: event.data.ms })
    case 'thought-delta':
      return appendThought(lane, event.data)
    case 'design':
      return { ...lane, design: event.data.design }
    case 'image-progress':
      return { ...lane, progress: event.data }
    case 'log':
      return { ...lane, log: appendLog(lane.log, { text: event.data.text }) }
    case 'log-gap':
      return { ...lane, log: appendLog(lane.log, { gap: event.data }) }
    default:
      return lane
  }
}

function startAttempt(lane: LaneState, number: number, at: string, cause: Attempt['cause']): LaneState {
  if (number <= lane.attempt) return lane
  const attempt: Attempt = {
    number,
    state: 'queued',
    cause,
    seed: attemptSeed(lane.plan.seed, number),
    outcome: null,
    reason: null,
    message: null,
    isRetryable: null,
    queuedAt: at,
    startedAt: null,
    endedAt: null,
  }
  return { ...lane, ...fresh, attempt: number, queuedAt: at, attempts: [...lane.attempts, attempt] }
}

function endAttempt(lane: LaneState, at: string, data: EventData<'attempt-end'>): LaneState {
  const failure = data.reason ? failureOf(data.reason, data.message ?? null, data.isRetryable ?? null) : null
  const steps = Object.fromEntries(
    Object.entries(lane.steps).map(([step, view]) => [
      step,
      view.state === 'active' ? { ...view, state: 'stopped' } : view,
    ]),
  ) as LaneState['steps']
  return patchAttempt(
    { ...lane, state: data.outcome, wait: null, endedAt: at, isCancelling: false, progress: null, failure, steps },
    {
      state: 'ended',
      outcome: data.outcome,
      reason: data.reason ?? null,
      message: data.message ?? null,
      isRetryable: data.isRetryable ?? null,
      endedAt: at,
    },
  )
}

function addArtifact(lane: LaneState, event: Extract<RunEvent, { type: 'artifact' }>, attempt: number): LaneState {
  if (lane.artifacts.some((known) => known.id === event.data.id)) return lane
  const artifact = { ...event.data, variation: lane.plan.index, attempt, href: `/v1/artifacts/${event.data.id}` }
  return { ...lane, artifacts: [...lane.artifacts, artifact] }
}

function setStep(lane: LaneState, step: Step, view: StepView): LaneState {
  return { ...lane, steps: { ...lane.steps, [step]: view } }
}

function patchAttempt(lane: LaneState, change: Partial<Attempt>): LaneState {
  const attempts = lane.attempts.map((attempt) =>
    attempt.number === lane.attempt ? { ...attempt, ...change } : attempt,
  )
  return { ...lane, attempts }
}

function waitOf({ reason, position, message }: EventData<'attempt-wait'>): Wait | null {
  if (reason === null) return null
  return position === undefined ? { reason, message } : { reason, position, message }
}

function failureOf(reason: FailureReason, message: string | null, isRetryable: boolean | null): Failure {
  return { reason, message, isRetryable: isRetryable ?? failureTexts[reason].isRetryable }
}

/** A finished lane without its events: what it made shows which steps it went through. */
function stepsOf(artifacts: readonly Artifact[]): LaneState['steps'] {
  const done: StepView = { state: 'done', pass: 1, ms: null }
  const made = Object.fromEntries(artifacts.map((artifact) => [artifact.step, done]))
  return { ...idleSteps, imagine: done, ...made }
}
