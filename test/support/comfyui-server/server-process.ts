import { featuresOf, type Generation } from './generation.ts'
import { createInterruptFlag, type InterruptFlag } from './interrupt-flag.ts'
import type { Models } from './models.ts'
import { type NodeClass, nodeClasses } from './node-classes.ts'
import type { FileRef, OutputFiles } from './output-files.ts'
import { createPromptQueue, type PromptQueue } from './prompt-queue.ts'
import type { PromptRecords } from './prompt-records.ts'
import { createSocketHub, type Message, type SocketHub } from './socket-hub.ts'

/** What stays when the process ends. */
export interface ServerParts {
  readonly generation: Generation
  readonly stepMs: number
  /** Of a node that loads a model. */
  readonly loadMs: number
  /** In place of what the graph asks for. */
  readonly steps: number | null
  /** As `--preview-method auto`. */
  readonly hasPreviews: boolean
  readonly files: OutputFiles
  readonly records: PromptRecords
  readonly models: Models
  /** What happens to the whole server. */
  readonly restart: () => void
}

/** What one process of the server holds in memory: a restart makes a new one. */
export interface ServerProcess {
  readonly parts: ServerParts
  readonly signal: AbortSignal
  readonly classes: Readonly<Record<string, NodeClass>>
  readonly queue: PromptQueue
  readonly hub: SocketHub
  readonly flag: InterruptFlag
  /** Outputs of nodes by their signature. */
  readonly cache: Map<string, CachedNode>
  /** For the next prompt. */
  nextNumber: number
  /** Told to its client when that one reconnects. */
  current: { readonly clientId: string; readonly nodeId: string } | null
}

export interface CachedNode {
  readonly values: readonly unknown[]
  readonly ui: { readonly images: readonly FileRef[] } | null
}

export function createServerProcess(parts: ServerParts, signal: AbortSignal): ServerProcess {
  const status = (): Message['data'] => ({ exec_info: { queue_remaining: queue.remaining() } })
  const queue = createPromptQueue(() => hub.send(null, { type: 'status', data: { status: status() } }))
  const hub = createSocketHub({
    features: featuresOf(parts.generation),
    hello: (sid) => [
      { type: 'status', data: { status: status(), sid } },
      // without prompt_id, as the server has it
      ...(process.current?.clientId === sid ? [{ type: 'executing', data: { node: process.current.nodeId } }] : []),
    ],
  })
  const process: ServerProcess = {
    ...{ parts, signal, queue, hub },
    classes: nodeClasses(parts.models),
    flag: createInterruptFlag(),
    cache: new Map(),
    nextNumber: 0,
    current: null,
  }
  return process
}
