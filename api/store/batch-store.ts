import type { Run } from '#contract/api.ts'
import type {
  Batch,
  BatchChoice,
  BatchList,
  BatchRow,
  BatchRowList,
  BatchRowState,
  BatchSelection,
  RowFault,
} from '#contract/batch.ts'
import type { Answer, CommandContext } from './store.ts'

export interface BatchQuery {
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface RowQuery extends BatchQuery {
  readonly state?: BatchRowState | undefined
}

/** What the sender says of a batch beside its rows. */
export interface NewBatch {
  readonly name: string | null
  readonly selection: BatchSelection
  readonly isPartial: boolean
}

/** A good line, ready to become a run. */
export interface NewRow {
  readonly row: number
  readonly line: number
  readonly customId: string
  /** A run's request (CreateRun) as JSON: as text it is copied to the writer at once, and never taken apart there. */
  readonly request: string
}

/** Batches and their rows as their owner sees and changes them. Throws AppError as RunStore does. */
export interface BatchStore {
  get(owner: string, batchId: string): Promise<Batch>
  list(owner: string, query: BatchQuery): Promise<BatchList>
  /** Rows in the order of the file. */
  rows(owner: string, batchId: string, query: RowQuery): Promise<BatchRowList>
  row(owner: string, batchId: string, row: number): Promise<BatchRow>
  /**
   * Up to `limit` rows behind `afterRow` (-1: from the first) that have ended, in the order of the file. Empty at the
   * last one; more can appear anywhere while the batch runs, and its log says when.
   */
  endedRows(owner: string, batchId: string, afterRow: number, limit: number): Promise<BatchRow[]>
  /** What a stream needs to begin: the head of the batch's log, and whether the batch is ended there. */
  head(owner: string, batchId: string): Promise<{ lastSeq: number; isEnded: boolean; keptFrom: number }>
  cancel(batchId: string, running: 'finish' | 'stop', context: CommandContext): Promise<Answer<Batch>>
  pause(batchId: string, context: CommandContext): Promise<Answer<Batch>>
  resume(batchId: string, context: CommandContext): Promise<Answer<Batch>>
  /** Queues what failed once more; a row whose run has some good variations keeps those. */
  retry(batchId: string, context: CommandContext): Promise<Answer<Batch>>
  /** Hides a batch that has ended, and the runs of its rows, at once; they are removed after 10 s. */
  delete(batchId: string, context: CommandContext): Promise<void>
  restore(batchId: string, context: CommandContext): Promise<Answer<Batch>>
  /** Chooses a row's variation by hand; null takes the choice back. `conflict` for a variation without a picture. */
  choose(batchId: string, row: number, variation: number | null, context: CommandContext): Promise<BatchRow>
}

/** Rows on their way into the store, in chunks. Nothing of it is shown or run before `start`. */
export interface BatchStaging {
  /** Whether a run that somebody posted has been launched since then, or is about to be, and has said nothing yet. */
  isAnyStarting(since: Date): boolean
  begin(batch: NewBatch, owner: string): Promise<string>
  add(batchId: string, rows: readonly NewRow[]): Promise<void>
  /** Makes it a batch that runs. A replay answers the first one and leaves this one to be discarded. */
  start(batchId: string, faults: readonly RowFault[], context: CommandContext): Promise<Answer<Batch>>
  /** Waits for `turn` between its parts. */
  discard(batchId: string, turn: () => Promise<void>): Promise<void>
}

/** Picks a row's variation by the batch's rule; null where nobody or nothing is chosen. */
export type ChooseWinner = (selection: BatchSelection, run: Run) => BatchChoice | null
