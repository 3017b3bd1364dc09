import type { KnownPod } from './cluster-view.ts'
import { AGENT_CONTAINER } from './names.ts'
import type { WirePod } from './wire.ts'

/** What the kubelet says of the agent's container; undefined before it says anything. */
export function agentContainer(pod: WirePod) {
  return pod.status?.containerStatuses?.find(({ name }) => name === AGENT_CONTAINER)
}

/** False once nothing of the pod runs any more: it is gone, or its container and itself have ended. */
export function isPodAlive({ pod, isGone }: KnownPod): boolean {
  if (isGone) return false
  const phase = pod.status?.phase
  return phase !== 'Succeeded' && phase !== 'Failed'
}

/** True once the agent's container prints nothing more. */
export function hasAgentEnded(known: KnownPod): boolean {
  return !isPodAlive(known) || agentContainer(known.pod)?.state?.terminated !== undefined
}
