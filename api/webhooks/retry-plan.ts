const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/**
 * Pauses between tries, as the Standard Webhooks specification proposes them: 2 days and 3.6 hours in all. Its last step
 * (24 h more) is left out: a receiver that was away for two days asks for what it missed.
 */
const pausesMs: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
]

/** Most that a pause is made longer, so that what failed together does not come back together. */
const JITTER = 0.1

/** Milliseconds until the next try after that many; null when it is given up. `chance` is from 0 to 1. */
export function pauseMs(tries: number, chance: number): number | null {
  const pause = pausesMs[tries - 1]
  return pause === undefined ? null : Math.round(pause * (1 + JITTER * chance))
}
