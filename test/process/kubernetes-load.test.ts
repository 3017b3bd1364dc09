import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { loadKubeAccess } from '../../api/runner/kubernetes/kube-access.ts'
import { createKubeApi, type KubeApi } from '../../api/runner/kubernetes/kube-api.ts'
import { followPodLog, type PodLogSource } from '../../api/runner/kubernetes/pod-log.ts'
import { type KubernetesStage, openKubernetesStage } from '../proof/kubernetes-stage.ts'
import { numberedLine } from '../proof/line-ledger.ts'
import { createRandom } from '../proof/random.ts'
import { runResetTrial } from '../proof/reset-trial.ts'
import { EventClient } from '../support/event-client.ts'
import { until } from '../support/fake-kube/bell.ts'
import type { ContainerPlay } from '../support/fake-kube/container.ts'
import { type FakeKube, startFakeKube } from '../support/fake-kube/fake-kube.ts'
import { kubeClient, smallJob } from '../support/fake-kube/kube-client.ts'

// Counted promises on the whole API with pods that only print; `node test/proof/kubernetes.ts` plays the long ones.

const RUNS = 5
const LANES = 4
const READERS_A_RUN = 4
const ATTEMPTS = RUNS * LANES

/** Prints a line, waits until it may go on, prints another and ends. */
function patientAgent(mayGoOn: AbortSignal): ContainerPlay {
  return {
    async print(log, signal) {
      log.append('stdout', Buffer.from(`${numberedLine(1)}\n`))
      await until(AbortSignal.any([signal, mayGoOn]), () => () => {})
      if (signal.aborted) return 143
      log.append('stdout', Buffer.from(`${numberedLine(2)}\n`))
      return 0
    },
  }
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

describe('twenty agents in five runs with twenty readers', () => {
  const letGo = new AbortController()
  const countOf = (client: EventClient, type: string) => client.text.split(`\nevent: ${type}\n`).length - 1

  async function openReaders(stage: KubernetesStage, runs: readonly string[]): Promise<EventClient[]> {
    const urls = runs.flatMap((run) => Array.from({ length: READERS_A_RUN }, () => stage.eventsUrl(run)))
    const readers = await Promise.all(urls.map((url) => EventClient.open(url, { accept: 'text/event-stream' })))
    closers.push(async () => {
      for (const reader of readers) reader.leave()
    })
    return readers
  }

  it('cost one watch per kind, one log stream and one create each, at most one delete, and no other write', async () => {
    // ended ones are removed at once, so that every delete there will ever be comes within the test
    const stage = await openKubernetesStage({ program: () => patientAgent(letGo.signal) }, { JOB_KEEP_S: '0' })
    closers.push(() => stage.close())
    const { kube } = stage
    const runs = await Promise.all(Array.from({ length: RUNS }, () => stage.post(LANES)))
    const readers = await openReaders(stage, runs)
    await all(readers, 'a line of each lane', (reader) => countOf(reader, 'thought-delta') === LANES)

    expect(openWatches(kube)).toEqual({ jobs: 1, pods: 1, events: 1 })
    expect(kube.openStreams({ verb: 'log' })).toBe(ATTEMPTS)
    expect(followsOf(kube)).toHaveLength(ATTEMPTS)
    expect(new Set(followsOf(kube)).size).toBe(ATTEMPTS)

    await stage.cancel(runs[0] ?? '')
    await all(
      readers.slice(0, READERS_A_RUN),
      'the end of what was cancelled',
      (reader) => countOf(reader, 'run-end') === 1,
    )
    letGo.abort()
    await all(readers, 'the end of each run', (reader) => countOf(reader, 'run-end') === 1)
    await allRemoved(stage)

    expect(readers.map((reader) => countOf(reader, 'thought-delta'))).toEqual(
      readers.map((_, i) => (i < READERS_A_RUN ? LANES : 2 * LANES)),
    )
    expect(['jobs', 'pods', 'events'].map((kind) => begun(kube, 'watch', kind))).toEqual([1, 1, 1])
    expect(writesOf(kube)).toEqual({ create: ATTEMPTS, delete: ATTEMPTS })
    const deleted = kube.requests.filter(({ verb }) => verb === 'delete').map(({ name }) => name)
    expect(new Set(deleted).size).toBe(ATTEMPTS)
    expect(kube.store.all('jobs', null)).toEqual([])
  })
})

/** Each reader waits for itself, so that one that never sees it is named. */
async function all(readers: readonly EventClient[], what: string, isTrue: (reader: EventClient) => boolean) {
  await Promise.all(readers.map((reader, i) => reader.until(isTrue, `${what} at reader ${i}`)))
}

/** Pods of the follows that were begun so far. */
const followsOf = (kube: FakeKube) =>
  kube.requests.filter(({ verb, query }) => verb === 'log' && query.get('follow') === 'true').map(({ name }) => name)

function openWatches(kube: FakeKube) {
  const open = (collection: 'jobs' | 'pods' | 'events') => kube.openStreams({ verb: 'watch', collection })
  return { jobs: open('jobs'), pods: open('pods'), events: open('events') }
}

const begun = (kube: FakeKube, verb: string, collection: string) =>
  kube.requests.filter((request) => request.verb === verb && request.collection === collection).length

/** How often each kind of request came that changes something: the start asks two questions by POST. */
function writesOf(kube: FakeKube): Record<string, number> {
  const writes: Record<string, number> = {}
  for (const { verb, method } of kube.requests) {
    if (method !== 'GET' && verb !== 'review' && verb !== 'try') writes[verb] = (writes[verb] ?? 0) + 1
  }
  return writes
}

/** Until the API is done with each attempt: it says so when it has removed what is left of it. */
async function allRemoved({ server }: KubernetesStage): Promise<void> {
  while (server.stderr().split('"attempt ended"').length - 1 < ATTEMPTS) await delay(20)
}

describe('logs that are followed', () => {
  it('lose and double nothing when their connections are reset every 2 s, at 4 x 1,000 lines a second', async () => {
    const violations = await runResetTrial({
      durationMs: 10_000,
      everyMs: 2000,
      pods: 4,
      linesASecond: 1000,
      random: createRandom(4),
    })

    expect(violations).toEqual([])
  })

  it('are followed by the same one stream through any silence, which is only looked into', async () => {
    const letGo = new AbortController()
    const kube = await startFakeKube({ program: () => patientAgent(letGo.signal) })
    closers.push(() => kube.close())
    const { kubeconfig, namespace } = kube
    const api = createKubeApi(await loadKubeAccess({ kubeconfig }), { namespace })
    closers.push(() => api.close())
    await kubeClient(kube).create(smallJob('lane', { image: 'any' }))
    const source = await logOf(kube, api, 'lane')
    const quick = { outputLimitBytes: 10_000, onLimit: () => {}, idleProbeMs: 30, settleMs: 20 }
    const texts: string[] = []
    const following = (async () => {
      for await (const { lines, isContinuous } of followPodLog(source, null, quick, new AbortController().signal)) {
        texts.push(...lines.map(({ text }) => `${text}${isContinuous ? '' : ' after a gap'}`))
      }
    })()
    await kube.asked({ verb: 'log' }, 30)

    expect([followsOf(kube).length, texts]).toEqual([1, [numberedLine(1)]])
    letGo.abort()
    await following
    expect(texts).toEqual([numberedLine(1), numberedLine(2)])
  })
})

/** The log of a job's pod, once it prints. */
async function logOf(kube: FakeKube, api: KubeApi, jobName: string): Promise<PodLogSource> {
  const present = () => kube.podsOf(jobName)[0]
  const changed = (isThere: () => boolean, signal: AbortSignal) =>
    until(signal, (wake) => {
      const check = () => (isThere() ? wake() : undefined)
      const unsubscribe = kube.store.subscribe(check)
      check()
      return unsubscribe
    })
  const isOver = () => /^(Succeeded|Failed)$/.test(present()?.status?.phase ?? '')
  await changed(() => present()?.status?.phase === 'Running', new AbortController().signal)
  const name = present()?.metadata?.name ?? ''
  return {
    containerId: 'containerd://1',
    open: (query, signal) => api.log(name, { container: 'agent', ...query }, signal),
    isOver,
    over: (signal) => changed(isOver, signal),
  }
}
