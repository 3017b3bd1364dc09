import type { Logger } from 'pino'
import type { AttemptRef, Runner } from '../runner/runner.ts'
import type { AttemptStore, StoredAttempt } from '../store/attempt-store.ts'
import type { CallStore } from '../store/call-store.ts'

/** What every part of the orchestrator works with. */
export interface OrchestratorDeps {
  readonly attempts: AttemptStore
  readonly calls: Pick<CallStore, 'usedUp'>
  readonly runner: Runner
  readonly logger: Logger
  /** Most attempts that run at once. */
  readonly maxAttempts: number
  /** How long an attempt may run, without its waits. */
  readonly attemptDeadlineMs: number
  /** How long an attempt may wait for a place. */
  readonly queueDeadlineMs: number
  /** How long the runner holds an ended attempt, so that people can look at it. */
  readonly keepEndedMs: number
  /** Base URL agents reach the gateway at. */
  readonly gatewayUrl: string
  /** Whether its calls can cost anything: what cannot waits for no budget. */
  mayCost(attempt: StoredAttempt): boolean
  /** The ticket of an attempt: the same bytes at every launch. */
  ticketOf(attemptId: string): string
}

/** After how long the runner itself ends an attempt, whatever the API says of it (PROTOCOL section 4). */
export function hardDeadlineMs(config: Pick<OrchestratorDeps, 'attemptDeadlineMs' | 'queueDeadlineMs'>): number {
  return config.attemptDeadlineMs + config.queueDeadlineMs + 60_000
}

/** The runner's name for a stored attempt. */
export function refOf(attempt: StoredAttempt): AttemptRef {
  return { attemptId: attempt.id, runId: attempt.runId, variation: attempt.index, attempt: attempt.number }
}

/** Fields every log line about an attempt carries. */
export function logFields(ref: AttemptRef): Record<string, string | number> {
  return { runId: ref.runId, variation: ref.variation, attempt: ref.attempt, attemptId: ref.attemptId }
}
