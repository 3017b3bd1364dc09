import type { EventData, EventType } from '#contract/event.ts'
import { envelopeTail } from '../../stream/frame.ts'
import type { Db } from '../database.ts'
import type { PackedBatch } from '../packed-events.ts'
import type { LogStatements } from './log-statements.ts'

/** An event that has everything but its number. */
export interface Draft {
  readonly type: string
  /** The envelope behind its seq, as `envelopeTail` makes it. */
  readonly tail: string
}

/** Frames of one append, still inside its transaction. */
export interface PendingFrames {
  readonly logId: string
  readonly firstSeq: number
  /** Whole blocks, or a batch that becomes blocks where they are written. */
  readonly frames: readonly string[] | PackedBatch
}

/** What a command works with: one transaction, one clock reading, and the frames to publish if it commits. */
export interface Tx {
  readonly db: Db
  readonly log: LogStatements
  /** Epoch of this process; a writer of an earlier one fails its guard. */
  readonly epoch: number
  readonly now: Date
  /** A new id: a ULID in lower case, greater than every one before it, also in the same millisecond. */
  newId(): string
  readonly pending: PendingFrames[]
}

/** One event of a run as a draft. */
export function draft<T extends EventType>(
  tx: Tx,
  place: { run: string; variation: number | null; attempt: number | null },
  type: T,
  data: EventData<T>,
): Draft {
  return { type, tail: envelopeTail({ ...place, type, at: tx.now.toISOString(), data }) }
}
