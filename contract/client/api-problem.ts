import type { Problem } from '../api.ts'

export interface ApiProblemOptions {
  readonly problem?: Problem | null
  readonly retryAfterMs?: number | null
  readonly cause?: unknown
}

/**
 * A call that got no good answer: an error of the server, an error page of something in between, or nobody there
 * (`status` 0). `message` is for people.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  /** HTTP status; 0 where no answer came or it broke off. */
  readonly status: number
  /** What the server said (RFC 9457); null where the answer is none of its own. */
  readonly problem: Problem | null
  /** How long the server asks to wait before the next try; null where it does not say. */
  readonly retryAfterMs: number | null

  constructor(status: number, message: string, { problem = null, retryAfterMs = null, cause }: ApiProblemOptions = {}) {
    super(message, { cause })
    this.status = status
    this.problem = problem
    this.retryAfterMs = retryAfterMs
  }

  /** Sentences by JSON pointer of the request's field; empty where no field is to blame. */
  get fields(): ReadonlyMap<string, string> {
    return new Map(this.problem?.errors?.map(({ pointer, detail }) => [pointer, detail]))
  }
}

/** The problem of an answer that is not ok; reads its body. */
export async function problemOf(call: string, response: Response): Promise<ApiProblem> {
  const problem = await readProblem(response)
  const message = problem?.detail ?? `${call} was answered with HTTP ${response.status}.`
  return new ApiProblem(response.status, message, { problem, retryAfterMs: retryAfterMsOf(response.headers) })
}

/** A proxy in between answers with its own pages: anything but problem+json is no text for people. */
async function readProblem(response: Response): Promise<Problem | null> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) {
    // unread, it would hold the connection
    response.body?.cancel().catch(() => {})
    return null
  }
  try {
    const problem = (await response.json()) as Problem | null
    return typeof problem?.detail === 'string' ? problem : null
  } catch {
    return null
  }
}

/** `Retry-After` in its two forms, seconds and a date. */
function retryAfterMsOf(headers: Headers): number | null {
  const text = headers.get('retry-after')?.trim()
  if (!text) return null
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now())
}
