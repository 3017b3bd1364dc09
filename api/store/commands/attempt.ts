import type { Wait } from '#contract/api.ts'
import type { Design } from '#contract/design.ts'
import type { Where } from '#contract/event.ts'
import { MAX_LINE_JUMP } from '#contract/limits.ts'
import type { FailureReason } from '#contract/reason.ts'
import { decideEnd, type ExitFacts } from '../../lifecycle/attempt-end.ts'
import { nextAttemptState } from '../../lifecycle/attempt-state.ts'
import { and, eq } from '../drizzle.ts'
import type { BatchPlace, PackedEvents } from '../packed-events.ts'
import { artifacts, attempts, variations } from '../schema.ts'
import { append } from '../writer/append.ts'
import { type Draft, draft, type Tx } from '../writer/transaction.ts'
import { writeEnd } from './end-events.ts'
import { type AttemptRow, findAttempt, findVariation, placeOf } from './find.ts'

interface OfAttempt {
  readonly attemptId: string
}

/** Takes an attempt out of the queue. False when it may not start: cancelled, ended, or taken already. */
export function launchAttempt(tx: Tx, { attemptId }: OfAttempt): boolean {
  const attempt = findAttempt(tx, attemptId)
  if (attempt === undefined || attempt.desired !== 'running' || attempt.state !== 'queued') return false
  const drafts = endWait(tx, attempt)
  const change = () => setAttempt(tx, attemptId, { state: 'starting', launchedAt: tx.now.toISOString() })
  return append(tx, attempt.runId, drafts, change, { kind: 'command', key: `launch:${attemptId}` })
}

/** Shows what an unfinished attempt waits for; null ends the wait. The same wait again says nothing. */
export function waitAttempt(tx: Tx, { attemptId, wait }: OfAttempt & { wait: Wait | null }): void {
  const attempt = findAttempt(tx, attemptId)
  if (attempt === undefined || attempt.state === 'ended') return
  const { variation } = findVariation(tx, attempt.runId, attempt.index)
  if (JSON.stringify(variation.wait) === JSON.stringify(wait)) return
  const data = wait ?? { reason: null, message: 'The wait is over.' }
  const drafts = [draft(tx, placeOf(attempt), 'attempt-wait', data)]
  // the comparison above makes it idempotent; the head makes the key new for each real change
  const key = `wait:${attemptId}:${tx.log.lastSeq(attempt.runId)}`
  append(tx, attempt.runId, drafts, () => setWait(tx, attempt, wait), { kind: 'command', key })
}

/** Says that an attempt runs; the first time only. */
export function startAttempt(tx: Tx, args: OfAttempt & { runner: 'local' | 'kubernetes'; where: Where }): void {
  const { attemptId, runner, where } = args
  const attempt = findAttempt(tx, attemptId)
  if (attempt === undefined) return
  const state = nextAttemptState(attempt.state, 'start')
  if (state === null) return
  const drafts = [...endWait(tx, attempt), draft(tx, placeOf(attempt), 'attempt-start', { runner, where })]
  const change = () => setAttempt(tx, attemptId, { state, where, startedAt: tx.now.toISOString() })
  append(tx, attempt.runId, drafts, change, { kind: 'command', key: `start:${attemptId}` })
}

interface IngestArgs extends OfAttempt {
  readonly epoch: number
  readonly from: string | null
  readonly to: string
  readonly lastN: number
  readonly place: BatchPlace
  readonly packed: PackedEvents
  /** The last whole design among them. */
  readonly design: Design | null
}

/** Adds what a follower read and moves its cursor with it. False when the guard refuses: read the cursor again. */
export function ingest(tx: Tx, { attemptId, epoch, from, to, lastN, place, packed, design }: IngestArgs): boolean {
  const change = () => {
    if (design !== null) setDesign(tx, attemptId, design)
  }
  return append(tx, place.run, { packed, place }, change, {
    kind: 'follower',
    attemptId,
    epoch,
    from,
    to,
    lastN,
  })
}

/** Commits that the API itself ends an attempt, before anything is stopped. Its run token dies here. */
export function stopAttempt(tx: Tx, { attemptId, reason }: OfAttempt & { reason: FailureReason }): void {
  const attempt = findAttempt(tx, attemptId)
  if (attempt === undefined || attempt.state === 'ended' || attempt.stopReason !== null) return
  setAttempt(tx, attemptId, { stopReason: reason, tokenSha256: null })
}

interface EndArgs extends OfAttempt {
  readonly exit: ExitFacts
  /** False when the output could not be read to its end in time: the rest is shown as a gap of unknown size. */
  readonly isDrained: boolean
}

/** Ends an attempt, once. What decides is read in this same transaction, so that a cancel just before wins. */
export function endAttempt(tx: Tx, args: EndArgs): boolean {
  const { attemptId, exit } = args
  const attempt = findAttempt(tx, attemptId)
  if (attempt === undefined || nextAttemptState(attempt.state, 'end') === null) return false
  const { desired, finish, stopReason } = attempt
  const end = decideEnd({ desired, finish, stopReason, exit, hasPicture: hasPicture(tx, attemptId) })
  if (end.outcome === 'succeeded' && finish?.design) setDesign(tx, attemptId, finish.design)
  const drafts = [...tailGap(tx, attempt, args), ...writeEnd(tx, attempt, end)]
  return append(tx, attempt.runId, drafts, () => {}, { kind: 'command', key: `end:${attemptId}` })
}

/** Notes that the runner has forgotten an ended attempt. */
export function markRemoved(tx: Tx, { attemptId }: OfAttempt): void {
  setAttempt(tx, attemptId, { isRemoved: true })
}

/** What was never read, as far as it is known: an agent's own count is believed within reason only. */
function tailGap(tx: Tx, attempt: AttemptRow, { exit, isDrained }: EndArgs): Draft[] {
  const gap = (lines: number | null, why: 'lost' | 'limit') => [draft(tx, placeOf(attempt), 'log-gap', { lines, why })]
  if (exit.reason === 'output-limit') return gap(null, 'limit')
  if (!isDrained) return gap(null, 'lost')
  const missing = (attempt.finish?.lines ?? 0) - attempt.lastN
  if (missing <= 0) return []
  return gap(missing > MAX_LINE_JUMP ? null : missing, 'lost')
}

function hasPicture(tx: Tx, attemptId: string): boolean {
  const isShown = and(eq(artifacts.attemptId, attemptId), eq(artifacts.state, 'released'))
  return tx.db.select({ id: artifacts.id }).from(artifacts).where(isShown).get() !== undefined
}

function endWait(tx: Tx, attempt: AttemptRow): Draft[] {
  const { variation } = findVariation(tx, attempt.runId, attempt.index)
  if (variation.wait === null) return []
  setWait(tx, attempt, null)
  return [draft(tx, placeOf(attempt), 'attempt-wait', { reason: null, message: 'The wait is over.' })]
}

function setAttempt(tx: Tx, attemptId: string, set: Partial<typeof attempts.$inferInsert>): void {
  tx.db.update(attempts).set(set).where(eq(attempts.id, attemptId)).run()
}

function setWait(tx: Tx, attempt: AttemptRow, wait: Wait | null): void {
  const isIt = and(eq(variations.runId, attempt.runId), eq(variations.index, attempt.index))
  tx.db.update(variations).set({ wait }).where(isIt).run()
}

function setDesign(tx: Tx, attemptId: string, design: Design): void {
  const attempt = findAttempt(tx, attemptId)
  if (attempt === undefined) return
  const isIt = and(
    eq(variations.runId, attempt.runId),
    eq(variations.index, attempt.index),
    eq(variations.attempt, attempt.number),
  )
  tx.db.update(variations).set({ design }).where(isIt).run()
}
