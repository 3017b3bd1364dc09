import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBackOff } from '../../../../api/runner/kubernetes/back-off.ts'
import { createKubeApi, type KubeApi } from '../../../../api/runner/kubernetes/kube-api.ts'
import { ResourceLevel } from '../../../../api/runner/kubernetes/resource-level.ts'
import {
  type ResourceWatch,
  type WatchOptions,
  watchResource,
} from '../../../../api/runner/kubernetes/watch-resource.ts'
import type { WireEvent } from '../../../../api/runner/kubernetes/wire.ts'
import { type FakeKube, type FakeKubeOptions, startFakeKube } from '../../../support/fake-kube/fake-kube.ts'
import { listOf, openAccess, sendJson, startRawApiServer } from './raw-api-server.ts'

const never = new AbortController().signal
const lists = { verb: 'list' } as const
const watches = { verb: 'watch' } as const
/** Long enough that no relist of the safety net comes into a test that is not about it. */
const NO_RELIST_MS = 3_600_000

// Events, because they do nothing by themselves.
describe('the watch of a collection', () => {
  let kube: FakeKube
  let api: KubeApi
  let names: Set<string>
  let syncs: boolean[]
  let logged: string[]
  const closers: (() => Promise<void>)[] = []
  beforeEach(async () => {
    names = new Set()
    syncs = []
    logged = []
    await start()
  })
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })

  async function start(options: FakeKubeOptions = {}): Promise<void> {
    kube = await startFakeKube(options)
    api = createKubeApi(openAccess(kube.url), { namespace: kube.namespace, callMs: 500 })
    closers.push(kube.close, api.close)
  }

  function watch(options: Partial<WatchOptions> = {}): ResourceWatch {
    const level = new ResourceLevel<WireEvent>({
      onChange: ({ metadata: { name = '' } }, isGone) => void (isGone ? names.delete(name) : names.add(name)),
    })
    const watched = watchResource(api, 'events', level, {
      selector: null,
      relistMs: NO_RELIST_MS,
      onSync: () => syncs.push(watched.isSynced()),
      logger: {
        info: (_fields, message) => logged.push(message),
        warn: (_fields, message) => logged.push(message),
      },
      ...options,
    })
    closers.push(watched.close)
    return watched
  }

  const add = (name: string) => {
    const { namespace } = kube
    kube.store.create('events', { metadata: { name, namespace }, involvedObject: { kind: 'Pod', name: 'p' } })
  }
  const remove = (name: string) => kube.store.remove('events', kube.namespace, name)
  const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 })
  const sees = (...expected: string[]) => eventually(() => expect([...names].sort()).toEqual(expected))
  const opened = (count: number) =>
    eventually(() => {
      expect(kube.count(watches)).toBe(count)
      expect(kube.openStreams(watches)).toBe(1)
    })

  it('lists once, then follows with one watch that asks for bookmarks and an end in five to ten minutes', async () => {
    add('a')
    const watched = watch()
    expect(watched.isSynced()).toBe(false)
    await watched.ready(never)
    expect(watched.isSynced()).toBe(true)
    await sees('a')
    add('b')
    remove('a')
    await sees('b')
    expect([kube.count(lists), kube.count(watches)]).toEqual([1, 1])
    const query = kube.requests.find(({ verb }) => verb === 'watch')?.query
    expect(query?.get('allowWatchBookmarks')).toBe('true')
    expect(Number(query?.get('timeoutSeconds'))).toBeGreaterThanOrEqual(300)
    expect(Number(query?.get('timeoutSeconds'))).toBeLessThanOrEqual(600)
  })

  it.each(['end', 'fin', 'reset'] as const)('goes on where it stood when it is cut: %s', async (how) => {
    const watched = watch()
    await opened(1)
    for (let round = 1; round <= 5; round++) {
      add(`before-${round}`)
      await eventually(() => expect(names).toContain(`before-${round}`))
      kube.faults.cut(watches, how)
      add(`after-${round}`)
      await eventually(() => expect(names).toContain(`after-${round}`))
      await opened(round + 1)
    }
    expect(kube.count(lists)).toBe(1)
    expect(watched.isSynced()).toBe(true)
    expect(logged).toEqual([])
  })

  it('loses nothing when it is cut within a line', async () => {
    watch()
    await opened(1)
    for (let bytes = 1; bytes < 600; bytes += 37) {
      kube.faults.cut(watches, 'reset', bytes)
      add(`x${bytes}`)
      await eventually(() => expect(names).toContain(`x${bytes}`))
      add(`y${bytes}`)
      await eventually(() => expect(names).toContain(`y${bytes}`))
    }
    expect(kube.count(lists)).toBe(1)
  })

  describe('whose version is too old', () => {
    it.each(['status', 'event'] as const)('lists again and drops what has vanished: told as %s', async (tooOldAs) => {
      await start({ tooOldAs })
      add('kept')
      add('vanishes')
      const watched = watch()
      await sees('kept', 'vanishes')
      await opened(1)
      kube.faults.silence(watches)
      remove('vanishes')
      add('new')
      kube.compact()
      kube.faults.cut(watches, 'reset')
      await sees('kept', 'new')
      expect(kube.count(lists)).toBe(2)
      await eventually(() => expect(kube.openStreams(watches)).toBe(1))
      expect(watched.isSynced()).toBe(true)
      expect(logged).toEqual([])
    })

    it('lists again when an open watch is told so', async () => {
      add('kept')
      add('vanishes')
      watch()
      await sees('kept', 'vanishes')
      await opened(1)
      const tellAgain = kube.faults.dropEvents(() => true)
      remove('vanishes')
      kube.faults.expire()
      await sees('kept')
      tellAgain()
      await opened(2)
      expect(kube.count(lists)).toBe(2)
      expect(logged).toEqual([])
    })
  })

  describe('that fails', () => {
    it.each([
      ['400', { status: 400 }],
      ['403', { status: 403 }],
      ['429', { status: 429 }],
      ['500', { status: 500 }],
      ['an error within', { errorEvent: 500 }],
      ['a reset', { lost: 'reset' as const }],
      ['no answer', { isHung: true as const }],
    ])('is begun again, over and over, with a list each time: %s', async (_name, fault) => {
      const watched = watch()
      await opened(1)
      const heal = kube.faults.always(watches, fault)
      kube.faults.cut(watches, 'reset')
      await eventually(() => expect(syncs).toContain(false))
      add('only-listed')
      await sees('only-listed')
      expect(logged).toEqual(['watching the cluster fails; trying again'])
      heal()
      await eventually(() => expect(kube.openStreams(watches)).toBe(1))
      add('told')
      await sees('only-listed', 'told')
      expect(watched.isSynced()).toBe(true)
      expect(logged.at(-1)).toBe('watching the cluster works again')
    })

    it('waits as long as the server wants', async () => {
      kube.faults.next(lists, { status: 429, retryAfterS: 1 })
      const beganAtMs = performance.now()
      await watch().ready(never)
      expect(performance.now() - beganAtMs).toBeGreaterThan(990)
    })

    it('does not storm a server that ends every watch at once', async () => {
      const server = await startRawApiServer((request, response) => {
        if (request.url?.includes('watch=true')) response.writeHead(200).end()
        else sendJson(response, 200, listOf([], '1'))
      })
      api = createKubeApi(openAccess(server.url), { namespace: 'agents' })
      closers.push(server.close, api.close)
      const beganAtMs = performance.now()
      watch()
      const watchesSeen = () => server.requests.filter(({ url }) => url?.includes('watch=true')).length
      await eventually(() => expect(watchesSeen()).toBe(5))
      // at once, then at least 200, 200 and 400 ms
      expect(performance.now() - beganAtMs).toBeGreaterThan(790)
    })
  })

  describe('whose lists fail', () => {
    it('is not ready and not synced until one succeeds', async () => {
      await kube.goDown()
      const watched = watch()
      const isReady = watched.ready(never).then(() => true)
      await eventually(() => expect(logged).toHaveLength(1))
      expect(await Promise.race([isReady, Promise.resolve(false)])).toBe(false)
      expect(watched.isSynced()).toBe(false)
      add('a')
      await kube.comeUp()
      expect(await isReady).toBe(true)
      expect(watched.isSynced()).toBe(true)
      await sees('a')
    })

    it('is not synced while the server is away, and catches up when it is back', async () => {
      const watched = watch()
      await opened(1)
      await kube.goDown()
      await eventually(() => expect(watched.isSynced()).toBe(false))
      add('meanwhile')
      await kube.comeUp()
      await sees('meanwhile')
      expect(watched.isSynced()).toBe(true)
    })

    it('is not synced while the list beside the watch fails', async () => {
      const watched = watch({ relistMs: 20 })
      await watched.ready(never)
      const heal = kube.faults.always(lists, { status: 500 })
      await eventually(() => expect(watched.isSynced()).toBe(false))
      add('told')
      await sees('told')
      heal()
      await eventually(() => expect(watched.isSynced()).toBe(true))
      expect(kube.count(watches)).toBe(1)
    })
  })

  describe('with the list beside it', () => {
    it('keeps its connection as long as it tells everything', async () => {
      watch({ relistMs: 20 })
      await opened(1)
      for (let round = 0; kube.count(lists) < 10; round++) {
        const before = kube.count(lists)
        add(`n${round}`)
        await eventually(() => {
          expect(names).toContain(`n${round}`)
          expect(kube.count(lists)).toBeGreaterThan(before)
        })
      }
      // A list can overtake a watch that has just been quiet; that costs a connection, and no more.
      expect(kube.openStreams(watches)).toBe(1)
      expect(names.size).toBeGreaterThan(3)
    })

    it('learns what a watch has kept to itself', async () => {
      add('vanishes')
      const tellAgain = kube.faults.dropEvents(() => true)
      watch({ relistMs: 50 })
      await sees('vanishes')
      add('a')
      remove('vanishes')
      await sees('a')
      tellAgain()
    })

    it('replaces a watch that is silent although something has happened', async () => {
      watch({ relistMs: 50 })
      await opened(1)
      expect(kube.faults.silence(watches)).toBe(1)
      add('a')
      await sees('a')
      await eventually(() => expect(kube.count(watches)).toBe(2))
    })

    it('leaves a watch alone that has nothing to tell', async () => {
      add('a')
      watch({ relistMs: 10 })
      await eventually(() => expect(kube.count(lists)).toBeGreaterThan(10))
      expect(kube.count(watches)).toBe(1)
    })
  })

  describe('closed', () => {
    it('leaves no stream open', async () => {
      const watched = watch()
      await opened(1)
      await watched.close()
      await eventually(() => expect(kube.openStreams(watches)).toBe(0))
    })

    it.each([lists, watches])('does not wait for a server that does not answer: $verb', async (target) => {
      kube.faults.always(target, { isHung: true })
      api = createKubeApi(openAccess(kube.url), { namespace: kube.namespace })
      closers.push(api.close)
      const watched = watch()
      const ready = watched.ready(never).catch((error: Error) => error.message)
      await eventually(() => expect(kube.count(target)).toBe(1))
      await watched.close()
      if (target === lists) expect(await ready).toBe('the view of the cluster is closed')
    })

    it('lets no one wait who gives up', async () => {
      kube.faults.always(lists, { status: 500 })
      await expect(watch().ready(AbortSignal.abort(new Error('given up')))).rejects.toThrow('given up')
    })
  })
})

describe('the pauses between retries', () => {
  it.each([
    ['shortest', 0, [0, 200, 200, 400, 800, 1600, 2500, 2500]],
    ['longest', 1, [0, 200, 400, 800, 1600, 3200, 5000, 5000]],
  ])('grow to five seconds and begin anew after a success: %s', (_name, random, expected) => {
    const backOff = createBackOff(() => random)
    expect(expected.map(() => backOff.nextMs())).toEqual(expected)
    backOff.reset()
    expect(backOff.nextMs()).toBe(0)
  })
})
