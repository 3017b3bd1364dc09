import type { JobObjects, KnownPod } from './cluster-view.ts'
import { isJobFinished, isJobSuspended, jobCondition, terminationOf, timeMs, whereOf } from './pod-facts.ts'
import { type Fate, fateOf, wasStopped } from './pod-fate.ts'
import { isPodAlive } from './pod-life.ts'
import { runs, type StatusAnswer, type StatusFacts } from './status-answer.ts'
import type { WireJob } from './wire.ts'

/** The Job's verdict comes a moment after the end of its pod, and may explain it. */
const VERDICT_MS = 3_000

/** How an attempt ended in whose pod nothing runs any more. */
export function withEndedPod(known: KnownPod, { job, pods }: JobObjects, facts: StatusFacts): StatusAnswer {
  const fate = fateOf(known, job)
  const where = whereOf(known, job, facts.namespace)
  const verdictAtMs = verdictDueMs(known, job, fate)
  // A finish in the future is the clock of the node: nothing to wait by.
  const isDue = verdictAtMs === null || facts.nowMs >= verdictAtMs || facts.nowMs < verdictAtMs - VERDICT_MS
  if (!isDue) return runs(where, { ms: verdictAtMs, nowMs: facts.nowMs })
  const { exit, reason, message } = fate
  const cause = { ...(reason === null ? {} : { reason }), ...(message === null ? {} : { message }) }
  const hasSuccessor = pods.some((other) => other !== known && isPodAlive(other))
  return {
    status: { phase: 'ended', exit, ...cause, where },
    recheckMs: null,
    isGivenUp: !isJobFinished(job) && (isJobSuspended(job) || hasSuccessor),
  }
}

/** Until when the Job may still say why its pod was stopped; null when it has, cannot, or need not. */
function verdictDueMs(known: KnownPod, job: WireJob | null, { exit, reason }: Fate): number | null {
  const hasVerdict = isJobFinished(job) || jobCondition(job, 'FailureTarget') !== undefined
  const isExplained = reason !== 'deleted' && reason !== 'agent-exit'
  if (hasVerdict || isExplained || known.isGone || !wasStopped(exit)) return null
  const endedAtMs = timeMs(terminationOf(known)?.finishedAt)
  return endedAtMs === null ? null : endedAtMs + VERDICT_MS
}
