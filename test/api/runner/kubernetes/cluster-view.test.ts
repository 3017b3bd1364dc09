import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ClusterView, createClusterView } from '../../../../api/runner/kubernetes/cluster-view.ts'
import { JobIndex, jobOfEvent } from '../../../../api/runner/kubernetes/job-index.ts'
import { createKubeApi, type KubeApi } from '../../../../api/runner/kubernetes/kube-api.ts'
import { annotationsOf, jobName, labelsOf, selectorOf } from '../../../../api/runner/kubernetes/names.ts'
import type { WireEvent, WireJob, WirePod } from '../../../../api/runner/kubernetes/wire.ts'
import type { AttemptRef } from '../../../../api/runner/runner.ts'
import { newAttempt } from '../../../support/attempts.ts'
import { type FakeKube, startFakeKube } from '../../../support/fake-kube/fake-kube.ts'
import { fixtureImage } from '../../../support/fake-kube/fixture-program.ts'
import { openAccess } from './raw-api-server.ts'

const never = new AbortController().signal
const OURS = 'installation-1'
const OTHERS = 'installation-2'

describe('the view of the cluster', () => {
  let kube: FakeKube
  let api: KubeApi
  let view: ClusterView
  const closers: (() => Promise<void>)[] = []
  beforeEach(async () => {
    kube = await startFakeKube()
    api = createKubeApi(openAccess(kube.url), { namespace: kube.namespace })
    closers.push(kube.close, api.close)
  })
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })

  function open(relistMs = 3_600_000): ClusterView {
    view = createClusterView(api, { selector: selectorOf(OURS), relistMs })
    closers.push(view.close)
    return view
  }

  function jobOf(ref: AttemptRef, fixture = 'waits', installation = OURS): WireJob {
    const metadata = { labels: labelsOf(ref, installation), annotations: annotationsOf(ref) }
    const env = [{ name: 'AXOLOOM_TICKET', value: '1' }]
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { ...metadata, name: jobName(ref) },
      spec: {
        backoffLimit: 0,
        template: {
          metadata,
          spec: {
            restartPolicy: 'Never',
            terminationGracePeriodSeconds: 1,
            containers: [{ name: 'agent', image: fixtureImage(fixture), env }],
          },
        },
      },
    }
  }

  const launch = async (ref: AttemptRef, ...how: [fixture?: string, installation?: string]) => {
    await api.createJob(jobOf(ref, ...how), never)
    return jobName(ref)
  }
  const eventually = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 10 })
  const phases = (name: string) => view.objectsOf(name).pods.map(({ pod }) => pod.status?.phase)
  const runs = (name: string) => eventually(() => expect(phases(name)).toEqual(['Running']))

  it('holds what was there before, and what comes', async () => {
    const before = await launch(newAttempt())
    await open().ready(never)
    expect(view.isSynced()).toBe(true)
    expect(view.objectsOf(before).job?.metadata?.name).toBe(before)
    const after = await launch(newAttempt())
    await runs(before)
    await runs(after)
    expect([...view.jobNames()].sort()).toEqual([before, after].sort())
    await eventually(() => {
      const { events } = view.objectsOf(after)
      expect(events.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['SuccessfulCreate', 'Scheduled']))
      expect(new Set(events.map(({ involvedObject }) => involvedObject.kind))).toEqual(new Set(['Job', 'Pod']))
    })
  })

  it('never sees what another installation has in the same namespace', async () => {
    const theirs = await launch(newAttempt(), 'waits', OTHERS)
    await open().ready(never)
    const ours = await launch(newAttempt())
    await runs(ours)
    expect(view.jobNames()).toEqual([ours])
    expect(view.objectsOf(theirs)).toMatchObject({ job: null, pods: [] })
  })

  it('keeps one watch of each kind, whatever the number of jobs and readers', async () => {
    open()
    const refs = Array.from({ length: 20 }, () => newAttempt())
    const readers = refs.flatMap((ref) => [view.changes(jobName(ref)), view.changes(jobName(ref))])
    const names = await Promise.all(refs.map((ref) => launch(ref, 'hello')))
    for (const name of names) await eventually(() => expect(phases(name)).toEqual(['Succeeded']))
    for (const collection of ['jobs', 'pods', 'events'] as const) {
      expect(kube.count({ verb: 'watch', collection })).toBe(1)
      expect(kube.count({ verb: 'list', collection })).toBe(1)
    }
    for (const reader of readers) reader.close()
  })

  it('knows a created job before the watch tells, and believes its deletion', async () => {
    await open().ready(never)
    const tellAgain = kube.faults.dropEvents(() => true)
    const ref = newAttempt()
    view.noteCreated(await api.createJob(jobOf(ref), never))
    expect(view.jobNames()).toEqual([jobName(ref)])
    tellAgain()
    await api.deleteJob(jobName(ref), never)
    await eventually(() => expect(view.jobNames()).toEqual([]))
  })

  describe('of pods that are gone', () => {
    it('keeps their last state until the job is forgotten', async () => {
      await open().ready(never)
      const name = await launch(newAttempt())
      await runs(name)
      await api.deleteJob(name, never)
      await eventually(() => expect(view.jobNames()).toEqual([]))
      const { job, pods } = view.objectsOf(name)
      expect(job).toBeNull()
      expect(pods).toMatchObject([{ isGone: true, pod: { status: { containerStatuses: [{ name: 'agent' }] } } }])
      view.forget(name)
      expect(view.objectsOf(name)).toEqual({ job: null, pods: [], events: [] })
    })

    it('keeps nothing when the job was forgotten before', async () => {
      await open().ready(never)
      const name = await launch(newAttempt())
      await runs(name)
      await api.deleteJob(name, never)
      view.forget(name)
      expect(view.jobNames()).toEqual([])
      await eventually(() => expect(view.objectsOf(name).pods).toEqual([]))
    })

    it('finds out by a list when no watch tells', async () => {
      await open(50).ready(never)
      const name = await launch(newAttempt())
      await runs(name)
      const tellAgain = kube.faults.dropEvents(({ type }) => type === 'DELETED')
      await api.deleteJob(name, never)
      await eventually(() => expect(view.jobNames()).toEqual([]))
      expect(view.objectsOf(name).pods).toMatchObject([{ isGone: true }])
      tellAgain()
    })
  })

  describe('tells of changes', () => {
    it('to whoever waits for them, and of none that are about other jobs', async () => {
      await open().ready(never)
      const [one, other] = [newAttempt(), newAttempt()]
      const mine = view.changes(jobName(one))
      const others = view.changes(jobName(other))
      const isTold = { mine: false, others: false }
      const waiting = mine.next(null, never).then(() => {
        isTold.mine = true
      })
      const alsoWaiting = others.next(null, never).then(() => {
        isTold.others = true
      })
      const name = await launch(one, 'hello')
      await eventually(() => expect(phases(name)).toEqual(['Succeeded']))
      await waiting
      expect(isTold).toEqual({ mine: true, others: false })
      others.close()
      await expect(alsoWaiting).rejects.toThrow('no longer told')
    })

    it('that happened between two looks', async () => {
      await open().ready(never)
      const ref = newAttempt()
      const changes = view.changes(jobName(ref))
      const name = await launch(ref)
      await runs(name)
      await changes.next(null, never)
      await changes.next(0, never)
      const isSilent = changes.next(null, AbortSignal.timeout(50))
      await expect(isSilent).rejects.toThrow('timeout')
    })

    it('when it is not sure any more, and when it is again', async () => {
      await open().ready(never)
      const changes = view.changes('some-job')
      const lost = changes.next(null, never)
      await kube.goDown()
      await lost
      while (view.isSynced()) await changes.next(null, AbortSignal.timeout(10_000))
      await kube.comeUp()
      while (!view.isSynced()) await changes.next(null, AbortSignal.timeout(10_000))
    })

    it('and leaves nothing behind', async () => {
      await open().ready(never)
      const { signal } = new AbortController()
      const changes = view.changes('some-job')
      for (let call = 0; call < 50; call++) await changes.next(1, signal)
      expect(getEventListeners(signal, 'abort')).toHaveLength(0)
      await expect(changes.next(null, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
      const waiting = changes.next(null, signal)
      const closed = expect(waiting).rejects.toThrow('no longer told')
      await view.close()
      await closed
      expect(getEventListeners(signal, 'abort')).toHaveLength(0)
      await expect(changes.next(null, signal)).rejects.toThrow('no longer told')
      await expect(view.changes('some-job').next(null, signal)).rejects.toThrow('no longer told')
    })
  })
})

describe('the index of jobs', () => {
  const NAME = 'axoloom-01hzzzzzzzzzzzzzzzzzzzzzzz-v0-a1'
  const job = (name: string, uid = `job-${name}`): WireJob => ({ metadata: { name, uid, resourceVersion: '1' } })
  const pod = (name: string, suffix: string, at = '2026-01-01T00:00:00Z'): WirePod => ({
    metadata: {
      ...{ name: `${name}-${suffix}`, uid: `pod-${name}-${suffix}`, resourceVersion: '1', creationTimestamp: at },
      labels: { 'batch.kubernetes.io/job-name': name },
    },
  })
  const event = (uid: string, version: number, about: { kind: string; name: string }): WireEvent => ({
    metadata: { name: uid, uid, resourceVersion: String(version) },
    involvedObject: about,
  })

  it('keeps events that come before their job', () => {
    const index = new JobIndex()
    index.changeEvent(event('e', 1, { kind: 'Job', name: NAME }), false)
    expect(index.names()).toEqual([])
    index.changeJob(job(NAME), false)
    expect(index.objectsOf(NAME).events).toHaveLength(1)
  })

  it('keeps the 20 newest events of each object, newest last', () => {
    const index = new JobIndex()
    const about = { kind: 'Job', name: NAME }
    index.changeEvent(event('of-the-pod', 1, { kind: 'Pod', name: `${NAME}-abcde` }), false)
    for (let version = 2; version <= 32; version++) index.changeEvent(event(`e${version}`, version, about), false)
    const versions = index.objectsOf(NAME).events.map(({ metadata }) => Number(metadata.resourceVersion))
    expect(versions).toEqual([1, ...Array.from({ length: 20 }, (_, at) => 13 + at)])
    index.changeEvent(event('e32', 32, about), true)
    expect(index.objectsOf(NAME).events).toHaveLength(20)
  })

  it.each([
    [{ kind: 'Job', name: NAME }, NAME],
    [{ kind: 'Pod', name: `${NAME}-x7k2p` }, NAME],
    [{ kind: 'Pod', name: NAME.slice(0, -3) }, null],
    [{ kind: 'Pod', name: 'someone-elses-x7k2p' }, null],
    [{ kind: 'Node', name: NAME }, null],
    [{ kind: 'Job' }, null],
  ])('finds the job of an event: %j', (involvedObject, expected) => {
    expect(jobOfEvent({ metadata: {}, involvedObject })).toBe(expected)
  })

  it('has the newest pod last, and finds a job by label, old label or owner', () => {
    const index = new JobIndex()
    index.changePod(pod(NAME, 'newer', '2026-01-01T00:00:09Z'), false)
    index.changePod(pod(NAME, 'older', '2026-01-01T00:00:01Z'), false)
    const { labels: _, ...metadata } = pod(NAME, 'owned', '2026-01-01T00:00:10Z').metadata ?? {}
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name: NAME, uid: 'u' }
    index.changePod({ metadata: { ...metadata, ownerReferences: [owner] } }, false)
    index.changePod({ metadata: { ...metadata, uid: 'l', labels: { 'job-name': NAME } } }, false)
    index.changePod({ metadata: { ...metadata, uid: 'nobody' } }, false)
    const uids = index.objectsOf(NAME).pods.map((known) => known.pod.metadata?.uid)
    expect(uids).toEqual([`pod-${NAME}-older`, `pod-${NAME}-newer`, `pod-${NAME}-owned`, 'l'])
    expect(index.names()).toEqual([NAME])
  })

  it('does not take the end of a job for the end of the next one of that name', () => {
    const index = new JobIndex()
    index.changeJob(job(NAME, 'first'), false)
    index.changeJob(job(NAME, 'second'), false)
    index.changeJob(job(NAME, 'first'), true)
    expect(index.objectsOf(NAME).job?.metadata?.uid).toBe('second')
  })

  it('keeps the remains of 2,000 jobs that nobody forgot', () => {
    const index = new JobIndex()
    for (let number = 0; number <= 2_000; number++) {
      index.changePod(pod(`job-${number}`, 'abcde'), false)
      index.changePod(pod(`job-${number}`, 'abcde'), true)
    }
    expect(index.objectsOf('job-0').pods).toHaveLength(0)
    expect(index.objectsOf('job-1').pods).toHaveLength(1)
    expect(index.objectsOf('job-2000').pods).toHaveLength(1)
  })

  it('keeps nothing of a job once it is gone and nobody asks for it', () => {
    const index = new JobIndex()
    const changes = index.subscribe(NAME)
    index.changeJob(job(NAME), false)
    index.changePod(pod(NAME, 'abcde'), false)
    index.changeEvent(event('e', 1, { kind: 'Job', name: NAME }), false)
    index.forget(NAME)
    index.changePod(pod(NAME, 'abcde'), true)
    index.changeJob(job(NAME), true)
    expect(index.size).toBe(1)
    changes.close()
    expect(index.size).toBe(0)
  })

  it('does not learn of pods that were gone before it knew of them', () => {
    const index = new JobIndex()
    index.changePod(pod(NAME, 'abcde'), true)
    expect(index.objectsOf(NAME).pods).toEqual([])
  })
})
