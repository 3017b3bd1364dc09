import { type AttemptRef, type LogBatch, type LogCursor, OutputLostError } from '../runner.ts'
import type { ClusterView, KnownPod } from './cluster-view.ts'
import type { KubeApi } from './kube-api.ts'
import { AGENT_CONTAINER, jobName } from './names.ts'
import { hasStarted, podOfAttempt } from './pod-facts.ts'
import { agentContainer, hasAgentEnded } from './pod-life.ts'
import { type FollowOptions, followPodLog, type PodLogSource } from './pod-log.ts'
import type { StatusAnswer } from './status-answer.ts'

export interface FollowAgentOptions extends FollowOptions {
  /** Where the attempt stands now. */
  present(): StatusAnswer
}

/** Lines of an attempt's pod behind `from`, until it has ended and all is read; nothing for one that never printed. */
export async function* followAgent(
  api: KubeApi,
  view: ClusterView,
  ref: AttemptRef,
  from: LogCursor | null,
  options: FollowAgentOptions,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const name = jobName(ref)
  const changes = view.changes(name)
  try {
    await view.ready(signal)
    const podUid = await printingPod({ view, name, from, changes, present: options.present }, signal)
    if (podUid === null) return
    const known = () => view.podOf(name, podUid)
    const source = sourceOf(api, known, changes)
    if (source !== null) yield* followPodLog(source, from, options, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    changes.close()
  }
}

type Changes = ReturnType<ClusterView['changes']>

interface Expected {
  readonly view: ClusterView
  readonly name: string
  readonly from: LogCursor | null
  readonly changes: Changes
  present(): StatusAnswer
}

/** The attempt's pod, once its container has been made; null when there never was one, or will be. */
async function printingPod({ view, name, from, changes, present }: Expected, signal: AbortSignal) {
  for (;;) {
    const known = podOfAttempt(view.objectsOf(name).pods)
    if (known !== null && agentContainer(known.pod)?.containerID) return known.pod.metadata?.uid ?? null
    const { status, recheckMs } = present()
    // also while its pod waits on but will never print; not while another pod may follow one that is gone
    if (status?.phase === 'ended' && view.isSynced()) {
      // a pod that was evicted, or that went while nobody looked, took its log with it
      const hasPrinted = known === null ? from !== null : hasStarted(known.pod)
      if (hasPrinted) throw new OutputLostError(`The log of ${name} is gone with its pod.`)
      return null
    }
    await changes.next(recheckMs, signal)
  }
}

function sourceOf(api: KubeApi, known: () => KnownPod | undefined, changes: Changes): PodLogSource | null {
  const first = known()
  const podName = first?.pod.metadata?.name
  const containerId = first === undefined ? undefined : agentContainer(first.pod)?.containerID
  if (podName === undefined || containerId === undefined) return null
  const isOver = () => {
    const pod = known()
    return pod === undefined || hasAgentEnded(pod)
  }
  return {
    containerId,
    open: (query, signal) => api.log(podName, { container: AGENT_CONTAINER, ...query }, signal),
    isOver,
    async over(signal) {
      while (!isOver()) await changes.next(null, signal)
    },
  }
}
