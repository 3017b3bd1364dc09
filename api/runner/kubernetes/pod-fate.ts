import type { FailureReason } from '#contract/reason.ts'
import type { KnownPod } from './cluster-view.ts'
import { deadlineText, disruptionTexts, evictionTexts, exitText, withKubernetes } from './fate-texts.ts'
import {
  deletionAskedAtMs,
  disruptionOf,
  isBeingDeleted,
  isJobOverdue,
  isJobSuspended,
  terminationOf,
  timeMs,
} from './pod-facts.ts'
import type { WireJob } from './wire.ts'

/** Why an attempt ended, as far as Kubernetes knows. */
export interface Fate {
  /** Exit code; null when none is known. */
  readonly exit: number | null
  /** Null: it ended by itself and all is well. */
  readonly reason: FailureReason | null
  readonly message: string | null
}

/** The fate of a pod in which nothing runs any more. `job` is the Job as it is now; null: it was deleted. */
export function fateOf(known: KnownPod, job: WireJob | null): Fate {
  const end: PodEnd = { known, job, terminated: terminationOf(known), exit: exitOf(known) }
  for (const rule of rules) {
    const verdict = rule(end)
    if (verdict !== null) return { exit: end.exit, ...verdict }
  }
  return { exit: end.exit, ...vanished(end) }
}

interface PodEnd {
  readonly known: KnownPod
  readonly job: WireJob | null
  readonly terminated: ReturnType<typeof terminationOf>
  readonly exit: number | null
}
type Verdict = Omit<Fate, 'exit'>
type Rule = (end: PodEnd) => Verdict | null

/** The first that has an answer decides: what was done to a pod says more than the exit code that came of it. */
const rules: readonly Rule[] = [
  outOfMemory,
  overdue,
  rejected,
  disrupted,
  unqueued,
  succeeded,
  unstartable,
  deleted,
  exited,
]

/** The kubelet could not find the container any more; its exit code 137 is made up. */
const LOST_CONTAINER = 'ContainerStatusUnknown'

function exitOf(known: KnownPod): number | null {
  const terminated = terminationOf(known)
  if (terminated !== null) return terminated.reason === LOST_CONTAINER ? null : terminated.exitCode
  return known.pod.status?.phase === 'Succeeded' ? 0 : null
}

function outOfMemory({ terminated, exit }: PodEnd): Verdict | null {
  if (terminated === null || exit === null || exit === 0) return null
  if (terminated.reason === 'OOMKilled') {
    return { reason: 'oom', message: 'The agent used more memory than it may and was stopped.' }
  }
  if (exit < 128 || !heapIsFull.test(terminated.message ?? '')) return null
  return { reason: 'oom', message: 'The agent ran out of memory: its JavaScript heap was full.' }
}

/**
 * What Node prints when its heap is full, and a line of the trace below it. It aborts then: 134, but 139 as the first
 * process of a container, which no signal of its own ends (seen on Node 24).
 */
const heapIsFull = /heap out of memory|OOMErrorHandler/

function overdue({ known, job }: PodEnd): Verdict | null {
  if (known.pod.status?.reason !== 'DeadlineExceeded' && !isJobOverdue(job)) return null
  return { reason: 'deadline', message: deadlineText(job?.spec?.activeDeadlineSeconds) }
}

/** The node itself put an end to the pod, or never took it. */
function rejected({ known, terminated }: PodEnd): Verdict | null {
  const { phase, reason, message } = known.pod.status ?? {}
  if (reason === undefined) return null
  const text = evictionTexts[reason]
  if (text !== undefined) return { reason: 'evicted', message: withKubernetes(text, message) }
  if (reason === 'NodeLost') return { reason: 'node-lost', message: withKubernetes(lostNode, message) }
  if (phase !== 'Failed' || terminated !== null) return null
  return { reason: 'config', message: withKubernetes('The node would not run the agent.', message ?? reason) }
}

const lostNode = 'The node of the agent stopped answering.'

function disrupted({ known }: PodEnd): Verdict | null {
  const condition = disruptionOf(known.pod)
  if (condition === null) return null
  const [reason, text] = disruptionTexts[condition.reason ?? ''] ?? ['evicted', 'Kubernetes took the agent away.']
  return { reason, message: withKubernetes(text, condition.message) }
}

function unqueued({ known, job }: PodEnd): Verdict | null {
  if (!isJobSuspended(job) || deletionAskedAtMs(known.pod) === null) return null
  return { reason: 'evicted', message: 'The queue gave the place of the agent to other work.' }
}

function succeeded({ exit }: PodEnd): Verdict | null {
  return exit === 0 ? { reason: null, message: null } : null
}

function unstartable({ terminated }: PodEnd): Verdict | null {
  if (terminated === null || !startFailures.has(terminated.reason ?? '')) return null
  return { reason: 'config', message: withKubernetes('The agent could not be started.', terminated.message) }
}

/** Names that container runtimes have for a command that cannot be run. */
const startFailures: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun'])

function deleted({ known, job, terminated }: PodEnd): Verdict | null {
  const askedAtMs = deletionAskedAtMs(known.pod)
  if (askedAtMs === null && !(known.isGone && terminated === null)) return null
  const endedAtMs = timeMs(terminated?.finishedAt)
  if (askedAtMs !== null && endedAtMs !== null && endedAtMs <= askedAtMs) {
    const mayBeSkew = wasStopped(terminated?.exitCode) && endedAtMs > askedAtMs - CLOCK_SKEW_MS
    if (!mayBeSkew) return null
  }
  const what = job === null || isBeingDeleted(job) ? 'Job' : 'pod'
  return { reason: 'deleted', message: `The ${what} of the agent was deleted before it was done.` }
}

/** The end is told by the node's clock, the deletion by that of the API server. */
const CLOCK_SKEW_MS = 30_000

/** Ended by SIGKILL or SIGTERM, which is how a pod is stopped. */
export function wasStopped(exit: number | null | undefined): boolean {
  return exit === 137 || exit === 143
}

function exited({ exit }: PodEnd): Verdict | null {
  return exit === null ? null : { reason: 'agent-exit', message: exitText(exit) }
}

function vanished({ known }: PodEnd): Verdict {
  const { reason, message } = known.pod.status ?? {}
  const text = 'The agent is gone, and its node has no exit code of it.'
  return { reason: 'vanished', message: withKubernetes(text, message ?? reason) }
}
