import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FailureReason } from '#contract/reason.ts'
import { HttpError, refusalOf, sendProblem } from '../../plugins/problem.ts'
import { answerError } from '../../plugins/problems.ts'

interface ModelErrorOptions {
  readonly isRetryable: boolean
  /** What the attempt fails with when nothing helps. */
  readonly reason: FailureReason
  readonly retryAfterS?: number | null
}

/** A model call that has no answer: with a status as a model server has it, and words about it for people. */
export class ModelError extends HttpError {
  readonly isRetryable: boolean
  readonly reason: FailureReason

  constructor(status: number, message: string, { isRetryable, reason, retryAfterS = null }: ModelErrorOptions) {
    super(status, message, retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) })
    this.isRetryable = isRetryable
    this.reason = reason
  }
}

/** Problem details that also say whether the same may be tried again, under another call id. */
export function answerModelError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = refusalOf(error)
  if (known === null) return answerError(error, request, reply)
  const isPassing = known.status === 408 || known.status === 429 || known.status >= 500
  const more =
    error instanceof ModelError
      ? { isRetryable: error.isRetryable, reason: error.reason }
      : { isRetryable: isPassing, ...(isPassing ? { reason: 'model-unavailable' } : {}) }
  // clients of models repeat by themselves, and would do so with the id of a call that is known by then
  return sendProblem(reply, { ...known, headers: { ...known.headers, 'x-should-retry': 'false' }, more })
}
