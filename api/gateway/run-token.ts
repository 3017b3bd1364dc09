import { createHash, randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { AppError } from '../errors.ts'
import type { AttemptStore, StoredAttempt } from '../store/attempt-store.ts'

/** A new run token and what is stored of it. It lives in the agent's memory only. */
export function createRunToken(): { token: string; tokenSha256: string } {
  const token = `axr_${randomBytes(32).toString('base64url')}`
  return { token, tokenSha256: sha256(token) }
}

/** Which attempt each request speaks for. */
export class SpeakingAttempts {
  readonly #attempts: AttemptStore
  readonly #logger: Logger
  readonly #byRequest = new WeakMap<FastifyRequest, StoredAttempt>()

  constructor(attempts: AttemptStore, logger: Logger) {
    this.#attempts = attempts
    this.#logger = logger
  }

  /** Lets a request in by its run token alone. Throws AppError `unauthorized`. */
  async admit(request: FastifyRequest): Promise<void> {
    try {
      this.#byRequest.set(request, await attemptOfRequest(this.#attempts, request))
    } catch (error) {
      const isRefused = error instanceof AppError && error.kind === 'unauthorized'
      const call = { requestId: request.id, route: request.routeOptions.url }
      if (isRefused) this.#logger.warn(call, 'a call came without a run token that is valid')
      throw error
    }
  }

  /** The attempt of a request that was let in. */
  of(request: FastifyRequest): StoredAttempt {
    const attempt = this.#byRequest.get(request)
    if (attempt === undefined) throw new Error('This request was never let in.')
    return attempt
  }
}

/**
 * The attempt a request speaks for, by its run token alone. The token is looked up by its hash, so there is nothing
 * to compare byte by byte; its first use is committed before anything is done. Throws AppError `unauthorized`.
 */
async function attemptOfRequest(attempts: AttemptStore, request: FastifyRequest): Promise<StoredAttempt> {
  const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? []
  if (token === undefined) throw new AppError('unauthorized', 'This call needs the run token that a claim gives.')
  const tokenSha256 = sha256(token)
  const attempt = attempts.byToken(tokenSha256)
  // cancelled, ended, replaced by another claim, or never ours: the token is dead in the same way
  if (attempt === undefined) throw new AppError('unauthorized', 'This run token is not valid, or no longer.')
  if (!attempt.isTokenUsed && !(await attempts.useToken(attempt.id, tokenSha256))) {
    throw new AppError('unauthorized', 'This run token was replaced by a later claim.')
  }
  return attempt
}

function sha256(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
