import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import type { ContainerLogOptions } from './container-log.ts'
import { uidOf } from './objects.ts'
import { type PodActor, startPod } from './pod-actor.ts'
import { graceMsOf } from './pod-life.ts'
import type { World } from './world.ts'

/** Every pod's actor, from the pod's creation to its disappearance. */
export interface Pods {
  actorOf(uid: string): PodActor | undefined
  /** Throws when there is no such pod. */
  named(namespace: string, name: string): PodActor
  ofJob(namespace: string, jobName: string): readonly WirePod[]
  /** Deletes with the pod's own grace time. */
  deletePod(pod: WirePod): void
  /** Null: the pod's own grace time. */
  deleteNamed(namespace: string, name: string, graceMs: number | null): void
  close(): Promise<void>
}

export function createPods(world: World, logOptions: ContainerLogOptions): Pods {
  const { store } = world
  const actors = new Map<string, PodActor>()

  store.subscribe(({ type, collection, object }) => {
    if (collection !== 'pods') return
    const pod = object as WirePod
    if (type === 'ADDED') actors.set(uidOf(pod), startPod(world, pod, logOptions))
    if (type === 'DELETED') void forget(uidOf(pod))
  })

  /** A pod that is gone may still have a process, on a node that was lost. */
  async function forget(uid: string): Promise<void> {
    await actors.get(uid)?.close()
    actors.delete(uid)
  }

  function named(namespace: string, name: string): PodActor {
    const pod = store.get('pods', namespace, name)
    const actor = pod === null ? undefined : actors.get(uidOf(pod))
    if (actor === undefined) throw new Error(`there is no pod ${namespace}/${name}`)
    return actor
  }

  const ofJob = (namespace: string, jobName: string) =>
    store.all('pods', namespace).filter((pod) => pod.metadata?.labels?.['batch.kubernetes.io/job-name'] === jobName)

  const deletePod = (pod: WirePod) => actors.get(uidOf(pod))?.delete(graceMsOf(pod))

  return {
    actorOf: (uid) => actors.get(uid),
    named,
    ofJob,
    deletePod,
    deleteNamed(namespace, name, graceMs) {
      const pod = store.get('pods', namespace, name)
      if (pod !== null) actors.get(uidOf(pod))?.delete(graceMs ?? graceMsOf(pod))
    },
    async close() {
      await Promise.all([...actors.values()].map((actor) => actor.close()))
    },
  }
}
