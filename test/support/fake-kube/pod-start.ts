import { pause, until } from './bell.ts'
import { createCannedLog } from './canned-log.ts'
import { type ContainerExit, startContainer } from './container.ts'
import { createContainerLog } from './container-log.ts'
import { nameOf, namespaceOf } from './objects.ts'
import { change, note, type PodLife } from './pod-life.ts'
import { containerOf, showBound, showRunning, showUnschedulable, showWaiting } from './pod-status.ts'
import { holdStart } from './start-fates.ts'

const NODE = 'fake-node-1'

/** The scheduler: false when the pod is not wanted any more. */
export async function schedulePod(life: PodLife): Promise<boolean> {
  const { world, pod } = life
  if (world.mood.fate === 'unschedulable') {
    const message = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."
    change(life, (draft) => showUnschedulable(draft, message))
    world.note({ about: pod, type: 'Warning', reason: 'FailedScheduling', message, by: 'default-scheduler' })
    await held(life)
  }
  if (!(await pause(world.timing.scheduleMs, life.unwanted.signal))) return false
  change(life, (draft) => showBound(draft, NODE))
  const message = `Successfully assigned ${namespaceOf(pod)}/${nameOf(pod)} to ${NODE}`
  world.note({ about: pod, reason: 'Scheduled', message, by: 'default-scheduler' })
  return true
}

/** The kubelet, up to the container: false when the pod is not wanted any more. */
export async function createContainer(life: PodLife): Promise<boolean> {
  const { world, pod, released, unwanted } = life
  change(life, (draft) => showWaiting(draft, 'ContainerCreating'))
  const fate = released.signal.aborted ? null : world.mood.fate
  if (fate !== null) {
    const stop = holdStart(fate, life)
    await held(life)
    stop()
  }
  if (!(await pause(world.timing.createMs, unwanted.signal))) return false
  const { name, image = '' } = containerOf(pod)
  note(life, 'Pulled', `Container image "${image}" already present on machine`)
  note(life, 'Created', `Created container: ${name}`)
  return true
}

/** Resolves when the container has ended and the kubelet has seen it. */
export async function runContainer(life: PodLife): Promise<ContainerExit> {
  const { world, pod } = life
  const play = world.program(pod)
  life.log = 'canned' in play ? createCannedLog(play.canned) : createContainerLog(life.logOptions)
  life.container = startContainer(play, environmentOf(life), life.log)
  note(life, 'Started', `Started container ${containerOf(pod).name}`)
  change(life, showRunning)
  const exit = await life.container.exited
  life.container = null
  await pause(world.timing.statusMs, world.signal)
  return life.isOutOfMemory ? { code: 137, isOutOfMemory: true } : exit
}

/** Resolves when the pod is released or not wanted any more. */
const held = ({ released, unwanted }: PodLife): Promise<void> =>
  until(unwanted.signal, (wake) => {
    released.signal.addEventListener('abort', wake)
    if (released.signal.aborted) wake()
    return () => released.signal.removeEventListener('abort', wake)
  })

function environmentOf({ pod }: PodLife): Record<string, string> {
  return Object.fromEntries((containerOf(pod).env ?? []).map(({ name, value = '' }) => [name, value]))
}
