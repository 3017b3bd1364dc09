import type { JobObjects, KnownPod } from '../../../../api/runner/kubernetes/cluster-view.ts'
import type { WireEvent, WireJob, WirePod } from '../../../../api/runner/kubernetes/wire.ts'

// Objects of a Job as a real API server (v1.34, containerd 1.6) wrote them, cut down to what differs between fates.

/** The moment all samples are told from. */
export const T0 = Date.parse('2026-11-21T18:44:33Z')
/** RFC 3339 in whole seconds, `s` after `T0`. */
export const at = (s: number) => new Date(T0 + s * 1000).toISOString().replace('.000Z', 'Z')

const NAME = 'axoloom-01arz3ndektsv4rrffq69g5faw-v0-a1'
export const POD = `${NAME}-4vdk4`
export const NODE = 'axoloom-node'
export const IMAGE = 'registry.example/axoloom-agent:1'
const UID = 'ccfa18f2-d081-4b7b-94a1-584c40988bb7'

type JobStatus = NonNullable<WireJob['status']>
type PodStatus = NonNullable<WirePod['status']>
type ContainerState = NonNullable<NonNullable<PodStatus['containerStatuses']>[number]['state']>
type Metadata = NonNullable<WirePod['metadata']>

export function job(
  status: JobStatus = {},
  spec: Partial<NonNullable<WireJob['spec']>> = {},
  metadata: Metadata = {},
): WireJob {
  return {
    metadata: { name: NAME, namespace: 'agents', uid: 'job-uid', creationTimestamp: at(0), ...metadata },
    spec: { activeDeadlineSeconds: 4260, suspend: false, template: { spec: { containers: [] } }, ...spec },
    status: { startTime: at(0), terminating: 0, uncountedTerminatedPods: {}, ready: 0, ...status },
  }
}

export function jobWith(type: string, reason?: string, message?: string): WireJob {
  const condition = { type, status: 'True', lastProbeTime: at(9), lastTransitionTime: at(9) }
  return job({ conditions: [{ ...condition, ...(reason && { reason }), ...(message && { message }) }] })
}
export const backoffLimitExceeded = jobWith(
  'Failed',
  'BackoffLimitExceeded',
  'Job has reached the specified backoff limit',
)

interface PodSketch {
  readonly phase?: string
  readonly state?: ContainerState
  readonly lastState?: ContainerState
  readonly status?: Partial<PodStatus>
  readonly conditions?: NonNullable<PodStatus['conditions']>
  readonly metadata?: Partial<Metadata>
  /** Null: the scheduler has not placed it. */
  readonly node?: string | null
  readonly uid?: string
}

export function pod({
  phase = 'Running',
  state,
  lastState = {},
  status,
  conditions = [],
  metadata,
  node = NODE,
  uid = UID,
}: PodSketch = {}): WirePod {
  return {
    metadata: {
      name: POD,
      namespace: 'agents',
      uid,
      creationTimestamp: at(0),
      labels: { 'batch.kubernetes.io/job-name': NAME },
      ...metadata,
    },
    spec: { containers: [{ name: 'agent', image: IMAGE }], ...(node === null ? {} : { nodeName: node }) },
    status: {
      phase,
      startTime: at(0),
      conditions: [
        ...conditions,
        { type: 'PodScheduled', status: node === null ? 'False' : 'True', lastTransitionTime: at(0) },
      ].filter(({ type }, i, all) => all.findIndex((other) => other.type === type) === i),
      ...(state === undefined
        ? {}
        : {
            containerStatuses: [
              {
                name: 'agent',
                state,
                lastState,
                ready: false,
                restartCount: 0,
                image: IMAGE,
                imageID: '',
                started: 'running' in state,
              },
            ],
          }),
      ...status,
    },
  }
}

export const running: ContainerState = { running: { startedAt: at(3) } }
export const creating: ContainerState = { waiting: { reason: 'ContainerCreating' } }
export const waitingFor = (reason: string, message?: string): ContainerState => ({
  waiting: { reason, ...(message === undefined ? {} : { message }) },
})

/** How a container ended `atS` seconds after the start. */
export function terminated(
  exitCode: number,
  { reason = exitCode === 0 ? 'Completed' : 'Error', message = '', atS = 8 } = {},
): ContainerState {
  return {
    terminated: {
      exitCode,
      reason,
      ...(message === '' ? {} : { message }),
      startedAt: at(3),
      finishedAt: at(atS),
      containerID: 'containerd://b74b9729',
    },
  }
}

/** A pod that has ended. */
export function endedPod(state: ContainerState, more: Omit<PodSketch, 'state'> = {}): WirePod {
  return pod({ phase: state.terminated?.exitCode === 0 ? 'Succeeded' : 'Failed', state, ...more })
}

/** What a deletion that was asked for at `atS` writes into an object. */
export const deletion = (atS: number, graceS = 10) => ({
  deletionTimestamp: at(atS + graceS),
  deletionGracePeriodSeconds: graceS,
})

export const disruption = (reason: string, message: string) => ({
  type: 'DisruptionTarget',
  status: 'True',
  reason,
  message,
  lastTransitionTime: at(5),
})

interface EventSketch {
  readonly reason: string
  readonly message?: string
  readonly type?: 'Normal' | 'Warning'
  readonly firstS?: number
  readonly lastS?: number
}

/** An event as the kubelet writes it, about the pod. */
export function podEvent({
  reason,
  message = '',
  type = 'Normal',
  firstS = 1,
  lastS = firstS,
}: EventSketch): WireEvent {
  return {
    metadata: { name: `${POD}.${reason}`, namespace: 'agents', creationTimestamp: at(firstS) },
    involvedObject: { kind: 'Pod', name: POD, uid: UID, fieldPath: 'spec.containers{agent}' },
    reason,
    message,
    type,
    count: 1,
    firstTimestamp: at(firstS),
    lastTimestamp: at(lastS),
    source: { component: 'kubelet', host: NODE },
  }
}

/** An event as the Job controller writes it, about the Job. */
export function jobEvent(sketch: EventSketch): WireEvent {
  const event = podEvent({ type: 'Warning', ...sketch })
  return {
    ...event,
    involvedObject: { kind: 'Job', name: NAME, uid: 'job-uid' },
    source: { component: 'job-controller' },
  }
}

export const here = (sample: WirePod): KnownPod => ({ pod: sample, isGone: false })
export const gone = (sample: WirePod): KnownPod => ({ pod: sample, isGone: true })

/** All that is known of a Job; by default it exists and has no verdict. */
export function known(given: Partial<JobObjects> = {}): JobObjects {
  return { job: job(), pods: [], events: [], ...given }
}
