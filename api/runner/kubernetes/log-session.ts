import { WholeLines } from '../../stream/whole-lines.ts'
import type { LogBatch } from '../runner.ts'
import { checkGap } from './log-gap-check.ts'
import type { FollowSettings } from './log-options.ts'
import { gateAt, gateBehind, gateWithoutPlace, type LogGate, openGate } from './log-place.ts'
import type { LogPosition } from './log-position.ts'
import { nextBytes } from './log-quiet.ts'
import { openLogRead } from './log-read.ts'
import type { LogBudget } from './log-retry.ts'
import { scanLog } from './log-scan.ts'
import type { PodLogQuery, PodLogSource } from './log-source.ts'
import { secondBefore } from './log-stamp.ts'
import { createStampedLines, type StampedLine } from './stamped-lines.ts'

/** What the reads of one log share. */
export interface LogSession {
  readonly source: PodLogSource
  readonly position: LogPosition
  readonly settings: FollowSettings
  readonly checks: LogBudget
  /** Aborts when the container has ended. */
  readonly over: AbortSignal
}

/** How one read is made. */
export interface ReadPlan {
  /** What is there and no more, because the container has ended. */
  readonly isLast: boolean
  /** From the first byte, not since the cursor's stamp. */
  readonly isWhole: boolean
}

/**
 * How a read ended. `ended`: cleanly; a tail without a newline is held back; `isPlaced`: the cursor's place was seen. `silent`:
 * nothing came, though there is more or there can be no more. `misplaced`: the lines behind the cursor have to be looked
 * for from the first byte. `limit`: all that may be printed was.
 */
export type ReadOutcome =
  | {
      readonly kind: 'ended'
      readonly tail: StampedLine | null
      readonly isPlaced: boolean
      readonly readBytes: number
    }
  | { readonly kind: 'silent' | 'misplaced' | 'limit' }

/** Of a read since a stamp: it goes by whole seconds, and stamps within a second may be out of their order. */
const OVERLAP_S = 1

/** Reads once, from where the session stands. Throws `LogCutError`. */
export async function* readOnce(
  session: LogSession,
  plan: ReadPlan,
  signal: AbortSignal,
): AsyncGenerator<LogBatch, ReadOutcome> {
  const hasPlace = session.position.cursor.stamp !== null
  const gate = await findGate(session, plan, signal)
  if (gate === null) return { kind: 'ended', tail: null, isPlaced: true, readBytes: 0 }
  const read = openLogRead(session.source, queryOf(session, plan), signal, session.over)
  const whole = new WholeLines()
  const stamped = createStampedLines()
  let readBytes = 0
  try {
    for (;;) {
      const got = await nextBytes(session, plan.isLast, read, signal)
      if (got === 'silent') return { kind: 'silent' }
      if (got === 'end') break
      readBytes += got.length
      const bytes = whole.push(got)
      const flood = gate.isOpen && stamped.isAtStart() ? session.position.takeThoughts(bytes) : null
      if (flood !== null) {
        yield flood
        continue
      }
      const halt = yield* pass(session, plan, gate, stamped.push(bytes), signal)
      if (halt !== null) return halt
    }
    stamped.push(whole.end())
    if (!gate.isOpen && plan.isLast && !plan.isWhole) return { kind: 'misplaced' }
    const tail = stamped.end()
    const [held = null] = tail === null ? [] : gate.pass([tail])
    return { kind: 'ended', tail: held, isPlaced: hasPlace && gate.state === 'placed', readBytes }
  } finally {
    await read.close()
  }
}

function queryOf({ position }: LogSession, { isLast, isWhole }: ReadPlan): PodLogQuery {
  const { stamp } = position.cursor
  if (isWhole || stamp === null) return { follow: !isLast }
  return { follow: !isLast, sinceTime: secondBefore(stamp, OVERLAP_S) }
}

/** Null when the log is known to hold nothing new and no more will come. */
async function findGate(session: LogSession, plan: ReadPlan, signal: AbortSignal): Promise<LogGate | null> {
  const { source, position, settings } = session
  const { cursor } = position
  if (cursor.stamp === null) return openGate()
  if (!plan.isWhole) return gateBehind(cursor)
  const { place, next, isTorn } = await scanLog({ source, cursor, stallMs: settings.stallMs }, null, signal)
  if (place === null) return gateWithoutPlace(cursor)
  return plan.isLast && next === null && !isTorn ? null : gateAt(place, cursor)
}

async function* pass(
  session: LogSession,
  plan: ReadPlan,
  gate: LogGate,
  lines: readonly StampedLine[],
  signal: AbortSignal,
): AsyncGenerator<LogBatch, ReadOutcome | null> {
  const wasOpen = gate.isOpen
  const fresh = gate.pass(lines)
  if (gate.state === 'beyond') return { kind: 'misplaced' }
  if (gate.state === 'guessed' && !wasOpen) session.position.break()
  return yield* give(session, fresh, !plan.isWhole, signal)
}

/** Gives new lines in batches. `isFiltered`: of a read that leaves out what is stamped before its start. */
export async function* give(
  session: LogSession,
  lines: readonly StampedLine[],
  isFiltered: boolean,
  signal: AbortSignal,
): AsyncGenerator<LogBatch, ReadOutcome | null> {
  const { position } = session
  let isChecked = false
  for (let from = 0; from < lines.length; ) {
    const { end, halt } = position.take(lines, from, isChecked, isFiltered)
    if (end > from) yield position.batch(from === 0 && end === lines.length ? lines : lines.slice(from, end))
    from = end
    isChecked = false
    const next = lines[from]
    if (next === undefined || halt === 'batch') continue
    if (halt === 'limit') return yield* endAtLimit(session, next)
    if (halt === 'repeat') {
      from++
      continue
    }
    const found = await checkGap(session, next, signal)
    if (found === 'there') return { kind: 'misplaced' }
    if (found === 'lost') position.break()
    isChecked = true
  }
  return null
}

/** What still has room of the line that goes beyond the limit is text; then the attempt is stopped. */
async function* endAtLimit(
  { position, settings }: LogSession,
  line: StampedLine,
): AsyncGenerator<LogBatch, ReadOutcome> {
  const { room } = position
  const text = Buffer.from(line.text).toString('utf8', 0, room)
  const cut = [{ ...line, text, bytes: room, droppedBytes: Math.max(0, room - Buffer.byteLength(line.text)) }]
  if (room > 0 && position.take(cut, 0, true, false).end === 1) yield position.batch(cut)
  await settings.onLimit()
  return { kind: 'limit' }
}
