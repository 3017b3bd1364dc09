import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { WireEvent, WireJob, WirePod } from '../../../../api/runner/kubernetes/wire.ts'
import { renderLog } from '../../../support/fake-kube/canned-log.ts'
import { type FakeKube, type FakeKubeOptions, startFakeKube } from '../../../support/fake-kube/fake-kube.ts'
import { fixtureImage } from '../../../support/fake-kube/fixture-program.ts'
import { kubeClient, smallJob } from '../../../support/fake-kube/kube-client.ts'
import { pacedPrinter } from '../../../support/fake-kube/paced-printer.ts'

interface Told {
  readonly type: string
  readonly object: WirePod & WireJob & { code?: number; message?: string }
}

const fakes: FakeKube[] = []
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()))
})

async function start(options?: FakeKubeOptions) {
  const kube = await startFakeKube(options)
  fakes.push(kube)
  return { kube, client: kubeClient(kube) }
}

type Client = ReturnType<typeof kubeClient>

/** Reads the pod of a job until `isReached`; a watch, so that nothing is waited for in vain. */
async function podUntil(client: Client, lane: string, isReached: (pod: WirePod) => boolean): Promise<WirePod> {
  for await (const { object } of watch(client, `pods?watch=1&labelSelector=lane%3D${lane}`)) {
    if (isReached(object)) return object
  }
  throw new Error('the watch has ended')
}

async function* watch(client: Client, path: string): AsyncGenerator<Told> {
  const answer = await client.get(path)
  expect(answer.status).toBe(200)
  for await (const line of linesOf(answer)) yield JSON.parse(line)
}

async function* linesOf(answer: Response): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

const isOver = (pod: WirePod) => ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')
const isRunning = (pod: WirePod) => pod.status?.phase === 'Running'
const waitingFor = (reason: string) => (pod: WirePod) =>
  pod.status?.containerStatuses?.[0]?.state?.waiting?.reason === reason

async function jobUntilEnded(client: Client, name: string): Promise<WireJob> {
  for await (const { object } of watch(client, `jobs?watch=1&fieldSelector=metadata.name%3D${name}`)) {
    if (object.status?.conditions?.some(({ type }) => type === 'Complete' || type === 'Failed')) return object
  }
  throw new Error('the watch has ended')
}

describe('the fake API server: objects', () => {
  it('makes a pod for a job, runs it, and tells how both ended', async () => {
    const { client } = await start()
    const created = await client.create(smallJob('one', { image: fixtureImage('hello') }))
    expect(created.status).toBe(201)
    const job = (await created.json()) as WireJob
    expect(job.metadata).toMatchObject({ name: 'one', namespace: 'axoloom-agents', uid: expect.any(String) })

    const pod = await podUntil(client, 'one', isOver)
    expect(pod.metadata?.ownerReferences?.[0]).toMatchObject({ kind: 'Job', name: 'one', uid: job.metadata?.uid })
    expect(pod.metadata?.labels).toMatchObject({ lane: 'one', 'batch.kubernetes.io/job-name': 'one' })
    expect(pod.status?.containerStatuses?.[0]).toMatchObject({
      name: 'agent',
      containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
      state: { terminated: { exitCode: 0, reason: 'Completed' } },
    })
    const ended = await jobUntilEnded(client, 'one')
    expect(ended.status?.conditions?.map(({ type }) => type)).toEqual(['SuccessCriteriaMet', 'Complete'])
    const { items } = (await (await client.get('events')).json()) as { items: WireEvent[] }
    const reasons = items.map(({ reason }) => reason)
    for (const reason of ['SuccessfulCreate', 'Scheduled', 'Pulled', 'Created', 'Started', 'Completed']) {
      expect(reasons).toContain(reason)
    }
  })

  it('takes one job of a name', async () => {
    const { client } = await start()
    const job = smallJob('twice', { image: fixtureImage('waits') })
    const answers = await Promise.all([client.create(job), client.create(job)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(await refused?.json()).toMatchObject({ reason: 'AlreadyExists', details: { name: 'twice', kind: 'jobs' } })
  })

  it('refuses what is no job, and does not find what is not there', async () => {
    const { client } = await start()
    expect((await client.create({ metadata: { name: 'x' } } as WireJob)).status).toBe(422)
    expect((await client.get('jobs/none')).status).toBe(404)
    expect((await client.remove('jobs/none')).status).toBe(404)
    expect((await client.get('pods/none/log')).status).toBe(404)
  })

  it('lists by labels and fields, in pages of one version, and without kinds in its items', async () => {
    const { kube, client } = await start()
    for (const name of ['a', 'b', 'c', 'd']) await client.create(smallJob(name, { image: fixtureImage('waits') }))
    const list = async (query: string) => (await client.get(`jobs?${query}`)).json() as Promise<JobList>
    interface JobList {
      metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number }
      items: WireJob[]
    }
    const namesOf = ({ items }: JobList) => items.map(({ metadata }) => metadata?.name)
    expect(namesOf(await list('labelSelector=lane+in+(a,c)'))).toEqual(['a', 'c'])
    expect(namesOf(await list('labelSelector=app%3Dtest,lane!%3Da'))).toEqual(['b', 'c', 'd'])
    expect(namesOf(await list('fieldSelector=metadata.name%3Db'))).toEqual(['b'])
    const first = await list('limit=3')
    expect(namesOf(first)).toEqual(['a', 'b', 'c'])
    expect(first.items[0]).not.toHaveProperty('kind')
    await client.remove('jobs/d')
    const second = await list(`limit=3&continue=${first.metadata.continue}`)
    expect(namesOf(second)).toEqual(['d'])
    expect(second.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion })
    kube.compact()
    expect((await client.get(`jobs?limit=3&continue=${first.metadata.continue}`)).status).toBe(410)
  })

  it('answers the rights review with what it was told', async () => {
    const { kube } = await start()
    kube.mood.rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]
    const answer = await fetch(`${kube.url}/apis/authorization.k8s.io/v1/selfsubjectrulesreviews`, {
      method: 'POST',
      body: JSON.stringify({ spec: { namespace: 'x' } }),
    })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toMatchObject({ status: { resourceRules: kube.mood.rules, incomplete: false } })
  })

  it('lets nobody in without the token', async () => {
    const { kube, client } = await start({ token: 'right' })
    expect((await client.get('pods')).status).toBe(401)
    const authorization = 'Bearer right'
    expect((await client.get('pods', { headers: { authorization } })).status).toBe(200)
    kube.mood.token = 'newer'
    expect((await client.get('pods', { headers: { authorization } })).status).toBe(401)
  })
})

describe('the fake API server: deletion', () => {
  it('takes the pod of a deleted job away: SIGTERM, its last status, and then it is gone', async () => {
    const { kube, client } = await start()
    await client.create(smallJob('gone', { image: fixtureImage('waits') }))
    const running = await podUntil(client, 'gone', isRunning)
    const told = watch(client, `pods?watch=1&resourceVersion=${running.metadata?.resourceVersion}`)
    await untilLogged(client, running, 'ready')
    expect((await client.remove('jobs/gone', { propagationPolicy: 'Background' })).status).toBe(200)
    const seen: Told[] = []
    for await (const event of told) {
      seen.push(event)
      if (event.type === 'DELETED') break
    }
    expect(seen.map(({ type }) => type)).toEqual(['MODIFIED', 'MODIFIED', 'DELETED'])
    expect(seen[0]?.object.metadata?.deletionTimestamp).toEqual(expect.any(String))
    expect(seen[1]?.object.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(143)
    expect(kube.podsOf('gone')).toEqual([])
    expect((await client.get(`pods/${running.metadata?.name}/log`)).status).toBe(404)
  })

  it('kills what does not listen after its grace time', async () => {
    const { client } = await start()
    await client.create(smallJob('deaf', { image: fixtureImage('ignores-sigterm') }))
    const pod = await podUntil(client, 'deaf', isRunning)
    await untilLogged(client, pod, 'ready')
    await client.remove('jobs/deaf')
    const ended = await podUntil(client, 'deaf', isOver)
    expect(ended.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(137)
  })

  it('fails the job whose pod was deleted by hand', async () => {
    const { client } = await start()
    await client.create(smallJob('robbed', { image: fixtureImage('waits') }))
    const pod = await podUntil(client, 'robbed', isRunning)
    await client.remove(`pods/${pod.metadata?.name}`, { gracePeriodSeconds: 0 })
    const job = await jobUntilEnded(client, 'robbed')
    expect(job.status).toMatchObject({
      failed: 1,
      conditions: [{ type: 'FailureTarget' }, { type: 'Failed', reason: 'BackoffLimitExceeded' }],
    })
  })

  it('keeps a job that is deleted in the foreground until its pod is gone', async () => {
    const { client } = await start()
    await client.create(smallJob('front', { image: fixtureImage('waits') }))
    const pod = await podUntil(client, 'front', isRunning)
    await untilLogged(client, pod, 'ready')
    await client.remove('jobs/front', { propagationPolicy: 'Foreground' })
    const seen: string[] = []
    for await (const { type, object } of watch(client, `jobs?watch=1&fieldSelector=metadata.name%3Dfront`)) {
      seen.push(`${type} ${object.metadata?.deletionTimestamp === undefined ? 'live' : 'dying'}`)
      if (type === 'DELETED') break
    }
    expect(seen.at(0)).toBe('ADDED dying')
    expect(seen.at(-1)).toBe('DELETED dying')
  })
})

async function untilLogged(client: Client, pod: WirePod, text: string): Promise<void> {
  const answer = await client.get(`pods/${pod.metadata?.name}/log?follow=true`)
  for await (const line of linesOf(answer)) if (line.includes(text)) return
  throw new Error(`the log has ended without ${text}`)
}

describe('the fake API server: watches', () => {
  it('tells what came after a version, and ends when its time is over', async () => {
    const { kube, client } = await start()
    const from = kube.store.version()
    await client.create(smallJob('late', { image: fixtureImage('hello') }))
    const told: Told[] = []
    for await (const event of watch(client, `jobs?watch=1&resourceVersion=${from}&timeoutSeconds=1`)) told.push(event)
    expect(told[0]).toMatchObject({ type: 'ADDED', object: { kind: 'Job', metadata: { name: 'late' } } })
    expect(told.slice(1).every(({ type }) => type === 'MODIFIED')).toBe(true)
    const versions = told.map(({ object }) => Number(object.metadata?.resourceVersion))
    expect(versions).toEqual([...versions].sort((left, right) => left - right))
  })

  it('sends bookmarks to who wants them', async () => {
    const { kube, client } = await start({ bookmarkMs: 5 })
    for await (const { type, object } of watch(client, 'pods?watch=1&resourceVersion=1000&allowWatchBookmarks=true')) {
      expect(type).toBe('BOOKMARK')
      expect(object).toMatchObject({ kind: 'Pod', metadata: { resourceVersion: String(kube.store.version()) } })
      return
    }
  })

  it.each(['status', 'event'] as const)('refuses a version that is not kept any more, as a %s', async (tooOldAs) => {
    const { kube, client } = await start({ tooOldAs })
    await client.create(smallJob('old', { image: fixtureImage('waits') }))
    kube.compact()
    const answer = await client.get('jobs?watch=1&resourceVersion=1000')
    expect(answer.status).toBe(tooOldAs === 'status' ? 410 : 200)
    const body = await answer.json()
    const status = tooOldAs === 'status' ? body : body.object
    expect(status).toMatchObject({ kind: 'Status', code: 410, reason: 'Expired' })
  })
})

describe('the fake API server: logs', () => {
  const stamp = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z'

  it('stamps each line once, also one that was kept in fragments, and leaves an open tail open', async () => {
    const { client } = await start()
    await client.create(smallJob('garbage', { image: fixtureImage('garbage') }))
    const pod = await podUntil(client, 'garbage', isOver)
    const bytes = Buffer.from(
      await (await client.get(`pods/${pod.metadata?.name}/log?timestamps=true`)).arrayBuffer(),
    ).toString('latin1')
    const lines = bytes.split('\n')
    expect(lines).toHaveLength(7)
    for (const line of lines) expect(line).toMatch(new RegExp(`^${stamp} `))
    expect(lines[3]?.slice(31)).toBe('x'.repeat(1_000_000))
    expect(lines.at(-1)?.slice(31)).toBe('a tail without an end')
    expect(pod.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(137)
  })

  it('gives lines from a whole second on, the last ones, or as many bytes as wanted', async () => {
    const { client } = await start()
    await client.create(smallJob('counts', { image: fixtureImage('counts'), ticket: '20' }))
    const pod = await podUntil(client, 'counts', isOver)
    const log = async (query: string) =>
      (await client.get(`pods/${pod.metadata?.name}/log?timestamps=true&${query}`)).text()
    const all = (await log('')).trimEnd().split('\n')
    expect(all).toHaveLength(20)
    const last = all.at(-1)!.slice(0, 30)
    // its fraction is cut off, so at least the last line comes again
    const again = (await log(`sinceTime=${last}`)).trimEnd().split('\n')
    expect(again).toEqual(all.filter((line) => line.slice(0, 19) >= last.slice(0, 19)))
    expect((await log('tailLines=3')).trimEnd().split('\n')).toEqual(all.slice(-3))
    expect(await log('limitBytes=33')).toBe(all[0]!.slice(0, 33))
    expect((await client.get(`pods/${pod.metadata?.name}/log?limitBytes=0`)).status).toBe(422)
    expect((await client.get(`pods/${pod.metadata?.name}/log?container=none`)).status).toBe(400)
  })

  it('has no content before there is a node, and says what a container waits for', async () => {
    const { kube, client } = await start()
    kube.mood.fate = 'unschedulable'
    await client.create(smallJob('a', { image: fixtureImage('hello') }))
    const homeless = await podUntil(client, 'a', (pod) => pod.status?.conditions?.[0]?.reason === 'Unschedulable')
    expect((await client.get(`pods/${homeless.metadata?.name}/log`)).status).toBe(204)
    kube.mood.fate = 'creating'
    await client.create(smallJob('b', { image: fixtureImage('hello') }))
    const creating = await podUntil(client, 'b', waitingFor('ContainerCreating'))
    const refused = await client.get(`pods/${creating.metadata?.name}/log?follow=true`)
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({
      message: expect.stringContaining('waiting to start: ContainerCreating'),
    })
  })

  it('loses what stood in an older file when the log was rotated', async () => {
    const { client } = await start({ rotateBytes: 1000 })
    await client.create(smallJob('much', { image: fixtureImage('counts'), ticket: '40' }))
    const pod = await podUntil(client, 'much', isOver)
    const numbers = (await (await client.get(`pods/${pod.metadata?.name}/log`)).text())
      .trimEnd()
      .split('\n')
      .map((line) => Number(line.split(' ')[0]))
    expect(numbers.length).toBeLessThan(40)
    expect(numbers.at(-1)).toBe(40)
  })

  it('gives a rendered log out without a process', async () => {
    const canned = renderLog({ lines: 5000, text: 'line #', perSecond: 1000, from: new Date('2026-01-01T00:00:00Z') })
    const { client } = await start({ program: () => ({ canned, exit: null }) })
    await client.create(smallJob('canned', { image: 'any' }))
    const pod = await podUntil(client, 'canned', isRunning)
    const path = `pods/${pod.metadata?.name}/log?follow=true&timestamps=true`
    let count = 0
    for await (const line of linesOf(await client.get(`${path}&sinceTime=2026-01-01T00:00:04Z`))) {
      if (count++ === 0) expect(line).toBe('2026-01-01T00:00:04.000000000Z line 4001')
      if (count === 1000) await client.remove('jobs/canned')
    }
    expect(count).toBe(1000)
  })

  it('prints at a rate without a process', async () => {
    const line = (n: number) => `${n} ${performance.now()}`
    const { client } = await start({ program: () => pacedPrinter({ lines: 20, perSecond: 200, line }) })
    await client.create(smallJob('paced', { image: 'any' }))
    const pod = await podUntil(client, 'paced', isRunning)
    const printed: number[] = []
    for await (const text of linesOf(await client.get(`pods/${pod.metadata?.name}/log?follow=true`))) {
      printed.push(Number(text.split(' ')[1]))
    }
    expect(printed).toHaveLength(20)
    expect(printed.at(-1)! - printed[0]!).toBeGreaterThan(90)
    expect((await podUntil(client, 'paced', isOver)).status?.phase).toBe('Succeeded')
  })
})

describe('the fake API server: fates', () => {
  it.each([
    ['image-pull', 'ImagePullBackOff', /^Back-off pulling image/],
    ['invalid-image', 'InvalidImageName', /couldn't parse image name/],
    ['config-error', 'CreateContainerConfigError', /secret "agent-settings" not found/],
  ] as const)('shows %s as %s until it is mended', async (fate, reason, message) => {
    const { kube, client } = await start()
    kube.mood.fate = fate
    await client.create(smallJob('held', { image: fixtureImage('hello') }))
    const pod = await podUntil(client, 'held', waitingFor(reason))
    expect(pod.status).toMatchObject({ phase: 'Pending' })
    expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toMatch(message)
    kube.release(pod.metadata!.name!)
    expect((await podUntil(client, 'held', isOver)).status?.phase).toBe('Succeeded')
  })

  it.each([
    ['evicted', { phase: 'Failed', reason: 'Evicted' }, 'TerminationByKubelet'],
    ['preempted', { phase: 'Failed' }, 'PreemptionByScheduler'],
    ['node-lost', { phase: 'Failed' }, 'DeletionByTaintManager'],
    ['deadline', { phase: 'Failed', reason: 'DeadlineExceeded' }, undefined],
  ] as const)('ends a pod as %s', async (strike, status, disruption) => {
    const { kube, client } = await start()
    await client.create(smallJob('struck', { image: fixtureImage('waits') }))
    const running = await podUntil(client, 'struck', isRunning)
    await untilLogged(client, running, 'ready')
    kube.strike(running.metadata!.name!, strike)
    const pod = await podUntil(client, 'struck', isOver)
    expect(pod.status).toMatchObject(status)
    expect(pod.status?.conditions?.find(({ type }) => type === 'DisruptionTarget')?.reason).toBe(disruption)
    expect((await jobUntilEnded(client, 'struck')).status?.failed).toBe(1)
  })

  it('ends a container that is out of memory as one', async () => {
    const { client } = await start()
    await client.create(smallJob('hungry', { image: fixtureImage('eats-memory') }))
    const pod = await podUntil(client, 'hungry', isOver)
    expect(pod.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ reason: 'OOMKilled', exitCode: 137 })
  })

  it('ends a job at its deadline, and takes its pod away', async () => {
    const { kube, client } = await start()
    await client.create(smallJob('slow', { image: fixtureImage('waits') }))
    await untilLogged(client, await podUntil(client, 'slow', isRunning), 'ready')
    kube.expireJob('slow')
    const job = await jobUntilEnded(client, 'slow')
    expect(job.status?.conditions?.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
      'FailureTarget DeadlineExceeded',
      'Failed DeadlineExceeded',
    ])
  })

  it('takes a job beyond the quota and makes no pod for it until there is room', async () => {
    const { kube, client } = await start()
    kube.mood.quotaPods = 1
    await client.create(smallJob('first', { image: fixtureImage('waits') }))
    await podUntil(client, 'first', isRunning)
    await client.create(smallJob('second', { image: fixtureImage('hello') }))
    for await (const { object } of watch(client, 'events?watch=1')) {
      const event = object as unknown as WireEvent
      if (event.reason !== 'FailedCreate') continue
      expect(event).toMatchObject({ involvedObject: { kind: 'Job', name: 'second' }, type: 'Warning' })
      expect(event.message).toContain('exceeded quota')
      break
    }
    expect(kube.podsOf('second')).toEqual([])
    await client.remove('jobs/first')
    await podUntil(client, 'second', isOver)
  })
})

describe('the fake API server: faults', () => {
  it('answers the next matching requests wrongly, and only those', async () => {
    const { kube, client } = await start()
    kube.faults.next({ verb: 'list', collection: 'pods' }, { status: 429, retryAfterS: 1 }, 2)
    expect((await client.get('jobs')).status).toBe(200)
    const refused = await client.get('pods')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect((await client.get('pods')).status).toBe(429)
    expect((await client.get('pods')).status).toBe(200)
    expect(kube.count({ verb: 'list', collection: 'pods' })).toBe(3)
  })

  it('loses an answer and not what was done', async () => {
    const { kube, client } = await start()
    kube.faults.next({ verb: 'create' }, { lostAnswer: 'reset' })
    await expect(client.create(smallJob('made', { image: fixtureImage('hello') }))).rejects.toThrow()
    expect((await client.get('jobs/made')).status).toBe(200)
  })

  it.each(['end', 'fin', 'reset'] as const)('cuts a followed log by %s after some bytes', async (how) => {
    const { kube, client } = await start()
    await client.create(smallJob('cut', { image: fixtureImage('counts'), ticket: '10000' }))
    const pod = await podUntil(client, 'cut', isRunning)
    kube.faults.next({ verb: 'log' }, { cut: how, afterBytes: 700 })
    const reading = client.get(`pods/${pod.metadata?.name}/log?follow=true`).then((answer) => answer.text())
    if (how === 'end') expect(Buffer.byteLength(await reading)).toBe(700)
    else await expect(reading).rejects.toThrow()
    await expect.poll(() => kube.openStreams({ verb: 'log' })).toBe(0)
  })

  it('lets a log and a watch fall silent, and their connections stay', async () => {
    const { kube, client } = await start()
    await client.create(smallJob('mute', { image: fixtureImage('counts'), ticket: '10000' }))
    const pod = await podUntil(client, 'mute', isRunning)
    const controller = new AbortController()
    const answer = await client.get(`pods/${pod.metadata?.name}/log?follow=true`, { signal: controller.signal })
    const reader = answer.body!.getReader()
    await reader.read()
    expect(kube.faults.silence({ verb: 'log' })).toBe(1)
    await client.remove('jobs/mute')
    await podUntil(client, 'mute', isOver)
    expect(kube.openStreams({ verb: 'log' })).toBe(1)
    controller.abort()
    await expect(reader.closed).rejects.toThrow()
  })

  it('drops events from watches, and a list still has them', async () => {
    const { kube, client } = await start()
    const from = kube.store.version()
    const restore = kube.faults.dropEvents(({ object }) => object.metadata?.name === 'unheard')
    await client.create(smallJob('unheard', { image: fixtureImage('waits') }))
    await client.create(smallJob('heard', { image: fixtureImage('waits') }))
    for await (const { object } of watch(client, `jobs?watch=1&resourceVersion=${from}`)) {
      expect(object.metadata?.name).toBe('heard')
      break
    }
    restore()
    expect(await (await client.get('jobs')).json()).toMatchObject({ items: [{}, {}] })
  })

  it('tells open watches that they are too old', async () => {
    const { kube, client } = await start()
    const told: Told[] = []
    const answer = await client.get(`jobs?watch=1&resourceVersion=${kube.store.version()}`)
    expect(kube.faults.expire()).toBe(1)
    for await (const line of linesOf(answer)) told.push(JSON.parse(line))
    expect(told).toMatchObject([{ type: 'ERROR', object: { code: 410 } }])
  })

  it('goes down and comes up on the same port', async () => {
    const { kube, client } = await start()
    await kube.goDown()
    await expect(client.get('pods')).rejects.toThrow()
    await kube.comeUp()
    expect((await client.get('pods')).status).toBe(200)
  })

  it('leaves no process behind', async () => {
    const { kube, client } = await start()
    await client.create(smallJob('left', { image: fixtureImage('ignores-sigterm') }))
    const pod = await podUntil(client, 'left', isRunning)
    const answer = await client.get(`pods/${pod.metadata?.name}/log?follow=true`)
    let pid = 0
    for await (const line of linesOf(answer)) {
      pid = Number(line.split(' ')[1])
      break
    }
    expect(process.kill(pid, 0)).toBe(true)
    await kube.close()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

const run = promisify(execFile)
const hasKubectl = await run('kubectl', ['version', '--client']).then(
  () => true,
  () => false,
)
const maySkip = process.env.CI === undefined && process.env.AXOLOOM_NO_SKIP !== '1'

describe.skipIf(!hasKubectl && maySkip)('the fake API server and real kubectl', () => {
  it('shows jobs and pods, follows logs, waits and deletes', async () => {
    const { kube, client } = await start()
    // its cache goes to HOME
    const env = { PATH: process.env.PATH, KUBECONFIG: kube.kubeconfig, HOME: dirname(kube.kubeconfig) }
    const kubectl = async (...args: string[]) => (await run('kubectl', args, { env })).stdout
    await client.create(smallJob('a', { image: fixtureImage('hello') }))
    await client.create(smallJob('b', { image: fixtureImage('waits') }))
    await untilLogged(client, await podUntil(client, 'b', isRunning), 'ready')
    await kubectl('wait', '--for=condition=complete', 'job/a', '--timeout=10s')
    expect(await kubectl('get', 'jobs,pods', '-o', 'name')).toMatch(
      /^job.batch\/a\njob.batch\/b\npod\/a-\w+\npod\/b-\w+\n$/,
    )
    const following = kubectl('logs', '-f', '-l', 'app=test', '--prefix', '--timestamps', '--max-log-requests=20')
    // one of ours before
    await kube.asked({ verb: 'log' }, 3)
    expect(await kubectl('delete', 'job', 'b')).toContain('deleted')
    const lines = (await following).trimEnd().split('\n').sort()
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^\[pod\/a-\w+\/agent\] \d{4}-\S+Z one$/)
    expect(lines[3]).toMatch(/^\[pod\/b-\w+\/agent\] \d{4}-\S+Z ready \d+$/)
    expect(await kubectl('get', 'pods', '-o', 'name')).toMatch(/^pod\/a-\w+\n$/)
  })
})
