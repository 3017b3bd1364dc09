import { newest } from './event-facts.ts'
import { withKubernetes } from './fate-texts.ts'
import { isJobSuspended, timeMs } from './pod-facts.ts'
import { givesUp, type StatusAnswer, type StatusFacts, waits } from './status-answer.ts'
import type { WireEvent, WireJob } from './wire.ts'

/** A pod is there well within a second of its Job; later than this something is in the way. */
const USUAL_MS = 10_000

/** What a Job without a pod waits for, or why it never gets one. Its conditions say nothing of that, only events do. */
export function jobWait(job: WireJob, events: readonly WireEvent[], { nowMs }: StatusFacts): StatusAnswer {
  if (isJobSuspended(job)) return waits('capacity', suspendedText(job))
  const refusal = lastRefusal(events)
  if (refusal !== null) return refused(refusal)
  const lateAtMs = (timeMs(job.metadata?.creationTimestamp) ?? nowMs) + USUAL_MS
  if (nowMs >= lateAtMs) return waits('capacity', 'Kubernetes has not made a pod for the agent yet.')
  return waits('capacity', 'The agent is being started.', { ms: lateAtMs, nowMs })
}

function suspendedText({ metadata }: WireJob): string {
  const queue = metadata?.labels?.['kueue.x-k8s.io/queue-name']
  return queue === undefined ? 'The Job of the agent is suspended.' : `Waiting for a place in the queue ${queue}.`
}

/** Why the last try to make the pod failed; null when none did, or a later one worked. */
function lastRefusal(events: readonly WireEvent[]): string | null {
  const tries = events.filter(
    ({ involvedObject, reason }) =>
      involvedObject.kind === 'Job' && (reason === 'FailedCreate' || reason === 'SuccessfulCreate'),
  )
  const last = newest(tries)
  return last?.reason === 'FailedCreate' ? (last.message ?? '') : null
}

function refused(message: string): StatusAnswer {
  const said = message.replace(/^Error creating: /, '')
  if (/exceeded quota: /.test(said)) return waits('capacity', quotaText(said))
  // A webhook that does not answer, or an API server that is busy, may answer the next time.
  if (/failed calling webhook|internal error|time-?out|timed out|too many requests|refused:/i.test(said)) {
    return waits('capacity', withKubernetes('Kubernetes cannot make the pod of the agent yet.', said))
  }
  if (/ is forbidden: | is invalid: |denied the request/.test(said)) {
    const why = said.replace(/^pods? "[^"]*" is forbidden: /i, '')
    return givesUp('config', withKubernetes('The cluster does not allow the pod of the agent.', why))
  }
  return waits('capacity', withKubernetes('Kubernetes cannot make the pod of the agent yet.', said))
}

/** From `exceeded quota: NAME, requested: pods=1, used: pods=4, limited: pods=4`. */
function quotaText(said: string): string {
  const [, quota, used = '', limited = ''] =
    /exceeded quota: ([^,\s]+), requested: \S+, used: (\S+), limited: (\S+)/.exec(said) ?? []
  if (quota === undefined) return withKubernetes('The namespace has no room for another agent.', said)
  const limits = new Map(amounts(limited))
  const full = amounts(used).map(([name, amount]) => `${name} ${amount} of ${limits.get(name) ?? '?'}`)
  return `The quota ${quota} of the namespace is used up: ${full.join(', ')}.`
}

function amounts(list: string): [name: string, amount: string][] {
  return list.split(',').flatMap((entry): [string, string][] => {
    const [name, amount] = entry.split('=')
    return name && amount ? [[name, amount]] : []
  })
}
