/** How an attempt's log is followed. What is left out has the value of `defaults`. */
export interface FollowOptions {
  /** Most bytes of text, newlines included, over all reads of the attempt. */
  readonly outputLimitBytes: number
  /** Called once when a line goes beyond the limit; must stop the attempt. */
  onLimit(): void | Promise<void>
  /** Told of each broken read, before the pause of `delayMs`. */
  onRetry?(error: Error, delayMs: number): void
  /** Silence after which a second read looks whether the open one is dead. */
  readonly idleProbeMs?: number
  /** What an open read is given to end by itself once the container has ended. */
  readonly settleMs?: number
  /** Longest silence of a read that should end by itself. */
  readonly stallMs?: number
  readonly backoff?: BackoffRange
  readonly checks?: CheckBudget
  /** From 0 to below 1. */
  random?(): number
}

export interface BackoffRange {
  readonly minMs: number
  readonly maxMs: number
}

/** How often a jump of the numbers is looked into: each time costs a read of the log. */
export interface CheckBudget {
  readonly most: number
  /** Time for one more. */
  readonly refillMs: number
}

type Timing = Required<Pick<FollowOptions, 'idleProbeMs' | 'settleMs' | 'stallMs' | 'backoff' | 'checks' | 'random'>>

// A kubelet rotates a log at most every few seconds, and only jumps that an agent prints on purpose use up checks.
export const defaults: Timing = {
  // with the probe's own time a dead read is noticed within 45 s
  idleProbeMs: 40_000,
  settleMs: 2000,
  stallMs: 10_000,
  backoff: { minMs: 200, maxMs: 5000 },
  checks: { most: 8, refillMs: 5000 },
  random: Math.random,
}

export type FollowSettings = FollowOptions & Timing
