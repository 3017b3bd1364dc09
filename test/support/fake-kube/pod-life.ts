import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import type { Container } from './container.ts'
import type { ContainerLog, ContainerLogOptions } from './container-log.ts'
import { kubeTime, nameOf, namespaceOf } from './objects.ts'
import { containerOf, type PodEnd } from './pod-status.ts'
import type { World } from './world.ts'

/** What is known of a pod beside its object. */
export interface PodLife {
  readonly world: World
  /** As it was created. */
  readonly pod: WirePod
  readonly logOptions: ContainerLogOptions
  /** Aborts when a fate lets it start. */
  readonly released: AbortController
  /** Aborts when it shall not start any more. */
  readonly unwanted: AbortController
  /** Aborts when its deletion is asked for. */
  readonly deleted: AbortController
  /** While it runs. */
  container: Container | null
  /** Null until the container has started. */
  log: ContainerLog | null
  isNodeLost: boolean
  isOutOfMemory: boolean
  end: PodEnd
  graceTimer: NodeJS.Timeout | undefined
}

export function createLife(world: World, pod: WirePod, logOptions: ContainerLogOptions): PodLife {
  return {
    world,
    pod,
    logOptions,
    released: new AbortController(),
    unwanted: new AbortController(),
    deleted: new AbortController(),
    container: null,
    log: null,
    isNodeLost: false,
    isOutOfMemory: false,
    end: {},
    graceTimer: undefined,
  }
}

export function change({ world, pod }: PodLife, draft: (pod: WirePod) => void): void {
  world.store.update('pods', namespaceOf(pod), nameOf(pod), draft)
}

export function note({ world, pod }: PodLife, reason: string, message: string, type?: 'Normal' | 'Warning'): void {
  world.note({ about: pod, reason, message, by: 'kubelet', ...(type === undefined ? {} : { type }) })
}

/** Milliseconds that a pod's container is given between SIGTERM and SIGKILL. */
export const graceMsOf = (pod: WirePod): number => (pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000

/** Asks the container to end, kills it after `graceMs`; a repeat can only shorten that to nothing. */
export function deletePod(life: PodLife, graceMs: number): void {
  const hasBegun = life.deleted.signal.aborted
  change(life, ({ metadata }) => {
    if (metadata === undefined) return
    metadata.deletionTimestamp ??= kubeTime(Date.now() + graceMs)
    metadata.deletionGracePeriodSeconds = Math.ceil(graceMs / 1000)
  })
  life.deleted.abort()
  life.unwanted.abort()
  if (graceMs === 0) life.container?.kill()
  if (graceMs === 0 || hasBegun || life.container === null) return
  note(life, 'Killing', `Stopping container ${containerOf(life.pod).name}`)
  life.container.terminate()
  life.graceTimer = setTimeout(() => life.container?.kill(), graceMs)
}
