import type { Artifact, Variation } from '#contract/api.ts'
import { emptyLane, failureOf, idleSteps, type LaneState, type StepView } from './lane-state.ts'
import { joinUsage, noUsage, usageFromTotals } from './usage-sum.ts'

/** The lane as a snapshot tells it; thoughts, log and place are known from events alone. */
export function laneFromSnapshot(variation: Variation): LaneState {
  const { index, direction, designer, renderer, model, seed, attempts } = variation
  const last = attempts.at(-1)
  return {
    ...emptyLane({ index, direction, designer, renderer, model, seed }),
    state: variation.state,
    hasHistory: false,
    wait: variation.wait,
    attempt: variation.attempt,
    queuedAt: last?.queuedAt ?? null,
    startedAt: last?.startedAt ?? null,
    endedAt: last?.endedAt ?? null,
    design: variation.design,
    failure: last?.reason ? failureOf(last.reason, { ...last, budget: variation.budget }) : null,
    steps: variation.state === 'succeeded' ? stepsOf(variation.artifacts) : idleSteps,
    usage: attempts.map((attempt) => usageFromTotals(attempt.usage)).reduce(joinUsage, noUsage),
    attempts,
    artifacts: variation.artifacts,
  }
}

/** A finished lane without its events: what it made shows which steps it went through. */
function stepsOf(artifacts: readonly Artifact[]): LaneState['steps'] {
  const done: StepView = { state: 'done', pass: 1, ms: null }
  const made = Object.fromEntries(artifacts.map((artifact) => [artifact.step, done]))
  return { ...idleSteps, imagine: done, ...made }
}
