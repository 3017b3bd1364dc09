import type { FailureReason } from '#contract/reason.ts'
import { AgentError } from './agent-error.ts'

/**
 * What kept a call from its answer: `busy` = turned away for now, `away` = nobody there, `cut` = broken off on the way,
 * `silent` = nothing came for too long.
 */
export type Trouble = 'busy' | 'away' | 'cut' | 'silent'

export interface CallErrorOptions {
  readonly reason?: FailureReason
  /** How long the other side asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | null
  readonly cause?: unknown
}

/** A call that another try may save. Whoever owns the retries decides; what cannot be saved is a plain AgentError. */
export class CallError extends AgentError {
  readonly trouble: Trouble
  readonly retryAfterMs: number | null

  constructor(trouble: Trouble, message: string, options: CallErrorOptions = {}) {
    super(options.reason ?? 'model-unavailable', message, { isRetryable: true, cause: options.cause })
    this.trouble = trouble
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/** The AgentError inside an error that a library wrapped around it; null when there is none. */
export function agentErrorIn(error: unknown): AgentError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof AgentError) return at
  return null
}
