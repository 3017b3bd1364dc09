import { hash, randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { AppError } from '../errors.ts'
import type { AttemptStore, StoredAttempt } from '../store/attempt-store.ts'
import type { OpenStore } from '../store/open-store.ts'

/** A new run token and what is stored of it. It lives in the agent's memory only. */
export function createRunToken(): { token: string; tokenSha256: string } {
  const token = `axr_${randomBytes(32).toString('base64url')}`
  return { token, tokenSha256: sha256(token) }
}

/** An attempt as its token says it; where its log is read up to may have changed since. */
export type SpeakingAttempt = Omit<StoredAttempt, 'cursor' | 'lastN'>

export interface SpeakingDeps {
  readonly attempts: Pick<AttemptStore, 'byToken' | 'useToken'>
  readonly onChange: OpenStore['onChange']
  readonly logger: Logger
}

/** Most tokens kept in mind. */
const MAX_KNOWN = 1000

/** What agents do all the time, and what changes nothing of who they are. */
const harmless: ReadonlySet<string> = new Set([
  'addArtifact',
  'beginCall',
  'ingest',
  'setCallHandle',
  'settleCall',
  'showProgress',
  'waitAttempt',
])

/** Which attempt each request speaks for. */
export class SpeakingAttempts {
  readonly #deps: SpeakingDeps
  readonly #byRequest = new WeakMap<FastifyRequest, SpeakingAttempt>()
  /**
   * By the hash of a token in use, until a command is committed that could change its attempt: the first read after any
   * commit costs a call more than all else that is done for it here.
   */
  readonly #known = new Map<string, SpeakingAttempt>()
  readonly #removeListener: () => void

  constructor(deps: SpeakingDeps) {
    this.#deps = deps
    this.#removeListener = deps.onChange((command) => {
      if (!harmless.has(command)) this.#known.clear()
    })
  }

  close(): void {
    this.#removeListener()
  }

  /** Lets a request in by its run token alone. Throws AppError `unauthorized`. */
  async admit(request: FastifyRequest): Promise<void> {
    try {
      this.#byRequest.set(request, await this.#attemptOf(request))
    } catch (error) {
      const isRefused = error instanceof AppError && error.kind === 'unauthorized'
      const call = { requestId: request.id, route: request.routeOptions.url }
      if (isRefused) this.#deps.logger.warn(call, 'a call came without a run token that is valid')
      throw error
    }
  }

  /** The attempt of a request that was let in. */
  of(request: FastifyRequest): SpeakingAttempt {
    const attempt = this.#byRequest.get(request)
    if (attempt === undefined) throw new Error('This request was never let in.')
    return attempt
  }

  /**
   * By the run token alone. It is looked up by its hash, so there is nothing to compare byte by byte; its first use is
   * committed before anything is done. Throws AppError `unauthorized`.
   */
  async #attemptOf(request: FastifyRequest): Promise<SpeakingAttempt> {
    const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? []
    if (token === undefined) throw new AppError('unauthorized', 'This call needs the run token that a claim gives.')
    const tokenSha256 = sha256(token)
    const known = this.#known.get(tokenSha256)
    if (known !== undefined) return known
    const { attempts } = this.#deps
    const attempt = attempts.byToken(tokenSha256)
    // cancelled, ended, replaced by another claim, or never ours: the token is dead in the same way
    if (attempt === undefined) throw new AppError('unauthorized', 'This run token is not valid, or no longer.')
    if (attempt.isTokenUsed) this.#remember(tokenSha256, attempt)
    else if (!(await attempts.useToken(attempt.id, tokenSha256))) {
      throw new AppError('unauthorized', 'This run token was replaced by a later claim.')
    }
    return attempt
  }

  #remember(tokenSha256: string, attempt: SpeakingAttempt): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear()
    this.#known.set(tokenSha256, attempt)
  }
}

function sha256(token: string): string {
  return hash('sha256', token)
}
