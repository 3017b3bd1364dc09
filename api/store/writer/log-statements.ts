import type { Sqlite } from '../database.ts'
import { packFrames, type Segment } from './segment.ts'

/** Prepared statements of the hot path: a builder per event costs four times as much as the insert itself. */
export interface LogStatements {
  lastSeq(logId: string): number | null
  /** Compare-and-set of the head; false when it was not at `from`. */
  moveHead(logId: string, from: number, to: number): boolean
  insertSegment(segment: Segment): void
  /** False when the key was there already. */
  insertCommandKey(logId: string, key: string): boolean
  epoch(): number
  /** Rows changed by this connection so far. */
  totalChanges(): number
  /** Compare-and-set of a follower's cursor on a running attempt; false when another cursor or state is there. */
  moveCursor(attemptId: string, from: string | null, to: string, lastN: number): boolean
}

export function prepareLogStatements(sqlite: Sqlite): LogStatements {
  const lastSeq = sqlite.prepare<[string], { lastSeq: number }>('SELECT lastSeq FROM logs WHERE id = ?')
  const moveHead = sqlite.prepare('UPDATE logs SET lastSeq = ? WHERE id = ? AND lastSeq = ?')
  const insertSegment = sqlite.prepare(
    'INSERT INTO segments (logId, firstSeq, lastSeq, offsets, encoding, frames) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const insertKey = sqlite.prepare('INSERT INTO command_keys (logId, key) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const totalChanges = sqlite.prepare<[], { count: number }>('SELECT total_changes() AS count')
  const epoch = sqlite.prepare<[], { epoch: number }>('SELECT epoch FROM installation WHERE id = 1')
  const moveCursor = sqlite.prepare(
    "UPDATE attempts SET cursor = ?, lastN = ? WHERE id = ? AND state = 'running' AND cursor IS ?",
  )
  return {
    lastSeq: (logId) => lastSeq.get(logId)?.lastSeq ?? null,
    moveHead: (logId, from, to) => moveHead.run(to, logId, from).changes === 1,
    insertSegment: ({ logId, firstSeq, lastSeq: last, offsets, frames }) => {
      const { encoding, bytes } = packFrames(frames)
      insertSegment.run(logId, firstSeq, last, offsets, encoding, bytes)
    },
    insertCommandKey: (logId, key) => insertKey.run(logId, key).changes === 1,
    epoch: () => epoch.get()?.epoch ?? 0,
    totalChanges: () => totalChanges.get()?.count ?? 0,
    moveCursor: (attemptId, from, to, lastN) => moveCursor.run(to, lastN, attemptId, from).changes === 1,
  }
}
