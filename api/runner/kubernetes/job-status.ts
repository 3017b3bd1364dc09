import type { JobObjects, KnownPod } from './cluster-view.ts'
import { withEndedPod } from './ended-pod.ts'
import { deadlineText } from './fate-texts.ts'
import { jobWait } from './job-wait.ts'
import {
  disruptionOf,
  hasStarted,
  isBeingDeleted,
  isJobFinished,
  isJobOverdue,
  jobCondition,
  podOfAttempt,
  timeMs,
  whereOf,
} from './pod-facts.ts'
import { hasAgentEnded } from './pod-life.ts'
import { podWait } from './pod-wait.ts'
import { type Ended, runs, type StatusAnswer, type StatusFacts, unknown, waits } from './status-answer.ts'
import type { WireJob } from './wire.ts'

/** A pod that was to be gone this long ago, on a node that Kubernetes says it gave up, is on a node that is lost. */
const LOST_NODE_MS = 30_000
/** The same where Kubernetes does not say so: a busy node may take longer over it. */
const SILENT_NODE_MS = 120_000

/** Jobs and pods are watched apart. Where the watch of pods has died unnoticed, the next list shows them: every 66 s at the latest. */
const UNSEEN_POD_MS = 70_000
const unseenPod = 'The Job of the agent is over; Kubernetes has not told yet how its pod ended.'

/** Where an attempt stands, from what is known of its Job now. Pure: the same objects at the same time, the same answer. */
export function statusOf(objects: JobObjects, facts: StatusFacts): StatusAnswer {
  const known = podOfAttempt(objects.pods)
  if (known === null || mayBeReplaced(known, objects.job)) return withoutPod(objects, facts)
  if (hasAgentEnded(known)) return withEndedPod(known, objects, facts)
  if (isBeingDeleted(known.pod)) return withLeavingPod(known, objects, facts)
  if (hasStarted(known.pod)) return runs(whereOf(known, objects.job, facts.namespace))
  const { status, ...answer } = podWait(known.pod, objects.events, facts)
  if (status?.phase !== 'ended') return { status, ...answer }
  // It is deleted next: no command would show anything.
  return { status: { ...status, where: whereOf({ ...known, isGone: true }, objects.job, facts.namespace) }, ...answer }
}

/** A pod that is gone before it began settles nothing while its Job has no verdict: a queue may have taken it back. */
function mayBeReplaced({ pod, isGone }: KnownPod, job: WireJob | null): boolean {
  return isGone && !hasStarted(pod) && job !== null && !isJobFinished(job) && !isBeingDeleted(job)
}

function withoutPod({ job, events }: JobObjects, facts: StatusFacts): StatusAnswer {
  if (job === null && !facts.isSynced) return unknown
  if (job === null || isBeingDeleted(job)) return ended('deleted', 'The Job of the agent was deleted.')
  if (isJobOverdue(job)) return ended('deadline', deadlineText(job.spec?.activeDeadlineSeconds))
  const untilMs = podSeenByMs(job, facts.nowMs)
  if (untilMs !== null) return waits('reconnecting', unseenPod, { ms: untilMs, nowMs: facts.nowMs })
  if (jobCondition(job, 'Complete') !== undefined) {
    return { status: { phase: 'ended', exit: 0 }, recheckMs: null, isGivenUp: false }
  }
  if (jobCondition(job, 'Failed') !== undefined) {
    return ended('vanished', 'The pod of the agent is gone, and its Job has no exit code of it.')
  }
  return jobWait(job, events, facts)
}

/** Until when the pod of a finished Job may still become known; null when it is gone. */
function podSeenByMs(job: WireJob, nowMs: number): number | null {
  const verdict = jobCondition(job, 'Complete') ?? jobCondition(job, 'Failed')
  const atMs = timeMs(verdict?.lastTransitionTime)
  // a verdict of the future comes of another clock: nothing to wait by
  return atMs === null || nowMs < atMs || nowMs >= atMs + UNSEEN_POD_MS ? null : atMs + UNSEEN_POD_MS
}

function ended(reason: NonNullable<Ended['reason']>, message: string): StatusAnswer {
  return { status: { phase: 'ended', exit: null, reason, message }, recheckMs: null, isGivenUp: false }
}

/** Asked to end, and not heard of since. Only the node can say when nothing runs any more, unless it is lost. */
function withLeavingPod(known: KnownPod, { job }: JobObjects, { nowMs, namespace }: StatusFacts): StatusAnswer {
  const { pod } = known
  const patienceMs = disruptionOf(pod) === null ? SILENT_NODE_MS : LOST_NODE_MS
  const lostAtMs = (timeMs(pod.metadata?.deletionTimestamp) ?? nowMs) + patienceMs
  const where = whereOf(known, job, namespace)
  if (nowMs < lostAtMs) {
    const until = { ms: lostAtMs, nowMs }
    return hasStarted(pod) ? runs(where, until) : waits('capacity', 'The pod of the agent is being removed.', until)
  }
  const node = pod.spec?.nodeName
  const lost = { reason: 'node-lost', message: `Node ${node} does not answer; what ran on it is given up.` } as const
  const removed = { reason: 'deleted', message: 'The pod of the agent was deleted before it began.' } as const
  const cause = node === undefined ? removed : lost
  return { status: { phase: 'ended', exit: null, ...cause, where }, recheckMs: null, isGivenUp: true }
}
