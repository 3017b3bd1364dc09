import type { CreateRun } from '#contract/api.ts'
import type { Batch, BatchSelection } from '#contract/batch.ts'
import type { BatchEvent } from '#contract/batch-event.ts'
import type { OpenStore } from '../../api/store/open-store.ts'
import { asOwner, owner, type TestStore } from './test-store.ts'

export const defaults = { designer: 'scripted', renderer: 'sketch' } as const

export interface BatchPlan {
  readonly rows: number
  readonly variations?: number
  readonly selection?: BatchSelection
  readonly owner?: string
}

/** A batch whose rows wait, as the end of an upload leaves it. */
export async function startBatch(store: OpenStore, plan: BatchPlan): Promise<Batch> {
  const { rows, variations = 1, selection = { rule: 'none' } } = plan
  const of = plan.owner ?? owner
  const id = await store.batches.begin({ name: null, selection, isPartial: false }, of)
  const wanted: CreateRun = { brief: 'an axolotl who tends a lighthouse', variations, parents: [] }
  const request = JSON.stringify(wanted)
  const all = Array.from({ length: rows }, (_, row) => ({ row, line: row + 1, customId: `row-${row}`, request }))
  for (let at = 0; at < rows; at += 500) await store.batches.add(id, all.slice(at, at + 500))
  return (await store.batches.start(id, [], { ...asOwner, owner: of })).value
}

/** The run of a row; empty where it has none. */
export async function runOf(store: OpenStore, batchId: string, row: number): Promise<string> {
  return (await store.batches.row(owner, batchId, row)).runId ?? ''
}

export function batchEvents(test: TestStore, batchId: string): BatchEvent[] {
  return test.events(batchId) as unknown as BatchEvent[]
}
