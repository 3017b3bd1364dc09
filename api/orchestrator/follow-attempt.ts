import { setTimeout as delay } from 'node:timers/promises'
import { type AttemptRef, type LogBatch, type LogCursor, OutputLostError } from '../runner/runner.ts'
import type { IngestArgs } from '../store/attempt-store.ts'
import { takeTurn } from './loop-turn.ts'
import { logFields, type OrchestratorDeps } from './orchestrator-deps.ts'
import { persist } from './persist.ts'
import { readBatch } from './read-batch.ts'

/** Pause before a broken follow is taken up again at its cursor. */
const RESUME_MS = 500

/** Most batches sent to the writer and not yet committed; a batch is a few hundred kilobytes at the most. */
const MAX_IN_FLIGHT = 16

/** More lines at once take long enough that others should have a turn before the next. */
const FLOOD_LINES = 64

/** Where the follower stands, as it is committed. */
interface Position {
  readonly cursor: string | null
  readonly lastN: number
}

/**
 * Carries an attempt's output into its log until all of it is committed. A read that breaks is resumed at the
 * committed cursor; a refused write reads the cursor again first. Ends early only when the attempt is gone or ended.
 * Throws OutputLostError.
 */
export async function followAttempt(deps: OrchestratorDeps, ref: AttemptRef, signal: AbortSignal): Promise<void> {
  for (;;) {
    const position = committedPosition(deps, ref)
    if (position === null) return
    try {
      if (await followFrom(deps, ref, position, signal)) return
    } catch (error) {
      if (signal.aborted || error instanceof OutputLostError) throw error
      deps.logger.warn({ ...logFields(ref), err: error }, 'following an attempt broke; resuming at its cursor')
      await delay(RESUME_MS, undefined, { signal })
    }
  }
}

function committedPosition(deps: OrchestratorDeps, ref: AttemptRef): Position | null {
  const attempt = deps.attempts.get(ref.attemptId)
  if (attempt === undefined || attempt.state === 'ended') return null
  return { cursor: attempt.cursor, lastN: attempt.lastN }
}

/**
 * True when the output is read to its end; false when a write was refused and the cursor must be read again.
 * A few batches are in flight, so that one commit takes several; each carries the cursor of the one before it, so that
 * none is taken out of its turn.
 */
async function followFrom(
  deps: OrchestratorDeps,
  ref: AttemptRef,
  start: Position,
  signal: AbortSignal,
): Promise<boolean> {
  let position = start
  const inFlight: Promise<boolean>[] = []
  const from: LogCursor | null = start.cursor === null ? null : JSON.parse(start.cursor)
  for await (const batch of deps.runner.follow(ref, from, signal)) {
    const ingest = prepareIngest(ref, position, batch)
    if (inFlight.length >= MAX_IN_FLIGHT && !(await inFlight.shift())) return false
    const write = persist(() => deps.attempts.ingest(ingest), signal)
    // awaited in its turn; a rejection before that must not count as unhandled
    write.catch(() => {})
    inFlight.push(write)
    position = { cursor: ingest.to, lastN: ingest.lastN }
    if ((batch.thoughts?.count ?? batch.lines.length) > FLOOD_LINES) await takeTurn()
  }
  return (await Promise.all(inFlight)).every((isWritten) => isWritten)
}

// Where the lines belong is taken from the attempt that is followed, never from a line.
function prepareIngest(ref: AttemptRef, { cursor, lastN }: Position, batch: LogBatch): IngestArgs {
  const { attemptId, runId, variation, attempt } = ref
  const place = { run: runId, variation, attempt, at: new Date().toISOString() }
  return { attemptId, place, from: cursor, to: JSON.stringify(batch.cursor), ...readBatch(batch, lastN) }
}
