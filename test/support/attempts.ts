import { ulid } from 'ulid'
import type { AttemptSpec } from '../../api/runner/runner.ts'

/** An attempt that no runner has seen. */
export function newAttempt(given: Partial<AttemptSpec> = {}): AttemptSpec {
  return {
    attemptId: ulid().toLowerCase(),
    runId: ulid().toLowerCase(),
    variation: 0,
    attempt: 1,
    ticket: 'ticket',
    gatewayUrl: 'http://127.0.0.1:9',
    deadlineMs: 60_000,
    ...given,
  }
}
