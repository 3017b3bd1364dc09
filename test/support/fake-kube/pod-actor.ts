import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import { pause } from './bell.ts'
import type { ContainerLog, ContainerLogOptions } from './container-log.ts'
import { nameOf, namespaceOf } from './objects.ts'
import { change, createLife, deletePod, type PodLife } from './pod-life.ts'
import { createContainer, runContainer, schedulePod } from './pod-start.ts'
import { showEnded, showFailed } from './pod-status.ts'
import { type Strike, strikes } from './pod-strikes.ts'
import type { World } from './world.ts'

/** The scheduler and the kubelet of one pod. */
export interface PodActor {
  /** Null until the container has started. */
  log(): ContainerLog | null
  /** The node does not answer any more. */
  isNodeLost(): boolean
  /** Starts what a fate held back. */
  release(): void
  /** Asks the container to end, then takes the pod away. */
  delete(graceMs: number): void
  strike(kind: Strike): void
  /** Resolves when nothing of it runs. */
  close(): Promise<void>
}

export function startPod(world: World, pod: WirePod, logOptions: ContainerLogOptions): PodActor {
  const life = createLife(world, pod, logOptions)
  const onClose = () => life.unwanted.abort()
  world.signal.addEventListener('abort', onClose)
  const lived = live(life).finally(() => world.signal.removeEventListener('abort', onClose))
  return {
    log: () => life.log,
    isNodeLost: () => life.isNodeLost,
    release: () => life.released.abort(),
    delete: (graceMs) => deletePod(life, graceMs),
    strike: (kind) => strikes[kind](life),
    async close() {
      clearTimeout(life.graceTimer)
      life.unwanted.abort()
      life.container?.kill()
      await lived
    },
  }
}

async function live(life: PodLife): Promise<void> {
  const { world, deleted } = life
  const exit = (await schedulePod(life)) && (await createContainer(life)) ? await runContainer(life) : null
  clearTimeout(life.graceTimer)
  if (world.signal.aborted || life.isNodeLost) return
  const { end } = life
  const tail = life.log?.tail() ?? ''
  change(life, (draft) => (exit === null ? showFailed(draft, end) : showEnded(draft, exit, { end, tail })))
  if (deleted.signal.aborted) await disappear(life)
  else deleted.signal.addEventListener('abort', () => void disappear(life))
}

async function disappear({ world, pod }: PodLife): Promise<void> {
  if (await pause(world.timing.removeMs, world.signal)) world.store.remove('pods', namespaceOf(pod), nameOf(pod))
}
