import type { Graph } from './graph.ts'
import type { FileRef } from './output-files.ts'

/** `deleted` from the queue, `lost` with a restart. */
export type PromptState = 'pending' | 'running' | 'success' | 'error' | 'interrupted' | 'deleted' | 'lost'

/** A prompt that was accepted; kept whatever the server forgets. */
export interface PromptRecord {
  readonly id: string
  readonly number: number
  readonly clientId: string | null
  readonly graph: Graph
  readonly extraData: Readonly<Record<string, unknown>>
  state: PromptState
  /** Steps that were taken. */
  steps: number
  files: readonly FileRef[]
}

export interface PromptRecords {
  /** Oldest first; a repeated id has a record for each time. */
  readonly all: readonly PromptRecord[]
  add(record: PromptRecord): void
  set(record: PromptRecord, state: PromptState): void
  step(record: PromptRecord): void
  /** Resolves when the first prompt for which it holds is there, those before included. */
  when(holds: (record: PromptRecord) => boolean): Promise<PromptRecord>
}

export const isOver = ({ state }: PromptRecord) => state !== 'pending' && state !== 'running'

const KEPT = 10_000

export function createPromptRecords(): PromptRecords {
  const all: PromptRecord[] = []
  const waiting = new Set<() => void>()
  const ring = () => {
    for (const check of waiting) check()
  }

  return {
    all,
    add(record) {
      all.push(record)
      if (all.length > KEPT) all.splice(0, KEPT / 2)
      ring()
    },
    set(record, state) {
      record.state = state
      ring()
    },
    step(record) {
      record.steps++
      ring()
    },
    when: (holds) =>
      new Promise((resolve) => {
        const check = () => {
          const found = all.find(holds)
          if (found === undefined) return
          waiting.delete(check)
          resolve(found)
        }
        waiting.add(check)
        check()
      }),
  }
}
