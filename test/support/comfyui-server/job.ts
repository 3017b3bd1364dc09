import { type HistoryEntry, type QueueItem, type StatusMessage, tupleOf } from './prompt-queue.ts'

export const jobStates: readonly string[] = ['pending', 'in_progress', 'completed', 'failed', 'cancelled']

/** A prompt as the jobs of the server of today tell it; what is not known is left out. */
export interface Job {
  readonly id: string
  readonly status: string
  readonly priority: unknown
  readonly outputs_count: number
  readonly create_time?: number
  readonly execution_start_time?: number
  readonly execution_end_time?: number
  readonly workflow_id?: string
}

export function jobOfItem(item: QueueItem, status: string): Job {
  const { record } = item
  return { id: record.id, status, priority: record.number, outputs_count: 0, ...createdAt(tupleOf(item)) }
}

/** With `isWhole` all that a single job tells. */
export function jobOfHistory(id: string, entry: HistoryEntry, isWhole: boolean): Job {
  const { messages, status_str: outcome } = entry.status
  const end = messages.find(([type]) => ends.includes(type))
  const error = messages.find(([type]) => type === 'execution_error')
  const images = Object.entries(entry.outputs).flatMap(([nodeId, { images }]) =>
    images.map((image) => ({ ...image, nodeId, mediaType: 'images' })),
  )
  return {
    ...{ id, status: statusOf(outcome, end), priority: entry.prompt[0], outputs_count: images.length },
    ...createdAt(entry.prompt),
    ...timeOf(
      messages.find(([type]) => type === 'execution_start'),
      'execution_start_time',
    ),
    ...timeOf(end, 'execution_end_time'),
    ...(error !== undefined && { execution_error: error[1] }),
    ...(images[0] !== undefined && { preview_output: images[0] }),
    ...(isWhole && {
      ...{ outputs: entry.outputs, execution_status: entry.status },
      workflow: { prompt: entry.prompt[2], extra_data: entry.prompt[3] },
    }),
  }
}

const ends = ['execution_success', 'execution_error', 'execution_interrupted']

function statusOf(outcome: string, end: StatusMessage | undefined): string {
  if (outcome === 'success') return 'completed'
  return end?.[0] === 'execution_interrupted' ? 'cancelled' : 'failed'
}

function createdAt([, , , extraData]: readonly unknown[]): { create_time?: number; workflow_id?: string } {
  const { create_time: time, extra_pnginfo: info } = extraData as {
    create_time?: number
    extra_pnginfo?: { workflow?: { id?: string } }
  }
  const id = info?.workflow?.id
  return { ...(time !== undefined && { create_time: time }), ...(id !== undefined && { workflow_id: id }) }
}

function timeOf(message: StatusMessage | undefined, name: string): Record<string, number> {
  const stamp = message?.[1].timestamp
  return typeof stamp === 'number' ? { [name]: stamp } : {}
}
