import type { FailureReason } from '#contract/reason.ts'

/** A failure of the attempt, in words for a person, with its reason from the closed list. */
export class AgentError extends Error {
  override readonly name = 'AgentError'
  readonly reason: FailureReason
  readonly isRetryable: boolean

  constructor(reason: FailureReason, message: string, options: { isRetryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.reason = reason
    this.isRetryable = options.isRetryable ?? false
  }
}
