import { createHash } from 'node:crypto'
import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import type { ContainerExit } from './container.ts'
import { kubeTime } from './objects.ts'

type Status = NonNullable<WirePod['status']>
type Condition = NonNullable<Status['conditions']>[number]
type ContainerStatus = NonNullable<Status['containerStatuses']>[number]
type ContainerState = NonNullable<ContainerStatus['state']>

/** A pod ended for a reason of its own, beside what its container says. */
export interface PodEnd {
  readonly reason?: string
  readonly message?: string
}

const now = () => kubeTime(Date.now())

export function statusOf(pod: WirePod): Status {
  pod.status ??= {}
  return pod.status
}

export function setCondition(pod: WirePod, condition: Condition): void {
  const status = statusOf(pod)
  const others = (status.conditions ?? []).filter(({ type }) => type !== condition.type)
  status.conditions = [...others, { lastTransitionTime: now(), ...condition }]
}

export function containerOf(pod: WirePod) {
  const container = pod.spec?.containers[0]
  if (container === undefined) throw new Error('a pod without a container')
  return container
}

/** Of the container that the pod's name and place stand for: the same for the same pod. */
export function containerIdOf(pod: WirePod): string {
  return `containerd://${createHash('sha256')
    .update(pod.metadata?.uid ?? '')
    .digest('hex')}`
}

function setContainer(pod: WirePod, state: ContainerState, more: Partial<ContainerStatus> = {}): void {
  const { name, image = '' } = containerOf(pod)
  const isRunning = state.running !== undefined
  statusOf(pod).containerStatuses = [
    {
      name,
      image,
      imageID: '',
      restartCount: 0,
      ready: isRunning,
      started: isRunning,
      lastState: {},
      state,
      ...more,
    },
  ]
}

function setReady(pod: WirePod, isReady: boolean, reason?: string): void {
  const status = isReady ? 'True' : 'False'
  for (const type of ['Ready', 'ContainersReady']) {
    setCondition(pod, { type, status, ...(reason === undefined ? {} : { reason }) })
  }
}

export function showUnschedulable(pod: WirePod, message: string): void {
  statusOf(pod).phase = 'Pending'
  setCondition(pod, { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message })
}

export function showBound(pod: WirePod, nodeName: string): void {
  if (pod.spec !== undefined) pod.spec.nodeName = nodeName
  setCondition(pod, { type: 'PodScheduled', status: 'True' })
}

export function showWaiting(pod: WirePod, reason: string, message?: string): void {
  const status = statusOf(pod)
  status.phase = 'Pending'
  status.hostIP ??= '10.0.0.1'
  status.startTime ??= now()
  setCondition(pod, { type: 'PodReadyToStartContainers', status: 'False' })
  setCondition(pod, { type: 'Initialized', status: 'True' })
  setReady(pod, false, 'ContainersNotReady')
  setContainer(pod, { waiting: { reason, ...(message === undefined ? {} : { message }) } })
}

export function showRunning(pod: WirePod): void {
  const status = statusOf(pod)
  status.phase = 'Running'
  status.podIP = '10.1.0.7'
  status.podIPs = [{ ip: status.podIP }]
  setCondition(pod, { type: 'PodReadyToStartContainers', status: 'True' })
  setReady(pod, true)
  setContainer(
    pod,
    { running: { startedAt: now() } },
    {
      containerID: containerIdOf(pod),
      imageID: `docker.io/library/agent@sha256:${'0'.repeat(64)}`,
    },
  )
}

/** The container has ended; `end` says why when that was not its own doing. `tail` is of its log. */
export function showEnded(
  pod: WirePod,
  { code, isOutOfMemory }: ContainerExit,
  { end, tail }: { end: PodEnd; tail: string },
): void {
  const status = statusOf(pod)
  const before = status.containerStatuses?.[0]
  const startedAt = before?.state?.running?.startedAt ?? now()
  const exitCode = isOutOfMemory ? 137 : code
  const isFine = exitCode === 0 && end.reason === undefined
  status.phase = isFine ? 'Succeeded' : 'Failed'
  showReason(pod, end)
  setCondition(pod, { type: 'PodReadyToStartContainers', status: 'False' })
  setReady(pod, false, isFine ? 'PodCompleted' : 'PodFailed')
  setContainer(
    pod,
    {
      terminated: {
        exitCode,
        reason: isOutOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error',
        startedAt,
        finishedAt: now(),
        ...(exitCode !== 0 && containerOf(pod).terminationMessagePolicy === 'FallbackToLogsOnError'
          ? { message: tail }
          : {}),
        containerID: containerIdOf(pod),
      },
    },
    { containerID: containerIdOf(pod), imageID: before?.imageID ?? '' },
  )
}

/** The pod is over and its container never ran, or nothing is known of it any more. */
export function showFailed(pod: WirePod, end: PodEnd = {}): void {
  statusOf(pod).phase = 'Failed'
  showReason(pod, end)
}

function showReason(pod: WirePod, { reason, message }: PodEnd): void {
  const status = statusOf(pod)
  if (reason !== undefined) status.reason = reason
  if (message !== undefined) status.message = message
}

export function showDisrupted(pod: WirePod, reason: string, message: string): void {
  setCondition(pod, { type: 'DisruptionTarget', status: 'True', reason, message })
}
