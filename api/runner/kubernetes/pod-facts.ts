import type { V1ContainerStateTerminated } from '@kubernetes/client-node'
import type { Where } from '#contract/event.ts'
import type { KnownPod } from './cluster-view.ts'
import { AGENT_CONTAINER } from './names.ts'
import { agentContainer, isPodAlive } from './pod-life.ts'
import type { Wire, WireJob, WirePod } from './wire.ts'

/**
 * The pod that an attempt is: a Job makes one, but a pod that its queue or a hand took away before it began may be
 * followed by another. Once one has begun, it is that one, whatever came later.
 */
export function podOfAttempt(pods: readonly KnownPod[]): KnownPod | null {
  return pods.find(({ pod }) => hasStarted(pod)) ?? pods.at(-1) ?? null
}

/** How the agent's container ended; null while it has not, or when nobody can say. */
export function terminationOf(known: KnownPod): Wire<V1ContainerStateTerminated> | null {
  const container = agentContainer(known.pod)
  const ended = container?.state?.terminated
  // After a restart of its node a pod that is over may have its end only as the last state.
  return ended ?? (isPodAlive(known) ? undefined : container?.lastState?.terminated) ?? null
}

/** True once the agent's container was started, also if it has ended since. */
export function hasStarted(pod: WirePod): boolean {
  const container = agentContainer(pod)
  if (container !== undefined)
    return container.state?.running !== undefined || container.state?.terminated !== undefined
  return pod.status?.phase === 'Running' || pod.status?.phase === 'Succeeded'
}

/** True once someone asked for the end of a Job or a pod. */
export function isBeingDeleted({ metadata }: WireJob | WirePod): boolean {
  return metadata?.deletionTimestamp !== undefined
}

/** When the end of the pod was asked for; null if it was not. */
export function deletionAskedAtMs({ metadata }: WirePod): number | null {
  // What stands in the pod is when its grace is over.
  const graceOverMs = timeMs(metadata?.deletionTimestamp)
  return graceOverMs === null ? null : graceOverMs - (metadata?.deletionGracePeriodSeconds ?? 0) * 1000
}

/** The condition by which Kubernetes says that it takes the pod away for a reason of its own. */
export function disruptionOf(pod: WirePod) {
  return pod.status?.conditions?.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True') ?? null
}

/** A condition of the Job that holds. */
export function jobCondition(job: WireJob | null, type: string) {
  return job?.status?.conditions?.find((condition) => condition.type === type && condition.status === 'True')
}

/** True once the Job has its verdict: it starts nothing more. */
export function isJobFinished(job: WireJob | null): boolean {
  return job === null || jobCondition(job, 'Complete') !== undefined || jobCondition(job, 'Failed') !== undefined
}

/** True when the Job was ended because it took too long; that is said before its pod is stopped. */
export function isJobOverdue(job: WireJob | null): boolean {
  return ['FailureTarget', 'Failed'].some((type) => jobCondition(job, type)?.reason === 'DeadlineExceeded')
}

/** True while a queue holds the Job back, or has taken its place away again. */
export function isJobSuspended(job: WireJob | null): boolean {
  return job?.spec?.suspend === true
}

/** Where an attempt runs or ran, with a command that shows its log while the pod is there. */
export function whereOf({ pod, isGone }: KnownPod, job: WireJob | null, namespace: string): Where {
  const name = pod.metadata?.name ?? ''
  const node = pod.spec?.nodeName
  const jobName = job?.metadata?.name ?? pod.metadata?.labels?.['batch.kubernetes.io/job-name']
  return {
    text: node === undefined ? `pod ${name}` : `pod ${name} on node ${node}`,
    ...(isGone ? {} : { command: `kubectl logs -f -n ${namespace} ${name} -c ${AGENT_CONTAINER}` }),
    details: {
      namespace,
      ...(jobName === undefined ? {} : { job: jobName }),
      pod: name,
      ...(node === undefined ? {} : { node }),
    },
  }
}

/** RFC 3339 text in milliseconds; null for none. */
export function timeMs(text: string | undefined): number | null {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? null : ms
}
