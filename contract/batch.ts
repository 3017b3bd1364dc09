import { z } from 'zod'
import { CreateRun } from './api.ts'
import { RunOutcome } from './event.ts'
import { Id, Timestamp } from './ids.ts'
import { MAX_VARIATIONS } from './limits.ts'

/** Most rows of one batch, and most bytes of its file. */
export const MAX_BATCH_ROWS = 10_000
export const MAX_BATCH_BYTES = 64 * 1024 * 1024
/** Most bytes of one line: as much as the body of a single run may have. */
export const MAX_BATCH_LINE_BYTES = 64 * 1024
/** Most faults that one answer lists; how many there are in all is said beside them. */
export const MAX_LISTED_FAULTS = 1000

export const BatchMetric = z.enum(['duration', 'cost', 'distance'])
export type BatchMetric = z.infer<typeof BatchMetric>

/** How each row's variation is chosen: by nobody, the first that succeeded, or the best by a measure. */
export const BatchSelection = z.union([
  z.object({ rule: z.enum(['none', 'first']) }),
  z.object({ rule: z.literal('best-by'), metric: BatchMetric }),
])
export type BatchSelection = z.infer<typeof BatchSelection>

/** A row's chosen variation, and why it is that one. */
export const BatchChoice = z.object({ variation: z.int(), why: z.string() })
export type BatchChoice = z.infer<typeof BatchChoice>

/** One thing wrong with one line; `pointer` is a JSON pointer into it, empty for the whole line. */
export const RowFault = z.object({ line: z.int().min(1), pointer: z.string(), detail: z.string() })
export type RowFault = z.infer<typeof RowFault>

/** A line of the file: a run's request with a name of the sender's own. */
export const BatchLine = CreateRun.omit({ parents: true })
  .extend({ customId: z.string().trim().min(1).max(200) })
  .meta({ id: 'BatchLine' })
export type BatchLine = z.infer<typeof BatchLine>

export const RequestCounts = z.object({
  total: z.int(),
  queued: z.int(),
  running: z.int(),
  succeeded: z.int(),
  partial: z.int(),
  failed: z.int(),
  cancelled: z.int(),
})
export type RequestCounts = z.infer<typeof RequestCounts>

export const BatchStatus = z.enum(['running', 'paused', 'cancelling', 'ended'])
export type BatchStatus = z.infer<typeof BatchStatus>

/** Which bound holds the rows of a batch back: those of `GET /v1/me`, and `budget` for one in money. */
export const BatchWaitReason = z.enum([
  'live-runs',
  'runs-per-hour',
  'tokens-per-day',
  'pictures-per-day',
  'stored-bytes',
  'budget',
])
export type BatchWaitReason = z.infer<typeof BatchWaitReason>

export const BatchWait = z.object({
  reason: BatchWaitReason,
  /** Which bound it is and what would help, in plain words. */
  message: z.string(),
  /** When it goes on by itself, at the earliest; null where nobody knows. */
  until: Timestamp.nullable(),
})
export type BatchWait = z.infer<typeof BatchWait>

export const Batch = z
  .object({
    id: Id,
    name: z.string().nullable(),
    status: BatchStatus,
    /** Why no further row is started at the moment; null or missing where nothing holds them back. */
    wait: BatchWait.nullable().optional(),
    selection: BatchSelection,
    requestCounts: RequestCounts,
    /** Lines that were left out, with `?partial=true`; at most the first hundred. */
    faults: z.array(RowFault),
    lastSeq: z.int().min(0),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
    links: z.object({
      self: z.string(),
      events: z.string(),
      rows: z.string(),
      results: z.string(),
      page: z.string(),
    }),
  })
  .meta({ id: 'Batch' })
export type Batch = z.infer<typeof Batch>

export const BatchList = z.object({ data: z.array(Batch), nextCursor: z.string().nullable() }).meta({ id: 'BatchList' })
export type BatchList = z.infer<typeof BatchList>

/** `queued` until its run is made; then as the run. */
export const BatchRowState = z.enum(['queued', 'running', ...RunOutcome.options])
export type BatchRowState = z.infer<typeof BatchRowState>

/** One good line of the file and what became of it. */
export const BatchRow = z
  .object({
    /** From 0, in the order of the file without its bad lines. */
    row: z.int().min(0),
    /** Line of the file, from 1. */
    line: z.int().min(1),
    customId: z.string(),
    brief: z.string(),
    state: BatchRowState,
    runId: Id.nullable(),
    choice: BatchChoice.nullable(),
    /** Why it has no run, when none could be made. */
    fault: RowFault.nullable(),
  })
  .meta({ id: 'BatchRow' })
export type BatchRow = z.infer<typeof BatchRow>

export const BatchRowList = z
  .object({ data: z.array(BatchRow), nextCursor: z.string().nullable() })
  .meta({ id: 'BatchRowList' })
export type BatchRowList = z.infer<typeof BatchRowList>

/** Body of `POST /v1/batches/{id}/cancel`: what becomes of the rows that run. */
export const CancelBatch = z
  .strictObject({ running: z.enum(['finish', 'stop']).default('stop') })
  .meta({ id: 'CancelBatch' })
export type CancelBatch = z.infer<typeof CancelBatch>

/** Body of `PUT /v1/batches/{id}/rows/{row}/choice`; null takes a choice back. */
export const PutChoice = z
  .strictObject({
    variation: z
      .int()
      .min(0)
      .max(MAX_VARIATIONS - 1)
      .nullable(),
  })
  .meta({ id: 'PutChoice' })
export type PutChoice = z.infer<typeof PutChoice>
