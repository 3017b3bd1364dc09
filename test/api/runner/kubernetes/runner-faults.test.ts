import { afterEach, describe, expect, it } from 'vitest'
import { jobName } from '../../../../api/runner/kubernetes/names.ts'
import {
  type AttemptRef,
  type AttemptStatus,
  LaunchDelayedError,
  type LogCursor,
  OutputLostError,
  type Runner,
} from '../../../../api/runner/runner.ts'
import { newAttempt } from '../../../support/attempts.ts'
import { type FakeKube, type FakeKubeOptions, startFakeKube } from '../../../support/fake-kube/fake-kube.ts'
import { fixtureImage } from '../../../support/fake-kube/fixture-program.ts'
import { kubeClient } from '../../../support/fake-kube/kube-client.ts'
import type { AgentFixture } from '../runner-conformance.ts'
import { type KubernetesRunners, openRunners, testTemplate } from './kubernetes-harness.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Set {
  readonly kube: FakeKube
  readonly runners: KubernetesRunners
  create(agent: AgentFixture): Runner
}

async function start(options: FakeKubeOptions & { relistMs?: number } = {}): Promise<Set> {
  const kube = await startFakeKube(options)
  closers.push(() => kube.close())
  const runners = await open(kube, 'test', options.relistMs)
  return { kube, runners, create: (agent) => runners.create(fixtureImage(agent)) }
}

async function open(kube: FakeKube, installation: string, relistMs?: number): Promise<KubernetesRunners> {
  const { kubeconfig, namespace } = kube
  const template = await testTemplate(1)
  const shared = { kubeconfig, namespace, installation, template }
  const runners = await openRunners(relistMs === undefined ? shared : { ...shared, relistMs })
  closers.push(() => runners.close())
  return runners
}

const never = new AbortController().signal

interface Output {
  readonly texts: string[]
  readonly isContinuous: boolean
}

async function firstCursor(runner: Runner, ref: AttemptRef): Promise<LogCursor | null> {
  for await (const { cursor } of runner.follow(ref, null, never)) return cursor
  return null
}

async function outputOf(runner: Runner, ref: AttemptRef, onLine = (_text: string) => {}): Promise<Output> {
  const texts: string[] = []
  let isContinuous = true
  for await (const batch of runner.follow(ref, null, never)) {
    isContinuous &&= batch.isContinuous
    for (const { text } of batch.lines) {
      texts.push(text)
      onLine(text)
    }
  }
  return { texts, isContinuous }
}

async function endOf(runner: Runner, ref: AttemptRef): Promise<AttemptStatus | undefined> {
  let last: AttemptStatus | undefined
  for await (const status of runner.watch(ref, never)) last = status
  return last
}

async function until(runner: Runner, ref: AttemptRef, isWanted: (status: AttemptStatus) => boolean) {
  for await (const status of runner.watch(ref, never)) if (isWanted(status)) return status
  return undefined
}

const isRunning = ({ phase }: AttemptStatus) => phase === 'running'

async function firstLine(runner: Runner, ref: AttemptRef): Promise<string | undefined> {
  for await (const { lines } of runner.follow(ref, null, never)) return lines[0]?.text
  return undefined
}

const numbersOf = ({ texts }: Output) => texts.map((text) => Number(text.split(' ')[0]))
const upTo = (total: number) => Array.from({ length: total }, (_, at) => at + 1)
const podOf = (kube: FakeKube, ref: AttemptRef) => kube.podsOf(jobName(ref))[0]?.metadata?.name ?? ''

/** Does something again and again until it is ended. */
function every(periodMs: number, act: () => void): () => void {
  const timer = setInterval(act, periodMs)
  closers.push(async () => clearInterval(timer))
  return () => clearInterval(timer)
}

describe('a log stream that breaks', () => {
  it.each(['end', 'fin', 'reset'] as const)('by %s every 200 ms loses and repeats nothing', async (how) => {
    const { kube, create } = await start()
    const runner = create('counts')
    const spec = newAttempt({ ticket: '400' })
    await runner.launch(spec)
    let cuts = 0
    every(200, () => {
      cuts += kube.faults.cut({ verb: 'log' }, how)
    })
    const output = await outputOf(runner, spec)
    expect(numbersOf(output)).toEqual(upTo(400))
    expect(output.isContinuous).toBe(true)
    expect(cuts).toBeGreaterThan(3)
    expect(await endOf(runner, spec)).toMatchObject({ exit: 0 })
  })

  it('in the middle of a line loses and repeats nothing', async () => {
    const { kube, create } = await start({ chunkBytes: 7 })
    for (const afterBytes of [50, 333, 2345, 9999]) kube.faults.next({ verb: 'log' }, { cut: 'fin', afterBytes })
    const runner = create('counts')
    const spec = newAttempt({ ticket: '400' })
    await runner.launch(spec)
    expect(numbersOf(await outputOf(runner, spec))).toEqual(upTo(400))
  })

  it('by falling silent is read to its end when the agent has ended', async () => {
    const { kube, create } = await start()
    const runner = create('counts')
    const spec = newAttempt({ ticket: '100' })
    await runner.launch(spec)
    let isSilent = false
    const output = await outputOf(runner, spec, () => {
      if (!isSilent) isSilent = kube.faults.silence({ verb: 'log' }) > 0
    })
    expect(isSilent).toBe(true)
    expect(numbersOf(output)).toEqual(upTo(100))
    expect(output.isContinuous).toBe(true)
  })

  it.each([429, 500, 503])('is asked for again after %s', async (status) => {
    const { kube, create } = await start()
    const fault = status === 429 ? { status, retryAfterS: 0 } : { status }
    kube.faults.next({ verb: 'log' }, fault, 3)
    const runner = create('counts')
    const spec = newAttempt({ ticket: '20' })
    await runner.launch(spec)
    expect(numbersOf(await outputOf(runner, spec))).toEqual(upTo(20))
  })

  it('with an error of the kubelet in it keeps the rest', async () => {
    const { kube, create } = await start()
    const runner = create('counts')
    const spec = newAttempt({ ticket: '200' })
    await runner.launch(spec)
    let isSaid = false
    const output = await outputOf(runner, spec, (text) => {
      if (isSaid || !text.startsWith('20 ')) return
      isSaid = true
      kube.faults.say({ verb: 'log' }, 'unable to retrieve container logs for containerd://1234')
      kube.faults.cut({ verb: 'log' }, 'end')
    })
    const counted = output.texts.filter((text) => /^\d+ /.test(text))
    expect(counted.map((text) => Number(text.split(' ')[0]))).toEqual(upTo(200))
  })

  it('tells where a rotation took lines, and counts them exactly', async () => {
    const total = 3000
    const { create } = await start({
      rotateBytes: 20_000,
      losesUnread: true,
      program: () => ({
        async print(log, signal) {
          for (let n = 1; n <= total && !signal.aborted; n++) {
            log.append('stdout', Buffer.from(`{"axl":1,"n":${n},"type":"log","data":{"text":"${'x'.repeat(50)}"}}\n`))
            if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
          }
          return 0
        },
      }),
    })
    const runner = create('counts')
    const spec = newAttempt()
    await runner.launch(spec)
    let last = 0
    let kept = 0
    let lost = 0
    for await (const { lines, isContinuous } of runner.follow(spec, null, never)) {
      for (const [at, { text }] of lines.entries()) {
        const { n } = JSON.parse(text) as { n: number }
        if (n !== last + 1) {
          expect({ at, isContinuous }).toEqual({ at: 0, isContinuous: false })
          lost += n - last - 1
        }
        last = n
        kept++
      }
    }
    expect(kept + lost).toBe(total)
    expect(lost).toBeGreaterThan(0)
  })
})

describe('a watch that breaks', () => {
  it('by falling silent is found out by the next list', async () => {
    const { kube, create } = await start({ relistMs: 200 })
    const runner = create('waits')
    const spec = newAttempt()
    await runner.launch(spec)
    await firstLine(runner, spec)
    const ended = endOf(runner, spec)
    expect(kube.faults.silence({ verb: 'watch' })).toBe(3)
    await kubeClient(kube).remove(`pods/${podOf(kube, spec)}`, { gracePeriodSeconds: 0 })
    expect(await ended).toMatchObject({ phase: 'ended', reason: 'deleted' })
    // a list that finds something that a whole period of watching did not tell proves that the watch is dead
    await kube.asked({ verb: 'list', collection: 'pods' }, kube.count({ verb: 'list', collection: 'pods' }) + 2)
    await runner.launch(newAttempt())
    await kube.asked({ verb: 'watch', collection: 'pods' }, 2)
  })

  it('by losing events is made good by the next list', async () => {
    const { kube, create } = await start({ relistMs: 200 })
    kube.faults.dropEvents(({ object }) => object.kind === 'Pod')
    const runner = create('hello')
    const spec = newAttempt()
    await runner.launch(spec)
    const [output, end] = await Promise.all([outputOf(runner, spec), endOf(runner, spec)])
    expect(output.texts).toHaveLength(3)
    expect(end).toMatchObject({ phase: 'ended', exit: 0 })
  })

  it('by losing all of a pod still tells why the pod failed', async () => {
    const { kube, create } = await start({ relistMs: 1000, program: () => ({ print: async () => 3 }) })
    const runner = create('exits')
    await runner.list()
    kube.faults.dropEvents(({ object }) => object.kind === 'Pod')
    const spec = newAttempt()
    await runner.launch(spec)
    expect(await endOf(runner, spec)).toMatchObject({ phase: 'ended', exit: 3, reason: 'agent-exit' })
  })

  it.each(['status', 'event'] as const)('by being too old, as a %s, begins again with a list', async (tooOldAs) => {
    const { kube, create } = await start({ tooOldAs })
    const runner = create('waits')
    const spec = newAttempt()
    await runner.launch(spec)
    await firstLine(runner, spec)
    for (let round = 0; round < 3; round++) {
      const lists = kube.count({ verb: 'list', collection: 'pods' })
      kube.compact()
      kube.faults.cut({ verb: 'watch' }, 'reset')
      await kube.asked({ verb: 'list', collection: 'pods' }, lists + 1)
    }
    await runner.stop(spec)
    expect(await endOf(runner, spec)).toMatchObject({ exit: 143 })
  })

  it.each(['end', 'fin', 'reset'] as const)('by %s again and again still tells how all ended', async (how) => {
    const { kube, create } = await start()
    every(50, () => kube.faults.cut({ verb: 'watch' }, how))
    const runner = create('counts')
    const specs = Array.from({ length: 4 }, () => newAttempt({ ticket: '50' }))
    await Promise.all(specs.map((spec) => runner.launch(spec)))
    const ends = await Promise.all(specs.map((spec) => endOf(runner, spec)))
    expect(ends).toMatchObject(specs.map(() => ({ phase: 'ended', exit: 0 })))
  })
})

describe('an admission policy that refuses an attempt', () => {
  const denial = {
    status: 422,
    message: "ValidatingAdmissionPolicy 'agents' with binding 'agents' denied request: not the image of this release",
  }

  it('delays it while the policy may be about to change, and the next launch starts it', async () => {
    const { kube, create } = await start()
    const runner = create('hello')
    const spec = newAttempt()
    kube.faults.next({ verb: 'create' }, denial)
    await expect(runner.launch(spec)).rejects.toThrow(LaunchDelayedError)
    await runner.launch(spec)
    expect(await endOf(runner, spec)).toMatchObject({ exit: 0 })
  })

  it('ends it when the policy means it', async () => {
    const { kube, runners } = await start()
    const runner = runners.create(fixtureImage('hello'), { policyPatienceMs: 0 })
    kube.faults.always({ verb: 'create' }, denial)
    const refusal = await runner.launch(newAttempt()).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ status: 422, isRetryable: false })
    expect(refusal).not.toBeInstanceOf(LaunchDelayedError)
  })
})

describe('an API server in trouble', () => {
  it.each([
    { status: 429, retryAfterS: 0 },
    { status: 500 },
    { status: 503, retryAfterS: 0 },
    { lost: 'reset' },
    { lostAnswer: 'reset' },
    { lostAnswer: 'fin' },
  ] as const)('delays a launch that meets %j, and the next one starts one pod', async (fault) => {
    const { kube, create } = await start()
    const runner = create('hello')
    const spec = newAttempt()
    kube.faults.next({ verb: 'create' }, fault)
    const first = runner.launch(spec)
    await first.catch((error: unknown) => expect(error).toBeInstanceOf(LaunchDelayedError))
    await runner.launch(spec)
    expect((await outputOf(runner, spec)).texts).toHaveLength(3)
    expect(await endOf(runner, spec)).toMatchObject({ exit: 0 })
    expect(kube.podsOf(jobName(spec))).toHaveLength(1)
  })

  it('that answers lists with errors for a while delays everything and loses nothing', async () => {
    const { kube, create } = await start()
    for (const status of [500, 503, 429]) kube.faults.next({ verb: 'list' }, { status, retryAfterS: 0 }, 3)
    kube.faults.next({ verb: 'watch' }, { errorEvent: 500 }, 3)
    const runner = create('hello')
    const spec = newAttempt()
    await runner.launch(spec)
    expect((await outputOf(runner, spec)).texts).toHaveLength(3)
    expect(await endOf(runner, spec)).toMatchObject({ exit: 0 })
  })

  it('that is slow is waited for', async () => {
    const { kube, create } = await start()
    kube.faults.always({}, { delayMs: 300 })
    const runner = create('waits')
    const spec = newAttempt()
    await runner.launch(spec)
    expect(await firstLine(runner, spec)).toMatch(/^ready/)
    await runner.stop(spec)
    expect(await endOf(runner, spec)).toMatchObject({ exit: 143 })
    await runner.remove(spec)
    expect(await runner.list()).toEqual([])
  })

  it('that is away for a while is found again', async () => {
    const { kube, create } = await start()
    const runner = create('counts')
    const spec = newAttempt({ ticket: '300' })
    await runner.launch(spec)
    let isAway = false
    const output = outputOf(runner, spec, (text) => {
      if (isAway || !text.startsWith('30 ')) return
      isAway = true
      void kube.goDown().then(() => setTimeout(() => void kube.comeUp(), 300))
    })
    expect(numbersOf(await output)).toEqual(upTo(300))
    expect(isAway).toBe(true)
    expect(await endOf(runner, spec)).toMatchObject({ exit: 0 })
  })

  it('that never answers a stop is asked again', async () => {
    const { kube, create } = await start()
    const runner = create('waits')
    const spec = newAttempt()
    await runner.launch(spec)
    await firstLine(runner, spec)
    kube.faults.next({ verb: 'delete' }, { lost: 'reset' })
    await runner.stop(spec).catch(() => {})
    await runner.stop(spec)
    expect(await endOf(runner, spec)).toMatchObject({ exit: 143 })
  })
})

describe('the fate of a pod', () => {
  it.each([
    ['evicted', 'evicted'],
    ['preempted', 'evicted'],
    ['node-lost', 'node-lost'],
    ['deadline', 'deadline'],
    ['out-of-memory', 'oom'],
  ] as const)('%s ends the attempt as %s', async (strike, reason) => {
    const { kube, create } = await start()
    const runner = create('waits')
    const spec = newAttempt()
    await runner.launch(spec)
    const output = outputOf(runner, spec)
    await firstLine(runner, spec)
    kube.strike(podOf(kube, spec), strike)
    expect(await endOf(runner, spec)).toMatchObject({ phase: 'ended', reason })
    await output
  })

  it.each([
    ['invalid-image', 'image-unavailable'],
    ['config-error', 'config'],
  ] as const)('%s ends the attempt as %s, and its job is gone', async (fate, reason) => {
    const { kube, create } = await start()
    kube.mood.fate = fate
    const runner = create('hello')
    const spec = newAttempt()
    await runner.launch(spec)
    expect(await endOf(runner, spec)).toMatchObject({ phase: 'ended', reason })
    await expect.poll(() => kube.store.get('jobs', kube.namespace, jobName(spec))).toBe(null)
    await expect.poll(() => kube.podsOf(jobName(spec))).toEqual([])
  })

  it.each(['invalid-image', 'config-error'] as const)('%s leaves nothing to follow', async (fate) => {
    const { kube, create } = await start()
    kube.mood.fate = fate
    const runner = create('hello')
    const spec = newAttempt()
    await runner.launch(spec)
    const output = outputOf(runner, spec)
    // whoever watches first waits for the rest of the output, and only then asks on
    const levels = runner.watch(spec, never)[Symbol.asyncIterator]()
    while ((await levels.next()).value?.phase !== 'ended');
    expect(await output).toEqual({ texts: [], isContinuous: true })
    await levels.next()
  })

  it.each([
    ['unschedulable', 'capacity'],
    ['image-pull', 'image-pull'],
  ] as const)('%s is a wait for %s, and over when it is mended', async (fate, reason) => {
    const { kube, create } = await start()
    kube.mood.fate = fate
    const runner = create('hello')
    const spec = newAttempt()
    await runner.launch(spec)
    const waiting = await until(
      runner,
      spec,
      (status) => status.phase === 'waiting' && status.reason === reason && /image|node/i.test(status.message),
    )
    expect(waiting).toBeDefined()
    kube.release(podOf(kube, spec))
    expect((await outputOf(runner, spec)).texts).toHaveLength(3)
    expect(await endOf(runner, spec)).toMatchObject({ exit: 0 })
  })

  it('deadline of its job ends the attempt as deadline', async () => {
    const { kube, create } = await start()
    const runner = create('waits')
    const spec = newAttempt()
    await runner.launch(spec)
    await firstLine(runner, spec)
    kube.expireJob(jobName(spec))
    expect(await endOf(runner, spec)).toMatchObject({ phase: 'ended', reason: 'deadline' })
  })

  it('deadline of its job, over while nobody looked, ends the following at once', async () => {
    const { kube, create } = await start()
    const spec = newAttempt()
    const before = create('waits')
    await before.launch(spec)
    const cursor = await firstCursor(before, spec)
    kube.expireJob(jobName(spec))
    await endOf(before, spec)
    await kubeClient(kube).remove(`pods/${podOf(kube, spec)}`, { gracePeriodSeconds: 0 })
    await expect.poll(() => kube.podsOf(jobName(spec))).toEqual([])
    const after = create('waits')
    expect(await endOf(after, spec)).toMatchObject({ phase: 'ended', reason: 'deadline' })
    const following = after.follow(spec, cursor, never)[Symbol.asyncIterator]()
    await expect(following.next()).rejects.toThrow(OutputLostError)
    expect((await outputOf(after, spec)).texts).toEqual([])
  })

  it('deleted with its job ends the attempt as deleted', async () => {
    const { kube, create } = await start()
    const runner = create('waits')
    const spec = newAttempt()
    await runner.launch(spec)
    const output = outputOf(runner, spec)
    await firstLine(runner, spec)
    await kubeClient(kube).remove(`jobs/${jobName(spec)}`)
    expect(await endOf(runner, spec)).toMatchObject({ phase: 'ended', reason: 'deleted' })
    expect((await output).texts).toHaveLength(1)
  })

  it('without a place in the quota is a wait until there is one', async () => {
    const { kube, create } = await start()
    kube.mood.quotaPods = 1
    const runner = create('waits')
    const [first, second] = [newAttempt(), newAttempt()]
    await runner.launch(first)
    await until(runner, first, isRunning)
    await runner.launch(second)
    const isQuota = (status: AttemptStatus) => status.phase === 'waiting' && /quota/i.test(status.message)
    expect(await until(runner, second, isQuota)).toMatchObject({ reason: 'capacity' })
    await runner.stop(first)
    expect(await until(runner, second, isRunning)).toBeDefined()
  })
})

describe('what is asked of the API server', () => {
  it('is one watch per kind, one log stream per pod and one create and delete per attempt', async () => {
    const { kube, create } = await start()
    const runner = create('counts')
    const specs = Array.from({ length: 5 }, () => newAttempt({ ticket: '200' }))
    await Promise.all(specs.map((spec) => runner.launch(spec)))
    const outputs = specs.map((spec) => outputOf(runner, spec))
    await kube.asked({ verb: 'log' }, 5)
    expect(kube.openStreams({ verb: 'watch' })).toBe(3)
    expect(kube.openStreams({ verb: 'log' })).toBe(5)
    await Promise.all(outputs)
    await Promise.all(specs.map((spec) => endOf(runner, spec)))
    for (const spec of specs) await runner.remove(spec)
    expect(await runner.list()).toEqual([])
    const methods = kube.requests.filter(({ method }) => method !== 'GET').map(({ verb }) => verb)
    expect(methods.filter((verb) => verb === 'create')).toHaveLength(5)
    expect(methods.filter((verb) => verb === 'delete')).toHaveLength(5)
    expect(methods).toHaveLength(10)
  })

  it('never touches what another installation has in the same namespace', async () => {
    const { kube, create } = await start()
    const others = await open(kube, 'other')
    const mine = create('waits')
    const theirs = others.create(fixtureImage('waits'))
    const [spec, foreign] = [newAttempt(), newAttempt()]
    await mine.launch(spec)
    await theirs.launch(foreign)
    await until(theirs, foreign, isRunning)
    expect((await mine.list()).map(({ ref }) => ref.attemptId)).toEqual([spec.attemptId])
    await mine.remove(spec)
    expect(await mine.list()).toEqual([])
    expect((await theirs.list()).map(({ status }) => status.phase)).toEqual(['running'])
  })
})
