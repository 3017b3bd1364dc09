import { AppError } from '../../errors.ts'
import { HttpError } from '../../plugins/problem.ts'
import type { AttemptStore } from '../../store/attempt-store.ts'
import type { OpenStore } from '../../store/open-store.ts'
import type { SpeakingAttempt } from '../run-token.ts'
import { mayEndCalls, wantsCalls } from '../wants-calls.ts'

export interface LiveCallsDeps {
  readonly attempts: Pick<AttemptStore, 'get'>
  readonly onChange: OpenStore['onChange']
  /** Calls of one attempt at the same time. */
  readonly callsPerAttempt: number
}

export interface LiveCall {
  /** Aborted as soon as the call is no longer wanted; the reason is an error that may be answered with. */
  readonly signal: AbortSignal
  abort(reason: Error): void
  /** To be called once it is over. */
  end(): void
}

/** Calls under way, each ended at once when its attempt is cancelled, stopped or over. */
export class LiveCalls {
  readonly #deps: LiveCallsDeps
  readonly #byAttempt = new Map<string, Set<AbortController>>()
  readonly #removeListener: () => void
  #isClosed = false

  constructor(deps: LiveCallsDeps) {
    this.#deps = deps
    this.#removeListener = deps.onChange((name) => {
      if (mayEndCalls(name)) this.#endUnwanted()
    })
  }

  /** Throws AppError `forbidden`, `unavailable`, or HttpError 429 when the attempt makes too many at a time. */
  begin(attempt: SpeakingAttempt): LiveCall {
    if (this.#isClosed) throw stopping()
    const calls = this.#byAttempt.get(attempt.id) ?? new Set()
    if (calls.size >= this.#deps.callsPerAttempt) {
      throw new HttpError(429, 'This attempt has too many calls under way.', { 'retry-after': '1' })
    }
    if (!wantsCalls(attempt)) throw unwanted()
    const controller = new AbortController()
    this.#byAttempt.set(attempt.id, calls.add(controller))
    return {
      signal: controller.signal,
      abort: (reason) => controller.abort(reason),
      end: () => {
        calls.delete(controller)
        if (calls.size === 0) this.#byAttempt.delete(attempt.id)
      },
    }
  }

  /** Ends them all; none can begin any more. */
  close(): void {
    this.#isClosed = true
    this.#removeListener()
    for (const attemptId of [...this.#byAttempt.keys()]) this.#endAll(attemptId, stopping())
  }

  #endUnwanted(): void {
    for (const attemptId of [...this.#byAttempt.keys()]) {
      if (!wantsCalls(this.#deps.attempts.get(attemptId))) this.#endAll(attemptId, unwanted())
    }
  }

  #endAll(attemptId: string, reason: Error): void {
    for (const controller of this.#byAttempt.get(attemptId) ?? []) controller.abort(reason)
  }
}

function unwanted(): AppError {
  return new AppError('forbidden', 'This attempt is no longer wanted.')
}

function stopping(): AppError {
  return new AppError('unavailable', 'Axoloom is stopping. Call again in a moment.')
}
