import type { StoredAttempt } from '../store/attempt-store.ts'
import { type OrchestratorDeps, refOf } from './orchestrator-deps.ts'
import { parkedAttempts } from './parked-attempts.ts'
import { persist } from './persist.ts'

/** What the reconciler makes the orchestrator do: it decides, others act. */
export interface ReconcilerActions {
  /** Begin or go on with an attempt that no one looks after in this process. */
  supervise(attempt: StoredAttempt): void
  isSupervised(attemptId: string): boolean
}

/** Makes what runs agree with what should run. The first round after a start is the recovery. */
export class Reconciler {
  readonly #deps: OrchestratorDeps
  readonly #actions: ReconcilerActions
  readonly #stopping = new Map<string, Promise<void>>()

  constructor(deps: OrchestratorDeps, actions: ReconcilerActions) {
    this.#deps = deps
    this.#actions = actions
  }

  /** Looks at every live attempt: takes up what is unattended, stops what is not wanted, ends what waited too long. */
  async reconcile(live: readonly StoredAttempt[], signal: AbortSignal): Promise<void> {
    for (const attempt of live) {
      if (attempt.state === 'queued') {
        await this.#endIfOverdue(attempt, signal)
        continue
      }
      if (!this.#actions.isSupervised(attempt.id)) this.#actions.supervise(attempt)
      if (attempt.desired === 'cancelled' || attempt.stopReason !== null) this.#stop(attempt)
    }
  }

  /** Stops what runs on for attempts that have ended or were never ours to know, and forgets it after its time. */
  async removeLeftovers(signal: AbortSignal): Promise<void> {
    const { attempts, runner, keepEndedMs, logger } = this.#deps
    const held = await runner.list()
    const ids = held.map(({ ref }) => ref.attemptId)
    const live = attempts.liveAmong(ids)
    const kept = attempts.endedSince(ids, new Date(Date.now() - keepEndedMs))
    for (const { ref, status } of held) {
      if (signal.aborted) return
      if (live.has(ref.attemptId) || this.#actions.isSupervised(ref.attemptId)) continue
      if (status.phase === 'ended' && kept.has(ref.attemptId)) continue
      await runner.stop(ref)
      await runner.remove(ref)
      logger.info({ attemptId: ref.attemptId }, 'removed a leftover attempt')
    }
  }

  #stop(attempt: StoredAttempt): void {
    if (this.#stopping.has(attempt.id)) return
    const stopping = this.#deps.runner
      .stop(refOf(attempt))
      .catch((error: unknown) => {
        this.#deps.logger.warn({ attemptId: attempt.id, err: error }, 'stopping an attempt failed; trying again')
      })
      .finally(() => this.#stopping.delete(attempt.id))
    this.#stopping.set(attempt.id, stopping)
  }

  async #endIfOverdue(attempt: StoredAttempt, signal: AbortSignal): Promise<void> {
    if (Date.now() - Date.parse(attempt.queuedAt) < this.#deps.queueDeadlineMs) return
    // what a budget held back goes on when it is raised
    const reason = parkedAttempts(this.#deps, [attempt]).has(attempt.id) ? 'budget' : 'queue-deadline'
    await persist(() => this.#deps.attempts.end(attempt.id, { exit: null, reason }, true), signal)
  }
}
