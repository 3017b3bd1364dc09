import { setTimeout as delay } from 'node:timers/promises'
import type { FailureReason } from '#contract/reason.ts'
import type { ExitFacts } from '../lifecycle/attempt-end.ts'
import { type AttemptRef, type AttemptStatus, OutputLostError } from '../runner/runner.ts'
import { followAttempt } from './follow-attempt.ts'
import { logFields, type OrchestratorDeps } from './orchestrator-deps.ts'
import { persist } from './persist.ts'

/** Output still missing this long after the end is shown as a gap (PROTOCOL section 4). */
const DRAIN_MS = 30_000

/**
 * Brings one launched attempt to its end: start, output, end, each committed before the next. It may be begun anew at
 * any moment by any later process; the level the runner reports and the store say where it stands.
 */
export async function superviseAttempt(deps: OrchestratorDeps, ref: AttemptRef, signal: AbortSignal): Promise<void> {
  const finished = new AbortController()
  const inner = AbortSignal.any([signal, finished.signal])
  const started = new AbortController()
  let following: Promise<void> | null = null
  try {
    enforceQueueDeadline(deps, ref, AbortSignal.any([inner, started.signal]))
    for await (const status of deps.runner.watch(ref, signal)) {
      await commitStatus(deps, ref, status, signal)
      if (status.phase === 'waiting') continue
      started.abort()
      if (following === null) {
        following = followAttempt(deps, ref, inner)
        // awaited below; without this a break while the attempt still runs would be an unhandled rejection
        following.catch(() => {})
        if (status.phase === 'running') enforceDeadline(deps, ref, inner)
      }
      if (status.phase === 'ended') await settle(deps, ref, status, following, signal)
    }
  } finally {
    finished.abort()
    await following?.catch(() => {})
  }
}

async function commitStatus(
  deps: OrchestratorDeps,
  ref: AttemptRef,
  status: AttemptStatus,
  signal: AbortSignal,
): Promise<void> {
  const { attempts, runner } = deps
  if (status.phase === 'waiting') {
    const { reason, message } = status
    return persist(() => attempts.wait(ref.attemptId, { reason, message }), signal)
  }
  // an end without a start seen: the start is made up from it, so that each attempt has exactly one of both
  const where = status.where ?? { text: 'It ended before it was seen running.', details: {} }
  return persist(() => attempts.start(ref.attemptId, runner.kind, where), signal)
}

async function settle(
  deps: OrchestratorDeps,
  ref: AttemptRef,
  { exit, reason, message }: ExitFacts,
  following: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const isDrained = await drained(following, signal)
  await persist(() => deps.attempts.end(ref.attemptId, { exit, reason, message }, isDrained), signal)
  if (deps.keepEndedMs === 0) await deps.runner.remove(ref)
  deps.logger.info({ ...logFields(ref), exit }, 'attempt ended')
}

async function drained(following: Promise<void>, signal: AbortSignal): Promise<boolean> {
  const stop = new AbortController()
  const isDone = following.then(
    () => true,
    (error: unknown) => {
      if (error instanceof OutputLostError) return false
      throw error
    },
  )
  const isLate = delay(DRAIN_MS, false, { signal: AbortSignal.any([signal, stop.signal]) })
  try {
    return await Promise.race([isDone, isLate])
  } finally {
    stop.abort()
    isLate.catch(() => {})
  }
}

function enforceDeadline(deps: OrchestratorDeps, ref: AttemptRef, signal: AbortSignal): void {
  const startedAt = deps.attempts.get(ref.attemptId)?.startedAt
  stopAfter(deps, ref, { since: startedAt, limitMs: deps.attemptDeadlineMs, reason: 'deadline' }, signal)
}

/** A runner may take an attempt and have no place for it: that is waiting, too. */
function enforceQueueDeadline(deps: OrchestratorDeps, ref: AttemptRef, signal: AbortSignal): void {
  const attempt = deps.attempts.get(ref.attemptId)
  if (attempt?.state === 'running') return
  stopAfter(deps, ref, { since: attempt?.queuedAt, limitMs: deps.queueDeadlineMs, reason: 'queue-deadline' }, signal)
}

interface Limit {
  /** RFC 3339; absent counts as now. */
  readonly since: string | null | undefined
  readonly limitMs: number
  readonly reason: FailureReason
}

/** Ends an attempt with a reason when its time is over before `signal` aborts. */
function stopAfter(deps: OrchestratorDeps, ref: AttemptRef, limit: Limit, signal: AbortSignal): void {
  const spentMs = limit.since ? Math.max(0, Date.now() - Date.parse(limit.since)) : 0
  const timer = setTimeout(
    () => {
      stopFor(deps, ref, limit.reason, signal).catch((error: unknown) => {
        if (!signal.aborted) deps.logger.error({ ...logFields(ref), err: error }, 'stopping an overdue attempt failed')
      })
    },
    Math.max(0, limit.limitMs - spentMs),
  )
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
}

async function stopFor(
  deps: OrchestratorDeps,
  ref: AttemptRef,
  reason: FailureReason,
  signal: AbortSignal,
): Promise<void> {
  await persist(() => deps.attempts.stop(ref.attemptId, reason), signal)
  await deps.runner.stop(ref)
}
