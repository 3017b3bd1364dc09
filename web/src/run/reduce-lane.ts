import type { Attempt, Wait } from '#contract/api.ts'
import type { EventData, RunEvent, Step } from '#contract/event.ts'
import { attemptSeed } from '#contract/seed.ts'
import { failureOf, freshAttempt, type LaneState, type StepView } from './lane-state.ts'
import { appendLog } from './lane-text.ts'
import { appendThought, foldEarlier } from './thought-passes.ts'
import { addCall } from './usage-sum.ts'

/** Calls kept to be looked at; the sums count them all. */
const MOST_CALLS = 24

/** Applies an event of this lane. Events of earlier attempts can only add what is kept of them. */
export function reduceLane(lane: LaneState, event: RunEvent): LaneState {
  const attempt = event.attempt ?? lane.attempt
  if (event.type === 'attempt-queue') return startAttempt(lane, attempt, event.at, event.data.cause)
  if (event.type === 'artifact') return addArtifact(lane, event, attempt)
  if (event.type === 'usage') return addUsage(lane, event.data, attempt)
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
      return startStep(lane, event.data)
    case 'step-end':
      return endStep(lane, event.data)
    case 'thought-delta':
      return think(lane, event.data)
    case 'design':
      return { ...lane, design: event.data.design, designPass: event.data.pass }
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
    usage: { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 },
    queuedAt: at,
    startedAt: null,
    endedAt: null,
  }
  return { ...lane, ...freshAttempt, attempt: number, queuedAt: at, attempts: [...lane.attempts, attempt] }
}

function endAttempt(lane: LaneState, at: string, data: EventData<'attempt-end'>): LaneState {
  const failure = data.reason ? failureOf(data.reason, data) : null
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

/** Calls of earlier attempts are paid for too, but only those of the last one are listed. */
function addUsage(lane: LaneState, call: EventData<'usage'>, attempt: number): LaneState {
  const calls = attempt === lane.attempt ? [...lane.calls, call].slice(-MOST_CALLS) : lane.calls
  return { ...lane, calls, usage: addCall(lane.usage, call) }
}

function startStep(lane: LaneState, { step, pass }: EventData<'step-start'>): LaneState {
  const thoughts = foldEarlier(lane.thoughts, step, pass, (earlier) => hasKept(lane, step, earlier))
  const progress = step === 'render' ? null : lane.progress
  return setStep({ ...lane, thoughts, progress }, step, { state: 'active', pass, ms: null })
}

function endStep(lane: LaneState, { step, pass, ms }: EventData<'step-end'>): LaneState {
  const progress = step === 'render' ? null : lane.progress
  return setStep({ ...lane, progress }, step, { state: 'done', pass, ms })
}

function think(lane: LaneState, data: EventData<'thought-delta'>): LaneState {
  // A thought does not say its step: only two steps think, and never at once.
  const step = lane.steps.critique.state === 'active' ? 'critique' : 'imagine'
  const folded = foldEarlier(lane.thoughts, step, data.pass, (earlier) => hasKept(lane, step, earlier))
  return { ...lane, thoughts: appendThought(folded, step, data) }
}

/** A pass that gave the design was improved on; one that gave none was for nothing. */
function hasKept(lane: LaneState, step: Step, pass: number): boolean {
  return step !== 'imagine' || lane.designPass >= pass
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

function waitOf({ reason, ...rest }: EventData<'attempt-wait'>): Wait | null {
  return reason === null ? null : { reason, ...rest }
}
