import { createBell } from '../fake-kube/bell.ts'
import type { FileRef } from './output-files.ts'
import type { PromptRecord } from './prompt-records.ts'
import type { RunFate } from './run-fate.ts'
import { PythonError } from './validate-inputs.ts'

export interface QueueItem {
  readonly record: PromptRecord
  /** Ids of the output nodes that were found valid. */
  readonly outputs: readonly string[]
  readonly fate: RunFate
}

export type StatusMessage = readonly [type: string, data: Readonly<Record<string, unknown>>]

export interface HistoryEntry {
  readonly prompt: readonly unknown[]
  readonly outputs: Readonly<Record<string, { readonly images: readonly FileRef[] }>>
  readonly status: {
    readonly status_str: 'success' | 'error'
    readonly completed: boolean
    readonly messages: readonly StatusMessage[]
  }
  readonly meta: Readonly<Record<string, unknown>>
}

/** The queue and the history of one process: both are memory only. */
export interface PromptQueue {
  /** Throws for a twin (same id and number) that is still queued. */
  put(item: QueueItem): void
  /** Waits for the next one and makes it the running one. */
  take(signal: AbortSignal): Promise<QueueItem>
  /** The running one is over; null: nothing is kept of it. */
  finish(entry: HistoryEntry | null): void
  running(): QueueItem | null
  /** In the order they will run. */
  pending(): readonly QueueItem[]
  /** Takes those for which it holds out of the pending ones. */
  remove(holds: (item: QueueItem) => boolean): readonly QueueItem[]
  remaining(): number
  readonly history: Map<string, HistoryEntry>
}

const MAX_HISTORY = 10_000

/** `onChange` after each change of what `remaining` counts. */
export function createPromptQueue(onChange: () => void): PromptQueue {
  let pending: QueueItem[] = []
  let running: QueueItem | null = null
  const bell = createBell()
  const history = new Map<string, HistoryEntry>()

  return {
    history,
    put(item) {
      const { id, number } = item.record
      if (pending.some(({ record }) => record.id === id && record.number === number)) {
        // the heap goes on to compare the graphs
        throw new PythonError('TypeError', "'<' not supported between instances of 'dict' and 'dict'")
      }
      pending.push(item)
      pending.sort(byNumber)
      onChange()
      bell.ring()
    },
    async take(signal) {
      for (;;) {
        signal.throwIfAborted()
        const next = pending.shift()
        if (next !== undefined) {
          running = next
          onChange()
          return next
        }
        await bell.heard(signal)
      }
    },
    finish(entry) {
      if (entry !== null && running !== null) history.set(running.record.id, entry)
      const [oldest] = history.keys()
      if (history.size > MAX_HISTORY && oldest !== undefined) history.delete(oldest)
      running = null
      onChange()
    },
    running: () => running,
    pending: () => pending,
    remove(holds) {
      const removed = pending.filter(holds)
      pending = pending.filter((item) => !removed.includes(item))
      if (removed.length > 0) onChange()
      return removed
    },
    remaining: () => pending.length + (running === null ? 0 : 1),
  }
}

const byNumber = (a: QueueItem, b: QueueItem) =>
  a.record.number - b.record.number || (a.record.id < b.record.id ? -1 : 1)

/** As `/queue` and the history tell it. */
export const tupleOf = ({ record, outputs }: QueueItem): readonly unknown[] => [
  record.number,
  record.id,
  record.graph,
  record.extraData,
  outputs,
]
