import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import type { ContainerPlay } from './container.ts'
import type { ObjectStore } from './object-store.ts'
import { type KubeObject, kinds, kubeTime, nameOf, nameSuffix, namespaceOf, uidOf } from './objects.ts'

/** What happens to a pod instead of a start; it stays like that until it is released or deleted. */
export type StartFate = 'unschedulable' | 'creating' | 'image-pull' | 'invalid-image' | 'config-error'

/** How long the parts of a cluster take; real ones are slower by one or two orders. */
export interface Timing {
  /** From a change to what the job controller makes of it. */
  readonly controllerMs: number
  readonly scheduleMs: number
  /** From a node to a started container. */
  readonly createMs: number
  /** From the end of a container to its status; up to a second in a real kubelet. */
  readonly statusMs: number
  /** From the last status of a deleted pod to its disappearance. */
  readonly removeMs: number
  /** Until a pull that has failed is in back-off. */
  readonly backOffMs: number
  /** Between two tries to create a pod that was refused. */
  readonly quotaRetryMs: number
  /** Until the pod of a lost node is collected; null: never. */
  readonly lostNodeMs: number | null
}

const quickTiming: Timing = {
  controllerMs: 2,
  scheduleMs: 2,
  createMs: 5,
  statusMs: 5,
  removeMs: 5,
  backOffMs: 20,
  quotaRetryMs: 50,
  lostNodeMs: 50,
}

/** What a test may change while the cluster runs. */
export interface Mood {
  /** Answer of the rights review. */
  rules: readonly object[]
  /** The valid bearer token; null: anyone is let in. */
  token: string | null
  /** What pods that start from now on meet. */
  fate: StartFate | null
  /** Pods that may exist at a time and not be terminal; null: any number. */
  quotaPods: number | null
  /** What a GET of another path answers, such as a namespace; a number is a status of refusal. */
  documents: Readonly<Record<string, object | number>>
}

/** What the parts of the fake share. */
export interface World {
  readonly store: ObjectStore
  readonly timing: Timing
  readonly mood: Mood
  /** Aborts when the fake is closed. */
  readonly signal: AbortSignal
  program(pod: WirePod): ContainerPlay
  /** Calls back later, unless the fake is closed before. */
  later(delayMs: number, then: () => void): void
  note(event: NotedEvent): void
}

export function createWorld(
  store: ObjectStore,
  mood: Mood,
  { timing, program }: { timing?: Partial<Timing>; program: (pod: WirePod) => ContainerPlay },
  signal: AbortSignal,
): World {
  const timers = new Set<NodeJS.Timeout>()
  signal.addEventListener('abort', () => timers.forEach(clearTimeout))
  return {
    ...{ store, mood, program, signal },
    timing: { ...quickTiming, ...timing },
    later(delayMs, then) {
      if (signal.aborted) return
      const timer = setTimeout(() => {
        timers.delete(timer)
        then()
      }, delayMs)
      timers.add(timer)
    },
    note: (event) => noteEvent(store, event),
  }
}

export interface NotedEvent {
  readonly about: KubeObject
  readonly type?: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  readonly by: 'job-controller' | 'default-scheduler' | 'kubelet' | 'taint-eviction-controller'
}

/** Creates the event, or counts it when it is there already. */
function noteEvent(store: ObjectStore, { about, type = 'Normal', reason, message, by }: NotedEvent): void {
  const namespace = namespaceOf(about)
  const known = store
    .all('events', namespace)
    .find((event) => event.involvedObject.uid === uidOf(about) && event.reason === reason && event.message === message)
  const now = kubeTime(Date.now())
  if (known !== undefined) {
    store.update('events', namespace, nameOf(known), (draft) => {
      draft.count = (draft.count ?? 1) + 1
      draft.lastTimestamp = now
    })
    return
  }
  const kind = about.kind === 'Job' ? kinds.jobs : kinds.pods
  store.create('events', {
    metadata: { name: `${nameOf(about)}.${nameSuffix(16)}`, namespace },
    involvedObject: {
      kind: kind.kind,
      apiVersion: kind.apiVersion,
      namespace,
      name: nameOf(about),
      uid: uidOf(about),
      resourceVersion: about.metadata?.resourceVersion ?? '',
    },
    reason,
    message,
    source: { component: by },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type,
    reportingComponent: by,
    reportingInstance: '',
  })
}
