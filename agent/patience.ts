import { delay } from './builtins.ts'
import type { CallError } from './call-error.ts'

export interface PatienceOptions {
  /** Most further tries for a back-end that is busy or breaks off. */
  readonly maxTries?: number
  /** Most further tries for one that says nothing: each costs a long wait. */
  readonly maxSilences?: number
  /** How long the gateway may be away (PROTOCOL section 4). */
  readonly awayMs?: number
  readonly firstPauseMs?: number
  /** A server that asks for a longer pause than this is as good as away. */
  readonly longestPauseMs?: number
}

/** How much trouble one piece of work puts up with. */
export interface Patience {
  /** Resolves when it is time for the next try; throws `error` when there is none. */
  pause(error: CallError, signal: AbortSignal): Promise<void>
}

/** While the gateway is away only time counts; all else is counted, so that a sick back-end ends the work in a sentence. */
export function createPatience(options: PatienceOptions = {}): Patience {
  const { maxTries = 5, maxSilences = 1, awayMs = 120_000, firstPauseMs = 500, longestPauseMs = 60_000 } = options
  let tries = 0
  let silences = 0
  let awaySinceMs: number | null = null
  let awayPauseMs = firstPauseMs / 5

  const pauseAway = (error: CallError) => {
    awaySinceMs ??= performance.now()
    awayPauseMs = Math.min(awayPauseMs * 2, 5000)
    const pauseMs = jittered(awayPauseMs)
    if (performance.now() - awaySinceMs + pauseMs > awayMs) throw error
    return pauseMs
  }
  const pauseCounted = (error: CallError) => {
    awaySinceMs = null
    awayPauseMs = firstPauseMs / 5
    tries++
    if (error.trouble === 'silent') silences++
    if (tries > maxTries || silences > maxSilences) throw error
    const askedMs = error.retryAfterMs
    if (askedMs !== null && askedMs > longestPauseMs) throw error
    const backOffMs = firstPauseMs * 2 ** (tries - 1)
    // What was asked for is the least; chance on top keeps siblings from coming back in step.
    return askedMs === null ? jittered(backOffMs) : askedMs + Math.random() * Math.min(backOffMs, 1000)
  }

  return {
    async pause(error, signal) {
      const pauseMs = error.trouble === 'away' ? pauseAway(error) : pauseCounted(error)
      await delay(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    },
  }
}

const jittered = (ms: number) => ms * (0.5 + Math.random() / 2)
