import { setTimeout as delay } from 'node:timers/promises'

const PAUSE_MS = 150

export interface Patience {
  /** Default: 60 s. */
  readonly timeoutMs?: number
}

/**
 * Asks again and again until there is an answer that is neither undefined, null nor false. Rejects with `what` and the
 * last error when time is up; until then errors count as no answer, because a cluster says no before it says yes.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | null | false>,
  { timeoutMs = 60_000 }: Patience = {},
): Promise<T> {
  const end = performance.now() + timeoutMs
  let cause: unknown
  while (performance.now() < end) {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== null && answer !== false) return answer
      cause = new Error(`the last answer was ${answer}`)
    } catch (error) {
      cause = error
    }
    await delay(PAUSE_MS)
  }
  const why = cause instanceof Error ? `: ${cause.message} ${cause.cause ?? ''}` : ''
  throw new Error(`Not within ${timeoutMs / 1000} s: ${what}${why}`, { cause })
}
