import { nameOf, namespaceOf } from './objects.ts'
import { change, deletePod, graceMsOf, note, type PodLife } from './pod-life.ts'
import { setCondition, showDisrupted, showFailed } from './pod-status.ts'

/** What ends a pod from outside. */
export type Strike = 'evicted' | 'preempted' | 'node-lost' | 'deadline' | 'out-of-memory'

export const strikes: Readonly<Record<Strike, (life: PodLife) => void>> = {
  evicted(life) {
    const message = 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. '
    change(life, (draft) => showDisrupted(draft, 'TerminationByKubelet', message))
    note(life, 'Evicted', message, 'Warning')
    fail(life, 'Evicted', message)
  },
  preempted(life) {
    const message = 'default-scheduler: preempting to accommodate a higher priority pod'
    change(life, (draft) => showDisrupted(draft, 'PreemptionByScheduler', message))
    life.world.note({ about: life.pod, reason: 'Preempted', message, by: 'default-scheduler' })
    deletePod(life, graceMsOf(life.pod))
  },
  'node-lost': loseNode,
  // the pod's own one, which the kubelet enforces; a job's is the job controller's
  deadline(life) {
    fail(life, 'DeadlineExceeded', 'Pod was active on the node longer than the specified deadline')
  },
  'out-of-memory'(life) {
    life.isOutOfMemory = true
    life.container?.kill()
  },
}

function fail(life: PodLife, reason: string, message: string): void {
  life.end = { reason, message }
  life.unwanted.abort()
  life.container?.kill()
}

/** Nobody hears of the container again; the pod stays, half deleted, until it is collected. */
function loseNode(life: PodLife): void {
  const { world, pod } = life
  const { timing, store } = world
  life.isNodeLost = true
  life.unwanted.abort()
  life.container?.kill()
  life.container = null
  const message = `Marking for deletion Pod ${namespaceOf(pod)}/${nameOf(pod)}`
  world.note({ about: pod, reason: 'TaintManagerEviction', message, by: 'taint-eviction-controller' })
  change(life, (draft) => {
    setCondition(draft, { type: 'Ready', status: 'False', reason: 'NodeNotReady' })
    showDisrupted(draft, 'DeletionByTaintManager', 'Taint manager: deleting due to NoExecute taint')
  })
  deletePod(life, graceMsOf(pod))
  if (timing.lostNodeMs === null) return
  world.later(timing.lostNodeMs, () => {
    change(life, (draft) => showFailed(draft))
    world.later(timing.removeMs, () => store.remove('pods', namespaceOf(pod), nameOf(pod)))
  })
}
