import { encodeFrame } from '../../stream/frame.ts'
import type { PackedBatch } from '../packed-events.ts'
import type { Draft, Tx } from './transaction.ts'

/**
 * Who may write. A follower must own the epoch and stand where the log says it stands;
 * a command carries a key, so that its repeat is a no-op.
 */
export type Guard =
  | {
      readonly kind: 'follower'
      readonly attemptId: string
      readonly epoch: number
      readonly from: string | null
      readonly to: string
      readonly lastN: number
    }
  | { readonly kind: 'command'; readonly key: string }

/**
 * The one function that writes a log: the state change and its events are one transaction, and the numbers are
 * taken inside it (PROTOCOL section 3). False, with nothing done, when the guard refuses.
 */
export function append(tx: Tx, logId: string, events: Events, changes: () => void, guard: Guard): boolean {
  if (!isAllowed(tx, logId, guard)) return false
  changes()
  number(tx, logId, events)
  return true
}

/** Events one by one, or a batch as a follower packed it. */
type Events = readonly Draft[] | PackedBatch

function isAllowed(tx: Tx, logId: string, guard: Guard): boolean {
  if (guard.kind === 'command') return tx.log.insertCommandKey(logId, guard.key)
  if (guard.epoch !== tx.log.epoch()) return false
  return tx.log.moveCursor(guard.attemptId, guard.from, guard.to, guard.lastN)
}

function number(tx: Tx, logId: string, events: Events): void {
  const count = 'packed' in events ? events.packed.count : events.length
  if (count === 0) return
  const head = tx.log.lastSeq(logId)
  if (head === null) throw new Error(`There is no log ${logId} to append to.`)
  if (!tx.log.moveHead(logId, head, head + count)) throw new Error(`The head of log ${logId} moved.`)
  const firstSeq = head + 1
  const frames = 'packed' in events ? events : events.map(({ type, tail }, i) => encodeFrame(firstSeq + i, type, tail))
  tx.pending.push({ logId, firstSeq, frames })
}
