import { eventsOfPod, firstSeenMs, newest } from './event-facts.ts'
import { withKubernetes } from './fate-texts.ts'
import { timeMs } from './pod-facts.ts'
import { schedulingText } from './scheduling-text.ts'
import { givesUp, type StatusAnswer, type StatusFacts, waits } from './status-answer.ts'
import type { WireEvent, WirePod } from './wire.ts'

/** A registry may be back in a moment; after this the image counts as one that cannot be had. */
const PULL_PATIENCE_MS = 60_000
/** The same where no event tells since when it fails: counted from the placing of the pod, so it includes a slow pull. */
const UNTOLD_PULL_PATIENCE_MS = 300_000

/** What a pod waits for whose agent has not begun, or why it never will. */
export function podWait(pod: WirePod, events: readonly WireEvent[], facts: StatusFacts): StatusAnswer {
  const own = eventsOfPod(events, pod)
  const { image, reason, message } = waitingContainer(pod)
  if (wrongImage.has(reason)) {
    return givesUp('image-unavailable', withKubernetes(`The image ${image} cannot be used.`, message ?? reason))
  }
  if (wrongConfig.has(reason)) {
    return givesUp('config', withKubernetes('The agent could not be started.', message ?? reason))
  }
  if (failingPull.has(reason)) return pullWait({ pod, image, said: message, events: own }, facts)
  const unplaced = unplacedText(pod)
  if (unplaced !== null) return waits('capacity', unplaced)
  const node = pod.spec?.nodeName
  if (node === undefined) return waits('capacity', 'The agent is being started.')
  if (isPulling(own)) return waits('image-pull', `Node ${node} is pulling the image ${image}.`)
  return waits('capacity', withKubernetes(`The agent is being started on node ${node}.`, trouble(own)?.message))
}

const wrongImage: ReadonlySet<string> = new Set(['InvalidImageName', 'ErrImageNeverPull'])
const failingPull: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
])
const wrongConfig: ReadonlySet<string> = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'StartError',
])

/** The first container that does not get on; a sidecar that stands still holds the agent back as well. */
function waitingContainer({ spec, status }: WirePod) {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  const waiting = containers.flatMap(({ image, state }) => (state?.waiting ? [{ image, ...state.waiting }] : []))
  const stuck = waiting.find(({ reason = '' }) => !ordinary.has(reason)) ?? waiting.at(-1)
  return { image: spec?.containers[0]?.image ?? '', message: undefined, ...stuck, reason: stuck?.reason ?? '' }
}

const ordinary: ReadonlySet<string> = new Set(['', 'ContainerCreating', 'PodInitializing'])

interface Pull {
  readonly pod: WirePod
  readonly image: string
  readonly said: string | undefined
  readonly events: readonly WireEvent[]
}

function pullWait({ pod, image, said, events }: Pull, { nowMs }: StatusFacts): StatusAnswer {
  const failures = events.filter(
    ({ reason, message }) => /^(Failed|BackOff)$/.test(reason ?? '') && /pull/i.test(message ?? ''),
  )
  const sinceMs = failures.flatMap((event) => firstSeenMs(event) ?? [])
  const untilMs =
    sinceMs.length > 0 ? Math.min(...sinceMs) + PULL_PATIENCE_MS : (placedAtMs(pod) ?? nowMs) + UNTOLD_PULL_PATIENCE_MS
  // What is said changes with each try; the event of the first failure says what the registry answered.
  const why = pullCause(failures.find(({ message }) => /^Failed to pull/.test(message ?? ''))?.message ?? said ?? '')
  if (nowMs >= untilMs) return givesUp('image-unavailable', withKubernetes(`The image ${image} cannot be pulled.`, why))
  const text = `The image ${image} cannot be pulled; Kubernetes tries again.`
  return waits('image-pull', withKubernetes(text, why), { ms: untilMs, nowMs })
}

/** What the registry or the network said; before it stands up to four times which image it is about. */
function pullCause(said: string): string {
  return said
    .replace(/^(Failed to pull|Back-off pulling) image "[^"]*"(: |$)/, '')
    .replace(/^ErrImagePull: /, '')
    .replaceAll(/rpc error: code = \w+ desc = /g, '')
    .replaceAll(/failed to (pull and unpack image|resolve reference) "[^"]*": /g, '')
    .replaceAll(/failed to do request: /g, '')
}

function placedAtMs({ status }: WirePod): number | null {
  const placed = status?.conditions?.find(({ type }) => type === 'PodScheduled')
  return timeMs(placed?.lastTransitionTime) ?? timeMs(status?.startTime)
}

/** Why the pod has no node; null when it has one, or when the scheduler has not looked yet. */
function unplacedText({ status }: WirePod): string | null {
  const condition = status?.conditions?.find(({ type }) => type === 'PodScheduled')
  if (condition?.status !== 'False') return null
  if (condition.reason === 'SchedulingGated') return 'Something in the cluster holds the pod of the agent back for now.'
  const message = condition.message ?? ''
  return schedulingText(message) ?? withKubernetes('No node can take the agent now.', message)
}

function isPulling(events: readonly WireEvent[]): boolean {
  return newest(events.filter(({ reason }) => reason === 'Pulling' || reason === 'Pulled'))?.reason === 'Pulling'
}

/** What the node complains about, if that is the last it said and the container's own state does not say it better. */
function trouble(events: readonly WireEvent[]): WireEvent | null {
  const last = newest(events.filter(({ reason = '' }) => !toldElsewhere.has(reason)))
  return last?.type === 'Warning' ? last : null
}

const toldElsewhere: ReadonlySet<string> = new Set([
  'FailedScheduling',
  'Scheduled',
  'Failed',
  'InspectFailed',
  'BackOff',
])
