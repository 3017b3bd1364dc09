import { setTimeout as delay } from 'node:timers/promises'
import type { Wait } from '#contract/api.ts'
import { LaunchDelayedError } from '../runner/runner.ts'
import type { StoredAttempt } from '../store/attempt-store.ts'
import { isStorageError } from '../store/storage-error.ts'
import { batchPlaces } from './batch-places.ts'
import { fairOrder } from './fair-order.ts'
import { hardDeadlineMs, logFields, type OrchestratorDeps, refOf } from './orchestrator-deps.ts'
import { parkedAttempts } from './parked-attempts.ts'
import { persist } from './persist.ts'

/** Pause before a launch that found the disk full is tried again. */
const RETRY_MS = 500
/** Only the front of a long queue is told its place each time it moves. */
const SHOWN_POSITIONS = 32

export interface LauncherRound {
  readonly taken: readonly StoredAttempt[]
  /** In their order. */
  readonly waiting: readonly StoredAttempt[]
  /** What those are told by id that a budget holds back: they stand in nobody's way. */
  readonly parked: ReadonlyMap<string, Wait>
}

/** Takes queued attempts within the limit and has them started; says to the others what they wait for. */
export class Launcher {
  readonly #deps: OrchestratorDeps
  /** What each waiting attempt was told last, so that thousands that wait are not told the same in every round. */
  readonly #told = new Map<string, string>()
  readonly #turns = { owners: new Map<string, number>(), runs: new Map<string, number>() }
  #turn = 0

  constructor(deps: OrchestratorDeps) {
    this.#deps = deps
  }

  /** One round: the attempts that now may start, each to be handed to `start`, and those that may not. */
  async take(live: readonly StoredAttempt[], signal: AbortSignal): Promise<LauncherRound> {
    const queued = live.filter((attempt) => attempt.state === 'queued')
    const active = live.filter((attempt) => attempt.state !== 'queued')
    const parked = parkedAttempts(this.#deps, queued)
    const ready = queued.filter(({ id }) => !parked.has(id))
    const free = Math.max(0, this.#deps.maxAttempts - active.length)
    this.#forget(live)
    const { next, waiting } = this.#share(ready, active, free)
    // at the same time, so that they share a commit
    const isTaken = await Promise.all(next.map(({ id }) => persist(() => this.#deps.attempts.launch(id), signal)))
    const taken = next.filter((_attempt, i) => isTaken[i])
    for (const attempt of taken) this.#noteTurn(attempt)
    return { taken, waiting, parked }
  }

  /** Interactive attempts first, each kind fair in itself; those of batches never get the last places. */
  #share(ready: readonly StoredAttempt[], active: readonly StoredAttempt[], free: number) {
    const orderOf = (isBatch: boolean) => {
      const isOfKind = ({ batchId }: StoredAttempt) => (batchId !== null) === isBatch
      return fairOrder(ready.filter(isOfKind), active.filter(isOfKind), this.#turns, free + SHOWN_POSITIONS)
    }
    const interactive = orderOf(false)
    const batch = orderOf(true)
    const batchActive = active.filter(({ batchId }) => batchId !== null).length
    const left = Math.max(0, free - interactive.length)
    const batchFree = Math.min(left, Math.max(0, batchPlaces(this.#deps.maxAttempts) - batchActive))
    return {
      next: [...interactive.slice(0, free), ...batch.slice(0, batchFree)],
      waiting: [...interactive.slice(free), ...batch.slice(batchFree)],
    }
  }

  /** Starts an attempt, or starts it again after a crash: the same ticket, the same name, no second process. */
  async start(attempt: StoredAttempt, signal: AbortSignal): Promise<void> {
    if (!this.#isWanted(attempt.id)) return
    const { runner, gatewayUrl, ticketOf } = this.#deps
    const ref = refOf(attempt)
    const spec = { ...ref, ticket: ticketOf(attempt.id), gatewayUrl, deadlineMs: hardDeadlineMs(this.#deps) }
    await this.#untilLaunched(attempt, () => runner.launch(spec), signal)
    // a cancel may have been committed while it started
    if (!this.#isWanted(attempt.id)) await runner.stop(ref)
    this.#deps.logger.info(logFields(ref), 'attempt launched')
  }

  /** Launches as soon as the disk and the runner allow it; gives up when the attempt is no longer wanted or overdue. */
  async #untilLaunched(attempt: StoredAttempt, launch: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (this.#isWanted(attempt.id)) {
      try {
        return await launch()
      } catch (error) {
        await delay(await this.#pauseAfter(attempt, error, signal), undefined, { signal })
      }
    }
  }

  /** How long to wait before the next launch, in milliseconds. Throws the error again when waiting does not help. */
  async #pauseAfter(attempt: StoredAttempt, error: unknown, signal: AbortSignal): Promise<number> {
    if (isStorageError(error)) return RETRY_MS
    if (!(error instanceof LaunchDelayedError)) throw error
    const { attempts, queueDeadlineMs } = this.#deps
    const isOverdue = Date.now() - Date.parse(attempt.queuedAt) >= queueDeadlineMs
    if (isOverdue) await persist(() => attempts.stop(attempt.id, 'queue-deadline'), signal)
    else await persist(() => attempts.wait(attempt.id, { reason: error.reason, message: error.message }), signal)
    return error.retryMs
  }

  /** Says to those that wait what they wait for, as far as it changed. */
  async showWaits({ waiting, parked }: LauncherRound, signal: AbortSignal): Promise<void> {
    const waits = new Map(parked)
    for (const [i, { id }] of waiting.entries()) waits.set(id, waitAt(i + 1))
    for (const id of this.#told.keys()) if (!waits.has(id)) this.#told.delete(id)
    await Promise.all([...waits].map(([id, wait]) => this.#showWait(id, wait, signal)))
  }

  #noteTurn({ owner, runId }: StoredAttempt): void {
    this.#turn++
    this.#turns.owners.set(owner, this.#turn)
    this.#turns.runs.set(runId, this.#turn)
  }

  /** Who has nothing left to start or to end needs no turn kept. */
  #forget(live: readonly StoredAttempt[]): void {
    const owners = new Set(live.map(({ owner }) => owner))
    const runs = new Set(live.map(({ runId }) => runId))
    for (const owner of this.#turns.owners.keys()) if (!owners.has(owner)) this.#turns.owners.delete(owner)
    for (const runId of this.#turns.runs.keys()) if (!runs.has(runId)) this.#turns.runs.delete(runId)
  }

  async #showWait(attemptId: string, wait: Wait, signal: AbortSignal): Promise<void> {
    if (this.#told.get(attemptId) === wait.message) return
    this.#told.set(attemptId, wait.message)
    await persist(() => this.#deps.attempts.wait(attemptId, wait), signal)
  }

  /** False once it is cancelled, ended or to be stopped: also an attempt that a crash left unlaunched may be that by now. */
  #isWanted(attemptId: string): boolean {
    const attempt = this.#deps.attempts.get(attemptId)
    return attempt?.desired === 'running' && attempt.state !== 'ended' && attempt.stopReason === null
  }
}

function waitAt(position: number): Wait {
  if (position > SHOWN_POSITIONS) return { reason: 'capacity', message: 'Waiting for a free place.' }
  return { reason: 'capacity', position, message: `Waiting for a free place: number ${position} in line.` }
}
