import { ApiProblem } from './api-problem.ts'
import { backOffMs } from './back-off.ts'
import type { Http } from './http.ts'
import { pause } from './pause.ts'
import { type Method, type Request, randomKey } from './request.ts'

export interface RetryOptions {
  /** How often a call is made again that got no answer, or one that may pass; 3 unless said. */
  readonly retries?: number
  /** From 0 to 1; spreads the tries of many clients. */
  readonly random?: () => number
}

/** Answers that the same call may not get the next time. */
const passing: readonly number[] = [0, 408, 425, 429, 502, 503, 504]
/** Longest `Retry-After` that a call sits out; a quota of a day is for its caller to know. */
const LONGEST_WAIT_MS = 60_000
const RETRIES = 3

/** Makes calls again that got no answer. All tries of a POST have one `Idempotency-Key`: together they count once. */
export function withRetries(http: Http, { retries = RETRIES, random = Math.random }: RetryOptions = {}): Http {
  async function persist<T>(method: Method, request: Request, call: (request: Request) => Promise<T>): Promise<T> {
    const same = method === 'POST' ? { idempotencyKey: randomKey(), ...request } : request
    for (let failures = 0; ; failures++) {
      try {
        return await call(same)
      } catch (error) {
        const canPass = error instanceof ApiProblem && failures < retries && isRepeatable(request)
        const waitMs = canPass ? waitBefore(error, backOffMs(failures, random)) : null
        if (waitMs === null) throw error
        await pause(waitMs, request.signal)
      }
    }
  }
  return {
    json: async <T>(method: Method, path: string, request: Request = {}) => {
      let tries = 0
      try {
        return await persist(method, request, (same) => {
          tries += 1
          return http.json<T>(method, path, same)
        })
      } catch (error) {
        // a try before this one did it, and its answer was lost
        if (method === 'DELETE' && tries > 1 && error instanceof ApiProblem && error.status === 404)
          return undefined as T
        throw error
      }
    },
    open: (method, path, request = {}) => persist(method, request, (same) => http.open(method, path, same)),
    connect: http.connect,
  }
}

/** A stream is gone once it was sent, and a change with a condition fails the second time because of the first. */
function isRepeatable({ raw, ifMatch }: Request): boolean {
  return !(raw?.body instanceof ReadableStream) && ifMatch === undefined
}

/** How long to wait before the next try; null where a further one is of no use. */
function waitBefore({ status, retryAfterMs }: ApiProblem, ownMs: number): number | null {
  if (!passing.includes(status)) return null
  const waitMs = Math.max(ownMs, retryAfterMs ?? 0)
  return waitMs > LONGEST_WAIT_MS ? null : waitMs
}
