import { setTimeout as delay } from 'node:timers/promises'
import type { StoredAttempt } from '../store/attempt-store.ts'
import { isStorageError } from '../store/storage-error.ts'
import { fairOrder } from './fair-order.ts'
import { logFields, type OrchestratorDeps, refOf } from './orchestrator-deps.ts'
import { persist } from './persist.ts'

/** Pause before a launch that found the disk full is tried again. */
const RETRY_MS = 500
/** Only the front of a long queue is told its place each time it moves. */
const SHOWN_POSITIONS = 32

/** Takes queued attempts within the limit and has them started; says to the others what they wait for. */
export class Launcher {
  readonly #deps: OrchestratorDeps

  constructor(deps: OrchestratorDeps) {
    this.#deps = deps
  }

  /** One round: gives the attempts that now may start. Each must be handed to `start`. */
  async take(live: readonly StoredAttempt[], signal: AbortSignal): Promise<StoredAttempt[]> {
    const queued = live.filter((attempt) => attempt.state === 'queued')
    const active = live.filter((attempt) => attempt.state !== 'queued')
    const free = Math.max(0, this.#deps.maxAttempts - active.length)
    const ordered = fairOrder(queued, active)
    const taken: StoredAttempt[] = []
    for (const attempt of ordered.slice(0, free)) {
      if (await persist(() => this.#deps.attempts.launch(attempt.id), signal)) taken.push(attempt)
    }
    await this.#showWaits(ordered.slice(free), signal)
    return taken
  }

  /** Starts an attempt, or starts it again after a crash: the same ticket, the same name, no second process. */
  async start(attempt: StoredAttempt, signal: AbortSignal): Promise<void> {
    const { runner, gatewayUrl, ticketOf, attemptDeadlineMs, queueDeadlineMs } = this.#deps
    const ref = refOf(attempt)
    const deadlineMs = attemptDeadlineMs + queueDeadlineMs + 60_000
    const spec = { ...ref, ticket: ticketOf(attempt.id), gatewayUrl, deadlineMs }
    await retryWhileFull(() => runner.launch(spec), signal)
    // a cancel may have been committed while it started
    const now = this.#deps.attempts.get(attempt.id)
    if (now === undefined || now.desired === 'cancelled' || now.stopReason !== null) await runner.stop(ref)
    this.#deps.logger.info(logFields(ref), 'attempt launched')
  }

  async #showWaits(waiting: readonly StoredAttempt[], signal: AbortSignal): Promise<void> {
    for (const [i, attempt] of waiting.entries()) {
      const position = i + 1
      const isFar = position > SHOWN_POSITIONS
      const message = isFar ? 'Waiting for a free place.' : `Waiting for a free place: number ${position} in line.`
      const wait = { reason: 'capacity' as const, message, ...(isFar ? {} : { position }) }
      await persist(() => this.#deps.attempts.wait(attempt.id, wait), signal)
    }
  }
}

async function retryWhileFull(start: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await start()
    } catch (error) {
      if (!isStorageError(error)) throw error
      await delay(RETRY_MS, undefined, { signal })
    }
  }
}
