import { z } from 'zod'
import { BatchChoice, BatchSelection, BatchWait, BatchWaitReason, RequestCounts, RowFault } from './batch.ts'
import { RunOutcome } from './event.ts'
import { Id, Timestamp } from './ids.ts'

/** The data of each event type of a batch's log. Readers ignore types they do not know. */
export const batchEventData = {
  'batch-start': z.object({ name: z.string().nullable(), rows: z.int(), selection: BatchSelection }),
  /** A row was admitted; again, when it is retried. */
  'row-start': z.object({ customId: z.string(), runId: Id }),
  'row-end': z.object({
    customId: z.string(),
    runId: Id.nullable(),
    outcome: RunOutcome,
    choice: BatchChoice.nullable(),
    /** Why no run could be made. */
    fault: RowFault.nullable(),
  }),
  /** Somebody chose, or took the choice back. */
  'row-choice': z.object({ choice: BatchChoice.nullable() }),
  'batch-pause': z.object({}),
  'batch-resume': z.object({}),
  /** Why no further row is admitted; a reason of null: the wait is over, as it also is when the batch is paused or ends. */
  'batch-wait': BatchWait.extend({ reason: BatchWaitReason.nullable() }),
  /** What waits is cancelled from here on, each row with its `row-end`. */
  'batch-cancel': z.object({ running: z.enum(['finish', 'stop']) }),
  /** So many rows wait again; a batch that had ended is open again. */
  'batch-retry': z.object({ rows: z.int() }),
  'batch-end': z.object({ requestCounts: RequestCounts }),
} as const

export type BatchEventType = keyof typeof batchEventData
export type BatchEventData<T extends BatchEventType> = z.infer<(typeof batchEventData)[T]>

interface Envelope<T extends BatchEventType> {
  readonly seq: number
  readonly batch: string
  /** Null for what is about the whole batch. */
  readonly row: number | null
  readonly type: T
  readonly at: string
  readonly data: BatchEventData<T>
}

/** One entry of a batch's log, as it stands on an SSE `data:` line. A union that narrows on `type`. */
export type BatchEvent = { [T in BatchEventType]: Envelope<T> }[BatchEventType]

/** The envelope alone, for readers that meet types they do not know. */
export const BatchEventEnvelope = z
  .object({
    seq: z.int().min(1),
    batch: Id,
    row: z.int().nullable(),
    type: z.string(),
    at: Timestamp,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'BatchEventEnvelope' })
