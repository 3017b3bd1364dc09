import type { AttemptRef, LogBatch, LogCursor } from '../runner.ts'
import type { ClusterView, KnownPod } from './cluster-view.ts'
import type { KubeApi } from './kube-api.ts'
import { AGENT_CONTAINER, jobName } from './names.ts'
import { agentContainer, hasAgentEnded } from './pod-life.ts'
import { type FollowOptions, followPodLog, type PodLogSource } from './pod-log.ts'

/** Lines of an attempt's pod behind `from`, until it has ended and all is read; nothing for one that never printed. */
export async function* followAgent(
  api: KubeApi,
  view: ClusterView,
  ref: AttemptRef,
  from: LogCursor | null,
  options: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const name = jobName(ref)
  const changes = view.changes(name)
  try {
    await view.ready(signal)
    const podUid = await printingPod(view, name, changes, signal)
    if (podUid === null) return
    const known = () => view.objectsOf(name).pods.find(({ pod }) => pod.metadata?.uid === podUid)
    const source = sourceOf(api, known, changes)
    if (source !== null) yield* followPodLog(source, from, options, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    changes.close()
  }
}

type Changes = ReturnType<ClusterView['changes']>

/** The pod whose container has been made; null when the attempt ended without one. */
async function printingPod(view: ClusterView, name: string, changes: Changes, signal: AbortSignal) {
  for (;;) {
    const { job, pods } = view.objectsOf(name)
    const printing = pods.findLast(({ pod }) => agentContainer(pod)?.containerID)
    if (printing !== undefined) return printing.pod.metadata?.uid ?? null
    const isOver = job === null || pods.some(hasAgentEnded)
    if (isOver && view.isSynced()) return null
    await changes.next(null, signal)
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
