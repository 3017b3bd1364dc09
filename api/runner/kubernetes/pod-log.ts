import { setTimeout as delay } from 'node:timers/promises'
import { type LogBatch, type LogCursor, OutputLostError } from '../runner.ts'
import { readCursor } from './log-cursor.ts'
import { LogEnd } from './log-end.ts'
import { defaults, type FollowOptions } from './log-options.ts'
import { LogPosition } from './log-position.ts'
import { LogCutError } from './log-read.ts'
import { LogBackoff, LogBudget } from './log-retry.ts'
import { give, type LogSession, type ReadOutcome, type ReadPlan, readOnce } from './log-session.ts'
import type { PodLogSource } from './log-source.ts'

export type { FollowOptions } from './log-options.ts'
export type { PodLogQuery, PodLogSource } from './log-source.ts'

/**
 * Lines of a container's log behind `from`, each once and in order, until the container has ended and all of its log is
 * read, the limit is reached, or `signal` aborts. Whatever breaks a read, the next one goes on where it stood; what a
 * rotation took meanwhile shows as a batch that is not continuous. Throws OutputLostError when the log is gone before its
 * end was seen.
 */
export async function* followPodLog(
  source: PodLogSource,
  from: LogCursor | null,
  options: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const settings = { ...defaults, ...options }
  const position = new LogPosition(readCursor(from, source.containerId), settings.outputLimitBytes)
  const watch = watchOver(source, signal)
  const session = { source, position, settings, checks: new LogBudget(settings.checks), over: watch.over }
  try {
    yield* readToEnd(session, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    watch.close()
  }
}

/**
 * A log that is no longer than this is read from its first byte to be sure of its end: a read since a stamp does not see
 * what a clock that was set back has stamped.
 */
const CHEAP_BYTES = 4 * 1024 * 1024

async function* readToEnd(session: LogSession, signal: AbortSignal): AsyncGenerator<LogBatch> {
  const { source, position, settings } = session
  const backoff = new LogBackoff(settings.backoff, settings.random)
  const end = new LogEnd()
  let isMisplaced = false
  let isProven = false
  while (!signal.aborted) {
    const { stamp, bytes } = position.cursor
    const { taken } = position
    const isLast = source.isOver()
    const isWhole: boolean = isMisplaced || stamp === null || (isLast && !isProven && bytes <= CHEAP_BYTES)
    const outcome: ReadOutcome | LogCutError = yield* tryRead(session, { isLast, isWhole }, signal)
    const hasProgressed = position.taken > taken
    if (outcome.kind === 'limit') return
    if (end.isReached(outcome, isLast, hasProgressed)) {
      if (!end.hasSeenEnd) throw new OutputLostError('The log of the container is gone, and its end was not seen.')
      if (end.tail !== null) yield* give(session, [end.tail], false, signal)
      return
    }
    isMisplaced = outcome.kind === 'misplaced'
    // an answer that was cut short nearly always ends within a line
    isProven = isWhole && outcome.kind === 'ended' && outcome.tail === null && (hasProgressed || outcome.isPlaced)
    if (hasProgressed) backoff.reset()
    if (!isMisplaced) await pause(session, outcome, backoff, signal)
  }
}

async function* tryRead(
  session: LogSession,
  plan: ReadPlan,
  signal: AbortSignal,
): AsyncGenerator<LogBatch, ReadOutcome | LogCutError> {
  try {
    return yield* readOnce(session, plan, signal)
  } catch (error) {
    if (error instanceof LogCutError) return error
    throw error
  }
}

/** Waits before the next read; the end of the container cuts it short, as nothing more has to be waited for then. */
async function pause(
  { source, settings, over }: LogSession,
  outcome: ReadOutcome | LogCutError,
  backoff: LogBackoff,
  signal: AbortSignal,
): Promise<void> {
  const isOver = source.isOver()
  if (isOver && outcome.kind !== 'cut') return
  const delayMs = backoff.nextMs(outcome.kind === 'cut' ? outcome.retryAfterMs : null)
  settings.onRetry?.(outcome.kind === 'cut' ? outcome : new LogCutError(`the log has ${outcome.kind}`), delayMs)
  if (delayMs === 0) return
  const wake = isOver || over.aborted ? signal : AbortSignal.any([signal, over])
  await delay(delayMs, undefined, { signal: wake }).catch(() => undefined)
}

/** `over` aborts when the container has ended. */
function watchOver(source: PodLogSource, signal: AbortSignal): { over: AbortSignal; close(): void } {
  const over = new AbortController()
  const closed = new AbortController()
  const tell = () => over.abort()
  // a watch that breaks tells it too early: the source itself is asked then
  source.over(AbortSignal.any([signal, closed.signal])).then(tell, tell)
  return { over: over.signal, close: () => closed.abort() }
}
