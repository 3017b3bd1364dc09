import type { StatusMessage } from './prompt-queue.ts'
import type { SocketHub } from './socket-hub.ts'

export type NodeState = 'running' | 'finished' | 'error'

interface NodeProgress {
  readonly value: number
  readonly max: number
  readonly state: NodeState
}

/** Tells what a run does, to whom the server tells it. */
export interface RunVoice {
  /** What the history keeps too; without a client only `isForAll` ones are told, and then to everybody. */
  message(type: string, data: object, isForAll?: boolean): void
  /** To the client only. */
  event(type: string, data: object): void
  /** To the client, or to everybody for a prompt without one. */
  shout(message: Buffer | { type: string; data: Record<string, unknown> }): void
  /** Changes one node and tells of all nodes so far. */
  progress(nodeId: string, progress: NodeProgress): void
  /** Of the history. */
  readonly messages: readonly StatusMessage[]
}

export function createRunVoice(hub: SocketHub, promptId: string, clientId: string | null, now: () => number): RunVoice {
  const messages: StatusMessage[] = []
  const nodes: Record<string, Record<string, unknown>> = {}
  const event = (type: string, data: object) => {
    if (clientId !== null) hub.send(clientId, { type, data: { ...data } })
  }

  return {
    messages,
    message(type, data, isForAll = false) {
      const stamped = { prompt_id: promptId, ...data, timestamp: now() }
      messages.push([type, stamped])
      if (isForAll) hub.send(clientId, { type, data: stamped })
      else event(type, stamped)
    },
    event,
    shout: (message) => hub.send(clientId, message),
    progress(nodeId, progress) {
      const ids = { node_id: nodeId, prompt_id: promptId, display_node_id: nodeId }
      nodes[nodeId] = { ...progress, ...ids, parent_node_id: null, real_node_id: nodeId }
      const data = { prompt_id: promptId, nodes: { ...nodes } }
      hub.send(clientId, { type: 'progress_state', data })
    },
  }
}
