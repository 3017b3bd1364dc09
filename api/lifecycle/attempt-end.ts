import type { FinishRequest } from '#contract/assignment.ts'
import type { Outcome } from '#contract/event.ts'
import { failureTexts } from '#contract/failure-texts.ts'
import type { FailureReason } from '#contract/reason.ts'

/** What a runner reported of an ended attempt. */
export interface ExitFacts {
  readonly exit: number | null
  readonly reason?: FailureReason | undefined
  readonly message?: string | undefined
}

export interface EndFacts {
  readonly desired: 'running' | 'cancelled'
  readonly finish: FinishRequest | null
  readonly hasPicture: boolean
  /** Why the API itself stopped it (a deadline), committed before the stop. */
  readonly stopReason: FailureReason | null
  readonly exit: ExitFacts
}

export interface AttemptEnd {
  readonly outcome: Outcome
  readonly reason: FailureReason | null
  readonly message: string | null
  readonly isRetryable: boolean | null
}

/** The one place that says how an attempt ended: cancel wins over finish, finish over the runner's facts. */
export function decideEnd(facts: EndFacts): AttemptEnd {
  if (facts.desired === 'cancelled') return { outcome: 'cancelled', reason: null, message: null, isRetryable: null }
  if (facts.finish !== null) return endByFinish(facts.finish, facts.hasPicture)
  if (facts.stopReason !== null) return failed(facts.stopReason)
  const { exit, reason, message } = facts.exit
  if (reason !== undefined) return failed(reason, message)
  if (exit === 0) return failed('no-result')
  return failed('agent-exit', exit === null ? message : `${failureTexts['agent-exit'].sentence} ${exitText(exit)}`)
}

/** True when the machinery took the attempt away: it is no fault of the attempt, and a new one may fare better. */
export function isDisruption(reason: FailureReason): boolean {
  return reason === 'evicted' || reason === 'node-lost'
}

export function failed(reason: FailureReason, message?: string): AttemptEnd {
  const text = failureTexts[reason]
  return { outcome: 'failed', reason, message: message ?? text.sentence, isRetryable: text.isRetryable }
}

function endByFinish(finish: FinishRequest, hasPicture: boolean): AttemptEnd {
  if (finish.outcome === 'failed') return failed(finish.reason ?? 'internal', finish.message)
  if (finish.design === null || !hasPicture) return failed('no-result')
  return { outcome: 'succeeded', reason: null, message: null, isRetryable: null }
}

function exitText(exit: number): string {
  return exit > 128 ? `It was ended by signal ${exit - 128} (exit code ${exit}).` : `Its exit code was ${exit}.`
}
