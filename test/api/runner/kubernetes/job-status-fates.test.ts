import { describe, expect, it } from 'vitest'
import type { FailureReason } from '#contract/reason.ts'
import type { JobObjects } from '../../../../api/runner/kubernetes/cluster-view.ts'
import { statusOf } from '../../../../api/runner/kubernetes/job-status.ts'
import {
  backoffLimitExceeded,
  creating,
  deletion,
  disruption,
  endedPod,
  gone,
  here,
  job,
  jobWith,
  known,
  NODE,
  POD,
  pod,
  running,
  T0,
  terminated,
} from './cluster-objects.ts'

const look = (objects: JobObjects, afterS = 20) =>
  statusOf(objects, { nowMs: T0 + afterS * 1000, isSynced: true, namespace: 'agents' })

const failed = (state: ReturnType<typeof terminated>, more: Parameters<typeof endedPod>[1] = {}) =>
  known({ job: backoffLimitExceeded, pods: [here(endedPod(state, more))] })
const lostContainer = {
  terminated: {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
  },
}
/** Printed by Node 24 as the first process of a container, which ended with 139. */
const heapTrace = `
<--- Last few GCs --->

FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
----- Native stack trace -----

 1: 0x931db0  [node]
 2: 0x75968e node::OOMErrorHandler(char const*, v8::OOMDetails const&) [node]
`
const heapTraceTail = heapTrace.slice(heapTrace.indexOf('----- Native'))
const deadlineExceeded = jobWith('Failed', 'DeadlineExceeded', 'Job was active longer than specified deadline')
const killed = terminated(143)

type Row = readonly [
  what: string,
  objects: JobObjects,
  exit: number | null,
  reason: FailureReason | null,
  text: RegExp | null,
]

const fates: readonly Row[] = [
  // ends of its own
  ['exit 0', known({ job: jobWith('Complete'), pods: [here(endedPod(terminated(0)))] }), 0, null, null],
  ['exit 0 without a verdict yet', known({ pods: [here(endedPod(terminated(0)))] }), 0, null, null],
  ['exit 3', failed(terminated(3)), 3, 'agent-exit', /^The agent ended with exit code 3\.$/],
  ['exit 3 without a verdict yet', known({ pods: [here(endedPod(terminated(3)))] }), 3, 'agent-exit', /code 3/],
  [
    'a segmentation fault',
    failed(terminated(139)),
    139,
    'agent-exit',
    /^The agent was ended by SIGSEGV \(exit code 139\)\.$/,
  ],
  ['SIGKILL from nowhere', failed(terminated(137)), 137, 'agent-exit', /SIGKILL/],
  ['an unknown high exit code', failed(terminated(255)), 255, 'agent-exit', /^The agent ended with exit code 255\.$/],

  // memory
  ['the memory limit', failed(terminated(137, { reason: 'OOMKilled' })), 137, 'oom', /more memory than it may/],
  ['a full heap (134)', failed(terminated(134, { message: heapTrace })), 134, 'oom', /heap was full/],
  ['a full heap as first process (139)', failed(terminated(139, { message: heapTrace })), 139, 'oom', /heap was full/],
  [
    'a full heap of which only the trace is left',
    failed(terminated(134, { message: heapTraceTail })),
    134,
    'oom',
    /heap/,
  ],
  ['talk of memory before a plain exit', failed(terminated(1, { message: heapTrace })), 1, 'agent-exit', /exit code 1/],
  [
    'a child that ran out of memory before all went well',
    failed(terminated(0, { reason: 'OOMKilled' })),
    0,
    null,
    null,
  ],
  [
    'the memory limit while it was evicted',
    failed(terminated(137, { reason: 'OOMKilled' }), { status: { reason: 'Evicted' } }),
    137,
    'oom',
    /more memory/,
  ],

  // the deadline
  [
    'the deadline',
    known({ job: deadlineExceeded, pods: [here(endedPod(killed, { metadata: deletion(8) }))] }),
    143,
    'deadline',
    /^The deadline of 4260 s was over before the agent was done\.$/,
  ],
  [
    'the deadline, before the Job has failed',
    known({
      job: jobWith('FailureTarget', 'DeadlineExceeded'),
      pods: [here(endedPod(killed, { metadata: deletion(7) }))],
    }),
    143,
    'deadline',
    /deadline/,
  ],
  [
    'the deadline of the pod itself',
    failed(killed, { status: { reason: 'DeadlineExceeded' } }),
    143,
    'deadline',
    /deadline/,
  ],
  [
    'the deadline, and no pod to say whether it began',
    known({ job: deadlineExceeded }),
    null,
    'deadline',
    /before the agent was done/,
  ],
  [
    'a clean exit at the deadline',
    known({ job: deadlineExceeded, pods: [gone(endedPod(terminated(0), { metadata: deletion(7) }))] }),
    0,
    'deadline',
    /deadline/,
  ],

  // taken away
  [
    'eviction for too much disk',
    failed(lostContainer, {
      status: { reason: 'Evicted', message: 'Usage of EmptyDir volume "tmp" exceeds the limit "1Mi". ' },
    }),
    null,
    'evicted',
    /^The node stopped the agent .* Kubernetes: Usage of EmptyDir volume "tmp" exceeds the limit "1Mi"\.$/,
  ],
  [
    'eviction without a word of the container',
    known({ pods: [here(pod({ phase: 'Failed', status: { reason: 'Evicted' } }))] }),
    null,
    'evicted',
    /The node stopped/,
  ],
  [
    'a critical pod on the node',
    failed(killed, { status: { reason: 'Preempting', message: 'Preempted in order to admit critical pod' } }),
    143,
    'evicted',
    /more important\. Kubernetes: Preempted/,
  ],
  ['a shutdown of the node', failed(killed, { status: { reason: 'Terminated' } }), 143, 'evicted', /shut down/],
  [
    'a node that had no memory after all',
    known({ pods: [here(pod({ phase: 'Failed', status: { reason: 'OutOfmemory' } }))] }),
    null,
    'evicted',
    /no memory left/,
  ],
  [
    'a node that would not take it',
    known({
      pods: [here(pod({ phase: 'Failed', status: { reason: 'SysctlForbidden', message: 'forbidden sysctl' } }))],
    }),
    null,
    'config',
    /Kubernetes: forbidden sysctl$/,
  ],
  [
    'an old cluster’s lost node',
    known({ pods: [gone(pod({ state: running, status: { reason: 'NodeLost' } }))] }),
    null,
    'node-lost',
    /stopped answering/,
  ],
  ...(
    [
      ['PreemptionByScheduler', 'evicted', /more important pod/],
      ['EvictionByEvictionAPI', 'evicted', /asked to leave/],
      ['TerminationByKubelet', 'evicted', /to keep itself working/],
      ['DeletionByTaintManager', 'node-lost', /stopped answering or was closed/],
      ['DeletionByPodGC', 'node-lost', /no longer part of the cluster/],
      ['SomethingNew', 'evicted', /took the agent away/],
    ] as const
  ).map(
    ([name, reason, text]): Row => [
      `a disruption: ${name}`,
      failed(killed, { conditions: [disruption(name, 'said by Kubernetes')], metadata: deletion(6) }),
      143,
      reason,
      new RegExp(`${text.source}.* Kubernetes: said by Kubernetes$`),
    ],
  ),
  [
    'a lost node whose pod was cleared away',
    known({
      job: backoffLimitExceeded,
      pods: [
        gone(
          pod({
            state: running,
            conditions: [disruption('DeletionByTaintManager', 'Taint manager: deleting due to NoExecute taint')],
            metadata: deletion(5),
          }),
        ),
      ],
    }),
    null,
    'node-lost',
    /Taint manager/,
  ],
  [
    'preemption before it began',
    known({
      job: backoffLimitExceeded,
      pods: [gone(pod({ phase: 'Pending', state: creating, conditions: [disruption('PreemptionByScheduler', 'm')] }))],
    }),
    null,
    'evicted',
    /more important pod/,
  ],
  [
    'a disruption that it answered with a clean exit',
    failed(terminated(0), { conditions: [disruption('EvictionByEvictionAPI', 'm')] }),
    0,
    'evicted',
    /asked to leave/,
  ],

  // deleted by hand
  [
    'a deleted pod',
    known({ job: backoffLimitExceeded, pods: [gone(endedPod(killed, { metadata: deletion(8, 0) }))] }),
    143,
    'deleted',
    /^The pod of the agent was deleted before it was done\.$/,
  ],
  [
    'a deleted Job',
    known({ job: null, pods: [gone(endedPod(killed, { metadata: deletion(7) }))] }),
    143,
    'deleted',
    /^The Job of the agent was deleted before it was done\.$/,
  ],
  [
    'a Job that is deleted with its pod first',
    known({ job: job({}, {}, deletion(7, 0)), pods: [gone(endedPod(killed, { metadata: deletion(7) }))] }),
    143,
    'deleted',
    /^The Job/,
  ],
  [
    'a deleted Job, its pod not yet cleared away',
    known({ job: null, pods: [here(endedPod(killed, { metadata: deletion(7) }))] }),
    143,
    'deleted',
    /^The Job/,
  ],
  [
    'a deleted Job of which nothing else is known',
    known({ job: null }),
    null,
    'deleted',
    /^The Job of the agent was deleted\.$/,
  ],
  [
    'a Job that is deleted before it had a pod',
    known({ job: job({}, {}, deletion(7, 0)) }),
    null,
    'deleted',
    /^The Job/,
  ],
  [
    'a pod deleted before it began',
    known({
      job: backoffLimitExceeded,
      pods: [gone(pod({ phase: 'Pending', state: creating, metadata: deletion(5, 0) }))],
    }),
    null,
    'deleted',
    /^The pod/,
  ],
  [
    'a pod that was forced away',
    known({ job: backoffLimitExceeded, pods: [gone(pod({ state: running }))] }),
    null,
    'deleted',
    /^The pod/,
  ],
  [
    'a clean exit after the deletion',
    known({ job: null, pods: [gone(endedPod(terminated(0), { metadata: deletion(7) }))] }),
    0,
    null,
    null,
  ],
  [
    'an exit of its own because of the deletion',
    known({ job: null, pods: [gone(endedPod(terminated(1, { atS: 9 }), { metadata: deletion(7) }))] }),
    1,
    'deleted',
    /^The Job/,
  ],
  [
    'an exit of its own, deleted later',
    known({ job: null, pods: [gone(endedPod(terminated(4, { atS: 8 }), { metadata: deletion(14) }))] }),
    4,
    'agent-exit',
    /exit code 4/,
  ],
  [
    'SIGKILL of its own, deleted much later',
    known({ job: null, pods: [gone(endedPod(terminated(137, { atS: 8 }), { metadata: deletion(60) }))] }),
    137,
    'agent-exit',
    /SIGKILL/,
  ],
  [
    'a deletion by a clock behind that of the API server',
    known({ job: null, pods: [gone(endedPod(terminated(143, { atS: 8 }), { metadata: deletion(12) }))] }),
    143,
    'deleted',
    /^The Job/,
  ],

  // never began, or nobody knows
  [
    'a command that is not there',
    failed(terminated(128, { reason: 'StartError', message: 'exec: "/nope": stat /nope: no such file or directory' })),
    128,
    'config',
    /^The agent could not be started\. Kubernetes: exec: "\/nope"/,
  ],
  ['a container nobody can find', failed(lostContainer), null, 'vanished', /no exit code/],
  [
    'an end that only the last state tells',
    known({ pods: [here(pod({ phase: 'Failed', state: creating, lastState: terminated(5) }))] }),
    5,
    'agent-exit',
    /exit code 5/,
  ],
  ['a failed pod without a word', known({ pods: [here(pod({ phase: 'Failed' }))] }), null, 'vanished', /no exit code/],
  ['a succeeded pod without a word', known({ pods: [here(pod({ phase: 'Succeeded' }))] }), 0, null, null],
]

describe('an attempt that ended by', () => {
  it.each(fates)('%s', (_what, objects, exit, reason, text) => {
    const { status, isGivenUp } = look(objects)
    expect(status).toMatchObject({ phase: 'ended', exit })
    if (status?.phase !== 'ended') return
    expect(status.reason ?? null).toBe(reason)
    if (text === null) expect(status.message).toBeUndefined()
    else expect(status.message).toMatch(text)
    expect(isGivenUp).toBe(false)
  })

  it.each(fates)('%s, told as where it ran as far as that is known', (_what, objects) => {
    const [first] = objects.pods
    const { status } = look(objects)
    if (status?.phase !== 'ended') throw new Error('it has not ended')
    if (first === undefined) return expect(status.where).toBeUndefined()
    expect(status.where).toMatchObject({
      text: `pod ${POD} on node ${NODE}`,
      details: { namespace: 'agents', pod: POD, node: NODE },
    })
    // A command for a pod that is gone would only puzzle.
    expect(status.where?.command).toBe(first.isGone ? undefined : `kubectl logs -f -n agents ${POD} -c agent`)
  })
})

describe('a finished Job whose pod nobody knows', () => {
  it.each([
    ['Failed', { exit: null, reason: 'vanished', message: expect.stringMatching(/no exit code/) }],
    ['Complete', { exit: 0 }],
  ] as const)('(%s) is given the time of a list to show it', (type, end) => {
    const objects = known({ job: jobWith(type) })
    const { status, recheckMs } = look(objects, 9)
    expect(status).toMatchObject({ phase: 'waiting', reason: 'reconnecting' })
    expect(look(objects, 9 + (recheckMs ?? 0) / 1000).status).toEqual({ phase: 'ended', ...end })
  })

  it('whose clock is ahead is over at once', () => {
    expect(look(known({ job: jobWith('Complete') }), 8).status).toEqual({ phase: 'ended', exit: 0 })
  })
})

describe('a pod that was stopped', () => {
  const stopped = here(endedPod(terminated(143, { atS: 8 }), { metadata: deletion(7) }))

  it('waits a moment for the Job to say why', () => {
    expect(look(known({ pods: [stopped] }), 9.5)).toMatchObject({ status: { phase: 'running' }, recheckMs: 1500 })
    expect(look(known({ pods: [stopped] }), 11)).toMatchObject({ status: { phase: 'ended', reason: 'deleted' } })
  })

  it('waits no longer once the Job has said it', () => {
    expect(look(known({ job: jobWith('FailureTarget', 'BackoffLimitExceeded'), pods: [stopped] }), 9)).toMatchObject({
      status: { phase: 'ended', reason: 'deleted' },
    })
    expect(look(known({ job: deadlineExceeded, pods: [stopped] }), 9)).toMatchObject({ status: { reason: 'deadline' } })
    expect(look(known({ job: null, pods: [stopped] }), 9)).toMatchObject({ status: { reason: 'deleted' } })
  })

  it('does not wait by a clock that is ahead of ours', () => {
    expect(look(known({ pods: [stopped] }), 2)).toMatchObject({ status: { phase: 'ended' } })
  })

  it('does not wait when it ended by itself', () => {
    expect(look(known({ pods: [here(endedPod(terminated(3)))] }), 8)).toMatchObject({ status: { phase: 'ended' } })
  })
})

describe('a Job that would go on by itself', () => {
  const suspended = job({}, { suspend: true })

  it('is given up when its queue took the place away', () => {
    const objects = known({ job: suspended, pods: [gone(endedPod(killed, { metadata: deletion(7) }))] })
    expect(look(objects)).toMatchObject({ status: { phase: 'ended', reason: 'evicted', exit: 143 }, isGivenUp: true })
  })

  it('is given up when it makes another pod, whose output would begin again', () => {
    const first = gone(endedPod(killed, { metadata: deletion(7) }))
    const second = here(pod({ state: running, uid: 'second' }))
    expect(look(known({ pods: [first, second] }))).toMatchObject({
      status: { phase: 'ended', reason: 'deleted' },
      isGivenUp: true,
    })
  })

  it('is not given up while the place was only never taken', () => {
    const objects = known({
      job: suspended,
      pods: [gone(pod({ phase: 'Pending', state: creating, metadata: deletion(5, 0) }))],
    })
    expect(look(objects)).toMatchObject({ status: { phase: 'waiting', reason: 'capacity' }, isGivenUp: false })
  })

  it('goes on with the pod that follows one that never began', () => {
    const first = gone(pod({ phase: 'Pending', state: creating, metadata: deletion(5, 0) }))
    const second = here(pod({ state: running, uid: 'second' }))
    expect(look(known({ pods: [first, second] }))).toMatchObject({ status: { phase: 'running' } })
  })
})
