import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Where } from '#contract/event.ts'
import type { JobObjects } from '../../../../api/runner/kubernetes/cluster-view.ts'
import { statusOf } from '../../../../api/runner/kubernetes/job-status.ts'
import {
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
  waitingFor,
} from './cluster-objects.ts'

const look = (objects: JobObjects, afterS = 20, isSynced = true) =>
  statusOf(objects, { nowMs: T0 + afterS * 1000, isSynced, namespace: 'agents' })

describe('a running attempt', () => {
  it('says where, with a command to copy', () => {
    const { status, recheckMs } = look(known({ pods: [here(pod({ state: running }))] }))
    expect(status).toEqual({
      phase: 'running',
      where: {
        text: `pod ${POD} on node ${NODE}`,
        command: `kubectl logs -f -n agents ${POD} -c agent`,
        details: { namespace: 'agents', job: 'axoloom-01arz3ndektsv4rrffq69g5faw-v0-a1', pod: POD, node: NODE },
      },
    })
    expect(recheckMs).toBeNull()
    if (status?.phase === 'running') expect(Where.parse(status.where)).toEqual(status.where)
  })

  it('runs before the kubelet has written of its container', () => {
    expect(look(known({ pods: [here(pod({ phase: 'Running' }))] })).status).toMatchObject({ phase: 'running' })
  })

  it('runs on when its Job is gone, until its pod is', () => {
    expect(look(known({ job: null, pods: [here(pod({ state: running }))] })).status).toMatchObject({ phase: 'running' })
  })

  it('has not ended while the Job has its verdict and the pod does not', () => {
    const objects = known({ job: jobWith('FailureTarget', 'DeadlineExceeded'), pods: [here(pod({ state: running }))] })
    expect(look(objects).status).toMatchObject({ phase: 'running' })
  })

  it('names the same place at every look', () => {
    const objects = known({ pods: [here(pod({ state: running }))] })
    expect(look(objects, 500)).toEqual(look(objects, 3))
  })
})

describe('the absence of a Job', () => {
  it('proves nothing while the level may be old', () => {
    expect(look(known({ job: null }), 20, false)).toEqual({ status: null, recheckMs: null, isGivenUp: false })
  })

  it('is a deletion otherwise', () => {
    expect(look(known({ job: null }))).toMatchObject({ status: { phase: 'ended', reason: 'deleted', exit: null } })
  })
})

describe('a pod that is being deleted', () => {
  const leaving = (more: Parameters<typeof pod>[0] = {}) =>
    known({ pods: [here(pod({ state: running, metadata: deletion(10), ...more }))] })

  it('runs until its node says otherwise', () => {
    expect(look(leaving(), 15)).toMatchObject({ status: { phase: 'running' }, isGivenUp: false })
  })

  it('waits when it never began', () => {
    expect(look(leaving({ phase: 'Pending', state: creating }), 15)).toMatchObject({
      status: { phase: 'waiting', reason: 'capacity', message: 'The pod of the agent is being removed.' },
    })
  })

  it('is not failed for an image any more', () => {
    const objects = leaving({ phase: 'Pending', state: waitingFor('InvalidImageName') })
    expect(look(objects, 15)).toMatchObject({ status: { phase: 'waiting' } })
  })

  it('is lost with its node 30 s after its grace, once Kubernetes has given that up', () => {
    const objects = leaving({ conditions: [disruption('DeletionByTaintManager', 'Taint manager: deleting')] })
    expect(look(objects, 49)).toMatchObject({ status: { phase: 'running' }, recheckMs: 1000 })
    expect(look(objects, 50)).toMatchObject({
      status: {
        phase: 'ended',
        exit: null,
        reason: 'node-lost',
        message: `Node ${NODE} does not answer; what ran on it is given up.`,
        where: { details: { node: NODE } },
      },
      isGivenUp: true,
    })
  })

  it('is lost later when nobody said why it is to go, so that nothing runs for ever', () => {
    expect(look(leaving(), 139)).toMatchObject({ status: { phase: 'running' }, recheckMs: 1000 })
    expect(look(leaving(), 140)).toMatchObject({ status: { reason: 'node-lost' }, isGivenUp: true })
  })

  it('has no node to lose when it was never placed', () => {
    const objects = leaving({ phase: 'Pending', node: null })
    expect(look(objects, 140)).toMatchObject({ status: { reason: 'deleted' }, isGivenUp: true })
  })
})

describe('the answer', () => {
  const states = fc.constantFrom(
    undefined,
    running,
    creating,
    waitingFor('ImagePullBackOff', 'x'),
    waitingFor('CreateContainerConfigError'),
    waitingFor('SomethingNew'),
    terminated(0),
    terminated(1),
    terminated(137, { reason: 'OOMKilled' }),
    terminated(143),
  )
  const pods = fc
    .record({
      phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'),
      state: states,
      node: fc.constantFrom(NODE, null),
      metadata: fc.constantFrom({}, deletion(7), deletion(7, 0)),
      conditions: fc.subarray([disruption('DeletionByTaintManager', 'm')]),
      reason: fc.constantFrom(undefined, 'Evicted', 'DeadlineExceeded', 'SomethingNew'),
      isGone: fc.boolean(),
    })
    .map(({ isGone, reason, state, ...sketch }) => ({
      isGone,
      pod: pod({ ...sketch, ...(state && { state }), ...(reason && { status: { reason } }) }),
    }))
  const jobs = fc.constantFrom(
    null,
    job(),
    job({}, { suspend: true }),
    job({}, {}, deletion(7, 0)),
    jobWith('Complete'),
    jobWith('Failed', 'BackoffLimitExceeded'),
    jobWith('Failed', 'DeadlineExceeded'),
    jobWith('FailureTarget', 'DeadlineExceeded'),
  )

  it('is always one, says when to look again, and keeps its word', () => {
    fc.assert(
      fc.property(
        jobs,
        fc.array(pods, { maxLength: 2 }),
        fc.nat(400),
        fc.boolean(),
        (sample, some, afterS, isSynced) => {
          const objects = known({ job: sample, pods: some })
          const answer = look(objects, afterS, isSynced)
          if (answer.status === null) expect(isSynced).toBe(false)
          if (answer.isGivenUp) expect(answer.status?.phase).toBe('ended')
          if (answer.recheckMs === null) return
          expect(answer.recheckMs).toBeGreaterThan(0)
          expect(look(objects, afterS + answer.recheckMs / 1000, isSynced)).not.toEqual(answer)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('is never an end while the agent’s container runs on a node that answers', () => {
    fc.assert(
      fc.property(jobs, fc.nat(400), fc.boolean(), (sample, afterS, isSynced) => {
        const objects = known({ job: sample, pods: [here(pod({ state: running }))] })
        expect(look(objects, afterS, isSynced).status?.phase).toBe('running')
      }),
    )
  })

  it('is the same after a pod that has ended is cleared away', () => {
    const ended = endedPod(terminated(3))
    const [before, after] = [here(ended), gone(ended)].map((each) => look(known({ pods: [each] })).status)
    expect({ ...after, where: null }).toEqual({ ...before, where: null })
  })
})
