import { describe, expect, it } from 'vitest'
import type { FailureReason, WaitReason } from '#contract/reason.ts'
import type { JobObjects } from '../../../../api/runner/kubernetes/cluster-view.ts'
import { statusOf } from '../../../../api/runner/kubernetes/job-status.ts'
import type { WireEvent } from '../../../../api/runner/kubernetes/wire.ts'
import {
  at,
  creating,
  here,
  IMAGE,
  job,
  jobEvent,
  known,
  NODE,
  POD,
  pod,
  podEvent,
  T0,
  waitingFor,
} from './cluster-objects.ts'

const look = (objects: JobObjects, afterS = 5) =>
  statusOf(objects, { nowMs: T0 + afterS * 1000, isSynced: true, namespace: 'agents' })

const pending = (state: Parameters<typeof pod>[0] = {}, events: readonly WireEvent[] = []) =>
  known({ pods: [here(pod({ phase: 'Pending', ...state }))], events })
const refusing = (message: string, more: readonly WireEvent[] = []) =>
  known({ events: [jobEvent({ reason: 'FailedCreate', message }), ...more] })
const unplaced = (reason: string, message: string) =>
  pending({
    node: null,
    conditions: [{ type: 'PodScheduled', status: 'False', reason, message, lastTransitionTime: at(0) }],
  })
const unschedulable = (causes: string, total = 3) =>
  unplaced(
    'Unschedulable',
    `0/${total} nodes are available: ${causes}. no new claims to deallocate, preemption: 0/${total} nodes are available: ${total} Preemption is not helpful for scheduling.`,
  )

const quota =
  'Error creating: pods "axoloom-x-v0-a1-bc9nw" is forbidden: exceeded quota: agents, requested: limits.memory=1Gi,pods=1, used: limits.memory=4Gi,pods=4, limited: limits.memory=4Gi,pods=4'
const noRoute = `Head "https://registry.example/v2/manifests/1": dial tcp: lookup registry.example: no such host`
const pullFailure = `Failed to pull image "${IMAGE}": failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": failed to do request: ${noRoute}`

describe('an attempt waits, and says so in plain words:', () => {
  const rows: readonly [what: string, objects: JobObjects, reason: WaitReason, message: string][] = [
    ['the pod is being made', known(), 'capacity', 'The agent is being started.'],
    [
      'the pod was made but not seen yet',
      refusing('x', [jobEvent({ reason: 'SuccessfulCreate', type: 'Normal', firstS: 2 })]),
      'capacity',
      'The agent is being started.',
    ],
    [
      'the quota',
      refusing(quota),
      'capacity',
      'The quota agents of the namespace is used up: limits.memory 4Gi of 4Gi, pods 4 of 4.',
    ],
    [
      'a quota in other words',
      refusing('Error creating: exceeded quota: more than there is'),
      'capacity',
      'The namespace has no room for another agent. Kubernetes: exceeded quota: more than there is',
    ],
    [
      'a webhook that does not answer',
      refusing('Error creating: Internal error occurred: failed calling webhook "a.b": connection refused'),
      'capacity',
      'Kubernetes cannot make the pod of the agent yet. Kubernetes: Internal error occurred: failed calling webhook "a.b": connection refused',
    ],
    [
      'a trouble nobody foresaw',
      refusing('Error creating: the moon is full'),
      'capacity',
      'Kubernetes cannot make the pod of the agent yet. Kubernetes: the moon is full',
    ],
    [
      'a queue',
      known({ job: job({}, { suspend: true }, { labels: { 'kueue.x-k8s.io/queue-name': 'axo' } }) }),
      'capacity',
      'Waiting for a place in the queue axo.',
    ],
    [
      'a Job that someone suspended',
      known({ job: job({}, { suspend: true }) }),
      'capacity',
      'The Job of the agent is suspended.',
    ],

    [
      'the scheduler has not looked yet',
      pending({ node: null, status: { conditions: [] } }),
      'capacity',
      'The agent is being started.',
    ],
    [
      'no room',
      unschedulable('3 Insufficient cpu'),
      'capacity',
      'No node can take the agent: all 3 have too little processor time left.',
    ],
    [
      'no room on the only node',
      unschedulable('1 Insufficient cpu, 1 Insufficient memory', 1),
      'capacity',
      'No node can take the agent: the only one has too little processor time left and has too little memory left.',
    ],
    [
      'a selector that no node matches',
      unschedulable("3 node(s) didn't match Pod's node affinity/selector"),
      'capacity',
      'No node can take the agent: all 3 lack the labels that agents ask for.',
    ],
    [
      'a different reason for each node',
      unschedulable(
        '1 Insufficient nvidia.com/gpu, 1 Too many pods, 1 node(s) had untolerated taint {dedicated: database}, 2 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }, 4 node(s) were unschedulable, 1 Insufficient ephemeral-storage',
        11,
      ),
      'capacity',
      'No node can take the agent: 1 of 11 has too little nvidia.com/gpu left, 1 of 11 has no place for another pod, 1 of 11 is reserved for other work, 2 of 11 are not ready, 1 of 11 is short of something itself, 4 of 11 are closed for new pods, 1 of 11 has too little disk left.',
    ],
    [
      'an old scheduler',
      unplaced('Unschedulable', '0/2 nodes are available: 2 Insufficient memory.'),
      'capacity',
      'No node can take the agent: all 2 have too little memory left.',
    ],
    [
      'a cluster without nodes',
      unplaced('Unschedulable', 'no nodes available to schedule pods'),
      'capacity',
      'The cluster has no nodes.',
    ],
    [
      'a scheduler with other words',
      unplaced('Unschedulable', '0/1 nodes are available: 1 node(s) had the wrong colour.'),
      'capacity',
      'No node can take the agent now. Kubernetes: 0/1 nodes are available: 1 node(s) had the wrong colour.',
    ],
    [
      'a scheduling gate',
      unplaced('SchedulingGated', 'Scheduling is blocked'),
      'capacity',
      'Something in the cluster holds the pod of the agent back for now.',
    ],

    ['a pod that was just placed', pending(), 'capacity', `The agent is being started on node ${NODE}.`],
    [
      'a container that is being made',
      pending({ state: creating }),
      'capacity',
      `The agent is being started on node ${NODE}.`,
    ],
    [
      'a pull',
      pending({ state: creating }, [podEvent({ reason: 'Pulling', firstS: 2 })]),
      'image-pull',
      `Node ${NODE} is pulling the image ${IMAGE}.`,
    ],
    [
      'the start after a pull',
      pending({ state: creating }, [
        podEvent({ reason: 'Pulling', firstS: 2 }),
        podEvent({ reason: 'Pulled', firstS: 2 }),
      ]),
      'capacity',
      `The agent is being started on node ${NODE}.`,
    ],
    [
      'a sandbox that cannot be made',
      pending({ state: creating }, [
        podEvent({
          reason: 'FailedCreatePodSandBox',
          type: 'Warning',
          message: 'no runtime for "runsc" is configured',
          firstS: 2,
        }),
      ]),
      'capacity',
      `The agent is being started on node ${NODE}. Kubernetes: no runtime for "runsc" is configured`,
    ],
    [
      'a start after a trouble that is over',
      pending({ state: creating }, [
        podEvent({ reason: 'FailedMount', type: 'Warning', firstS: 1 }),
        podEvent({ reason: 'Pulled', firstS: 3 }),
      ]),
      'capacity',
      `The agent is being started on node ${NODE}.`,
    ],
    [
      'a sidecar that cannot be pulled, from an admission webhook',
      pending({
        state: waitingFor('PodInitializing'),
        status: {
          initContainerStatuses: [
            {
              name: 'proxy',
              image: 'proxy:1',
              imageID: '',
              ready: false,
              restartCount: 0,
              state: waitingFor('ImagePullBackOff', 'x'),
            },
          ],
        },
      }),
      'image-pull',
      'The image proxy:1 cannot be pulled; Kubernetes tries again. Kubernetes: x',
    ],
  ]

  it.each(rows)('%s', (_what, objects, reason, message) => {
    expect(look(objects)).toMatchObject({ status: { phase: 'waiting', reason, message }, isGivenUp: false })
  })

  it('says after ten seconds that there is still no pod', () => {
    expect(look(known(), 4)).toMatchObject({ status: { message: 'The agent is being started.' }, recheckMs: 6000 })
    expect(look(known(), 10)).toMatchObject({
      status: { phase: 'waiting', reason: 'capacity', message: 'Kubernetes has not made a pod for the agent yet.' },
      recheckMs: null,
    })
  })
})

describe('an attempt that can never begin', () => {
  const forbidden = (why: string) => refusing(`Error creating: pods "axoloom-x-bc9nw" is forbidden: ${why}`)
  const rows: readonly [what: string, objects: JobObjects, reason: FailureReason, message: string][] = [
    [
      'Pod Security',
      forbidden(
        'violates PodSecurity "restricted:latest": privileged (container "agent" must not set securityContext.privileged=true)',
      ),
      'config',
      'The cluster does not allow the pod of the agent. Kubernetes: violates PodSecurity "restricted:latest": privileged (container "agent" must not set securityContext.privileged=true)',
    ],
    [
      'an admission policy',
      forbidden("ValidatingAdmissionPolicy 'agents' with binding 'agents' denied request: no"),
      'config',
      "The cluster does not allow the pod of the agent. Kubernetes: ValidatingAdmissionPolicy 'agents' with binding 'agents' denied request: no",
    ],
    [
      'an admission webhook',
      refusing('Error creating: admission webhook "a.b" denied the request: no'),
      'config',
      'The cluster does not allow the pod of the agent. Kubernetes: admission webhook "a.b" denied the request: no',
    ],
    [
      'a service account',
      forbidden('error looking up service account agents/none: serviceaccount "none" not found'),
      'config',
      'The cluster does not allow the pod of the agent. Kubernetes: error looking up service account agents/none: serviceaccount "none" not found',
    ],
    [
      'a limit range',
      forbidden('maximum memory usage per Container is 512Mi, but limit is 1Gi'),
      'config',
      'The cluster does not allow the pod of the agent. Kubernetes: maximum memory usage per Container is 512Mi, but limit is 1Gi',
    ],
    [
      'a quota that wants more to be said',
      forbidden('failed quota: agents: must specify limits.cpu for: agent'),
      'config',
      'The cluster does not allow the pod of the agent. Kubernetes: failed quota: agents: must specify limits.cpu for: agent',
    ],
    [
      'a name that is none',
      pending({ state: waitingFor('InvalidImageName', 'invalid reference format') }),
      'image-unavailable',
      `The image ${IMAGE} cannot be used. Kubernetes: invalid reference format`,
    ],
    [
      'an image that may not be pulled',
      pending({ state: waitingFor('ErrImageNeverPull') }),
      'image-unavailable',
      `The image ${IMAGE} cannot be used. Kubernetes: ErrImageNeverPull`,
    ],
    [
      'a missing secret',
      pending({ state: waitingFor('CreateContainerConfigError', 'secret "none" not found') }),
      'config',
      'The agent could not be started. Kubernetes: secret "none" not found',
    ],
    [
      'a container that cannot be made',
      pending({ state: waitingFor('CreateContainerError', 'no command specified') }),
      'config',
      'The agent could not be started. Kubernetes: no command specified',
    ],
    [
      'a container that cannot be run',
      pending({ state: waitingFor('RunContainerError', 'x') }),
      'config',
      'The agent could not be started. Kubernetes: x',
    ],
  ]

  it.each(rows)('fails at once: %s', (_what, objects, reason, message) => {
    expect(look(objects, 1)).toMatchObject({ status: { phase: 'ended', exit: null, reason, message }, isGivenUp: true })
  })

  it('says where it was to run, as far as that is known, and no command for what is deleted next', () => {
    const { status } = look(pending({ state: waitingFor('InvalidImageName') }))
    expect(status).toMatchObject({ where: { text: `pod ${POD} on node ${NODE}` } })
    expect(JSON.stringify(status)).not.toContain('kubectl')
    expect(look(forbidden('no')).status).not.toHaveProperty('where')
  })
})

describe('an image that cannot be pulled', () => {
  const backOff = waitingFor(
    'ImagePullBackOff',
    `Back-off pulling image "${IMAGE}": ErrImagePull: failed to do request: ${noRoute}`,
  )
  const events = [
    podEvent({ reason: 'Pulling', firstS: 2, lastS: 40 }),
    podEvent({ reason: 'Failed', type: 'Warning', message: pullFailure, firstS: 3, lastS: 41 }),
    podEvent({ reason: 'Failed', type: 'Warning', message: 'Error: ErrImagePull', firstS: 3, lastS: 41 }),
    podEvent({ reason: 'BackOff', message: `Back-off pulling image "${IMAGE}"`, firstS: 4, lastS: 50 }),
  ]

  it.each(['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable'])('is waited for (%s)', (reason) => {
    expect(look(pending({ state: waitingFor(reason, 'x') }, events), 5)).toEqual({
      status: {
        phase: 'waiting',
        reason: 'image-pull',
        message: `The image ${IMAGE} cannot be pulled; Kubernetes tries again. Kubernetes: ${noRoute}`,
      },
      recheckMs: 58_000,
      isGivenUp: false,
    })
  })

  it('is given up a minute after the first failure', () => {
    const objects = pending({ state: backOff }, events)
    expect(look(objects, 62.9)).toMatchObject({ status: { phase: 'waiting' }, recheckMs: 100 })
    expect(look(objects, 63)).toMatchObject({
      status: {
        phase: 'ended',
        reason: 'image-unavailable',
        message: `The image ${IMAGE} cannot be pulled. Kubernetes: ${noRoute}`,
      },
      isGivenUp: true,
    })
  })

  it('is given up later where no event tells when it failed first', () => {
    const objects = pending({ state: backOff })
    expect(look(objects, 100)).toMatchObject({
      status: {
        phase: 'waiting',
        message: `The image ${IMAGE} cannot be pulled; Kubernetes tries again. Kubernetes: ${noRoute}`,
      },
      recheckMs: 200_000,
    })
    expect(look(objects, 300)).toMatchObject({
      status: { phase: 'ended', reason: 'image-unavailable' },
      isGivenUp: true,
    })
  })

  it('is not given up for what happened to another pod', () => {
    const others = events.map((event) => ({ ...event, involvedObject: { ...event.involvedObject, uid: 'other' } }))
    expect(look(pending({ state: backOff }, others), 100)).toMatchObject({ status: { phase: 'waiting' } })
  })
})

describe('what Kubernetes says', () => {
  it('is shown on one line, in short, and without what steers a terminal', () => {
    const said = `first\n\n\tsecond\u001b[31m\u202e\u2028 ${'x'.repeat(1000)}`
    const { status } = look(pending({ state: waitingFor('CreateContainerConfigError', said) }))
    if (status?.phase !== 'ended') throw new Error('it has not ended')
    const shown = status.message?.replace('The agent could not be started. Kubernetes: ', '')
    expect(shown).toMatch(/^first second \[31m x+…$/)
    expect(shown).toHaveLength(301)
  })

  it('may have null where nothing is known, as events of the scheduler do', () => {
    const wire: unknown = {
      ...podEvent({ reason: 'Scheduled' }),
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: '2026-11-21T18:44:34.977398Z',
    }
    const events = [wire as WireEvent, podEvent({ reason: 'Pulling', firstS: 1 })]
    expect(look(pending({ state: creating }, events))).toMatchObject({ status: { reason: 'image-pull' } })
  })
})
