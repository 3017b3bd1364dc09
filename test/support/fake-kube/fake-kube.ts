import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import { failure, sendStatus } from './answers.ts'
import type { ContainerPlay } from './container.ts'
import type { ContainerLogOptions } from './container-log.ts'
import { grantedRules } from './discovery.ts'
import { createFaults, type FaultState, type Faults, type Target } from './faults.ts'
import { programOf } from './fixture-program.ts'
import { failLate, startJobController } from './job-controller.ts'
import type { KubeRequest } from './kube-request.ts'
import { kubeconfig } from './kubeconfig.ts'
import { type Listener, startListener } from './listener.ts'
import { createObjectStore, type ObjectStore } from './object-store.ts'
import type { Strike } from './pod-strikes.ts'
import { createPods, type Pods } from './pods.ts'
import { handle, type RouterParts } from './router.ts'
import { createSeenRequests, type SeenRequests } from './seen-requests.ts'
import { createListServer, type ListServer } from './serve-list.ts'
import { createWorld, type Mood, type Timing, type World } from './world.ts'

export interface FakeKubeOptions extends ContainerLogOptions {
  /** Of the kubeconfig; the server has every namespace. */
  readonly namespace?: string
  /** What a container runs; by default what `programOf` finds in its image or command. */
  readonly program?: (pod: WirePod) => ContainerPlay
  readonly timing?: Partial<Timing>
  /** Largest HTTP chunk of watches and logs. */
  readonly chunkBytes?: number
  /** Between two bookmarks. */
  readonly bookmarkMs?: number
  /** How a watch from a version that is not kept is refused; servers do either. */
  readonly tooOldAs?: 'status' | 'event'
  /** What a caller has to show; by default anyone is let in. */
  readonly token?: string
}

/** A cluster as its API shows it: objects, controllers and one node, on a loopback port. */
export interface FakeKube extends Omit<Listener, 'url'> {
  readonly url: string
  readonly namespace: string
  /** Path of a file for `KUBECONFIG`. */
  readonly kubeconfig: string
  readonly store: ObjectStore
  readonly faults: Faults
  /** What may be changed while it runs. */
  readonly mood: Mood
  /** The latest requests, oldest first. */
  readonly requests: readonly KubeRequest[]
  /** Requests so far. */
  count(target: Target): number
  /** Resolves when there were so many, those before included. */
  asked(target: Target, times: number): Promise<void>
  /** Streams that are open now. */
  openStreams(target: Target): number
  /** The pods of a job, ended ones too while they exist. */
  podsOf(jobName: string): readonly WirePod[]
  /** Starts what a fate held back. */
  release(podName: string): void
  strike(podName: string, kind: Strike): void
  /** Moves the log of a pod on to a new file. */
  rotateLog(podName: string): void
  /** The job's deadline is over. */
  expireJob(jobName: string): void
  /** Forgets the history and begun lists: watches from older versions and further pages get a 410. */
  compact(): void
  /** Ends everything, with every process that was started. */
  close(): Promise<void>
}

/** Starts it on a free port; `close` it. */
export async function startFakeKube(options: FakeKubeOptions = {}): Promise<FakeKube> {
  const { namespace = 'axoloom-agents', token } = options
  const closing = new AbortController()
  const mood: Mood = { rules: grantedRules, token: token ?? null, fate: null, quotaPods: null, documents: {} }
  const store = createObjectStore()
  const world = createWorld(store, mood, { ...options, program: options.program ?? programOf }, closing.signal)
  const pods = createPods(world, options)
  startJobController(world, pods)
  const faults = createFaults()
  const lists = createListServer(store)
  const seen = createSeenRequests()
  const listener = await listen({ options, world, mood, pods, faults, lists, seen })
  const folder = await mkdtemp(join(tmpdir(), 'axoloom-fake-kube-'))
  const configPath = join(folder, 'kubeconfig')
  await writeFile(configPath, kubeconfig(listener.url, namespace, token ?? 'fake-token'), { mode: 0o600 })

  return {
    ...listener,
    ...{ namespace, kubeconfig: configPath, store, faults, mood },
    ...{ requests: seen.latest, count: seen.count, asked: seen.asked },
    ...handsOf(world, pods, namespace),
    openStreams: (target) => faults.open(target).length,
    compact() {
      store.compact()
      lists.forgetRests()
    },
    async close() {
      closing.abort()
      await pods.close()
      await listener.goDown()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What a test does to the cluster behind the API's back. */
function handsOf(world: World, pods: Pods, namespace: string) {
  return {
    podsOf: (jobName: string) => pods.ofJob(namespace, jobName),
    release: (name: string) => pods.named(namespace, name).release(),
    strike: (name: string, kind: Strike) => pods.named(namespace, name).strike(kind),
    rotateLog: (name: string) => pods.named(namespace, name).log()?.rotate(),
    expireJob(name: string) {
      const job = world.store.get('jobs', namespace, name)
      if (job !== null) failLate(world, pods, job)
    },
  }
}

interface Served {
  readonly options: FakeKubeOptions
  readonly world: World
  readonly mood: Mood
  readonly pods: Pods
  readonly faults: FaultState
  readonly lists: ListServer
  readonly seen: SeenRequests
}

function listen({ options, world, mood, pods, faults, lists, seen }: Served): Promise<Listener> {
  const { chunkBytes, bookmarkMs = 60_000, tooOldAs = 'status' } = options
  const { store, signal } = world
  const parts: RouterParts = {
    ...{ store, signal, faults, lists, mood, chunkBytes, bookmarkMs, tooOldAs },
    hands: { deletePod: pods.deleteNamed },
    actorOf: pods.actorOf,
    seen: seen.note,
  }
  return startListener((message, response) => {
    handle(parts, message, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else sendStatus(response, failure(500, String(error)))
    })
  })
}
