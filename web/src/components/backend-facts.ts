import type { BackendState } from '#contract/backends.ts'
import { modelStrings } from '../model-strings.ts'

/** How a server is, in a few words; what nobody knows is left out. */
export function backendFacts(state: BackendState): string[] {
  const { circuits, cold, queue, serverQueue, warm } = modelStrings.backends
  return [
    reachText(state),
    state.isWarm === null ? '' : state.isWarm ? warm : cold,
    queue(state.queueLength),
    state.serverQueue ? serverQueue(state.serverQueue) : '',
    circuits[state.circuit],
  ].filter((fact) => fact !== '')
}

function reachText({ isReachable }: BackendState): string {
  const { reachable, unknown, unreachable } = modelStrings.backends
  if (isReachable === null) return unknown
  return isReachable ? reachable : unreachable
}

/** Whether a call would most likely fail at this moment. */
export const isSick = ({ isReachable, circuit }: BackendState): boolean => isReachable === false || circuit === 'open'
