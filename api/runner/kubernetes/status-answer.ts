import type { Where } from '#contract/event.ts'
import type { AttemptStatus } from '../runner.ts'

/** What the objects of a Job say at one moment. */
export interface StatusAnswer {
  /** Null: nothing can be said now; what was said last still holds. */
  readonly status: AttemptStatus | null
  /** Look again after this long even if nothing changes; null: only a change can change the answer. */
  readonly recheckMs: number | null
  /** True when it is over for the attempt but not for Kubernetes, which goes on trying until the Job is deleted. */
  readonly isGivenUp: boolean
}

/** When the objects were looked at, and what that look is worth. */
export interface StatusFacts {
  readonly nowMs: number
  /** False while the level may be old: then the absence of a Job proves nothing. */
  readonly isSynced: boolean
  readonly namespace: string
}

export type Ended = Extract<AttemptStatus, { phase: 'ended' }>
type Waiting = Extract<AttemptStatus, { phase: 'waiting' }>

/** Nothing can be said. */
export const unknown: StatusAnswer = { status: null, recheckMs: null, isGivenUp: false }

/** The moment from which the answer may be another one although nothing changed. */
interface Until {
  readonly ms: number
  readonly nowMs: number
}

const leftMs = (until: Until | undefined) => (until === undefined ? null : Math.max(1, until.ms - until.nowMs))

/** The attempt is at work. */
export function runs(where: Where, until?: Until): StatusAnswer {
  return { status: { phase: 'running', where }, recheckMs: leftMs(until), isGivenUp: false }
}

/** The attempt waits. */
export function waits(reason: Waiting['reason'], message: string, until?: Until): StatusAnswer {
  return { status: { phase: 'waiting', reason, message }, recheckMs: leftMs(until), isGivenUp: false }
}

/** The attempt can never begin, though Kubernetes would go on trying. */
export function givesUp(reason: NonNullable<Ended['reason']>, message: string): StatusAnswer {
  return { status: { phase: 'ended', exit: null, reason, message }, recheckMs: null, isGivenUp: true }
}
