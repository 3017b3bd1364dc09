import type { VariationState } from '#contract/api.ts'
import type { Outcome, RunOutcome } from '#contract/event.ts'

// The state table, and nothing else: no store, no clock, no runner. Transactions and the orchestrator both apply it.

export type AttemptState = 'queued' | 'starting' | 'running' | 'ended'
export type AttemptChange = 'launch' | 'start' | 'end'

const transitions: Readonly<Record<AttemptState, Partial<Record<AttemptChange, AttemptState>>>> = {
  queued: { launch: 'starting', end: 'ended' },
  starting: { launch: 'starting', start: 'running', end: 'ended' },
  running: { end: 'ended' },
  ended: {},
}

/** The state after a change; null where the change has no place, so that a late or repeated one is a no-op. */
export function nextAttemptState(state: AttemptState, change: AttemptChange): AttemptState | null {
  return transitions[state][change] ?? null
}

/** A variation is where its last attempt is. */
export function variationState(state: AttemptState, outcome: Outcome | null): VariationState {
  return state === 'ended' ? (outcome ?? 'failed') : state
}

/** Outcome of a run from the outcomes of its variations' last attempts (PROTOCOL section 2): cancelled ones are left out. */
export function runOutcome(outcomes: readonly Outcome[]): RunOutcome {
  const judged = outcomes.filter((outcome) => outcome !== 'cancelled')
  if (judged.length === 0) return 'cancelled'
  const succeeded = judged.filter((outcome) => outcome === 'succeeded').length
  if (succeeded === judged.length) return 'succeeded'
  return succeeded > 0 ? 'partial' : 'failed'
}
