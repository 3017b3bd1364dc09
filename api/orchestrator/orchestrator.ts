import type { StoredAttempt } from '../store/attempt-store.ts'
import type { CommandName } from '../store/commands/commands.ts'
import type { OpenStore } from '../store/open-store.ts'
import { StorageError } from '../store/storage-error.ts'
import { Housekeeping } from './housekeeping.ts'
import { Launcher } from './launcher.ts'
import { logFields, type OrchestratorDeps, refOf } from './orchestrator-deps.ts'
import { persist } from './persist.ts'
import { Reconciler } from './reconciler.ts'
import { superviseAttempt } from './supervise-attempt.ts'

/** A round is made at least this often, whatever was or was not heard. */
const ROUND_MS = 2000
const LEFTOVERS_MS = 30_000
const SWEEP_MS = 10 * 60_000

/** After these something may have to be launched or stopped. */
const waking: ReadonlySet<CommandName> = new Set([
  'createRun',
  'admitRow',
  'cancelBatch',
  'cancelRun',
  'cancelVariation',
  'retryVariation',
  'endAttempt',
  'patchRun',
])

/** Executes what the store says should be: one round at a time, woken by changes and by a slow clock. */
export class Orchestrator {
  readonly #deps: OrchestratorDeps
  readonly #store: OpenStore
  readonly #launcher: Launcher
  readonly #reconciler: Reconciler
  readonly #housekeeping: Housekeeping
  readonly #stopped = new AbortController()
  readonly #supervised = new Map<string, Promise<void>>()
  #round: Promise<void> | null = null
  #isRoundWanted = false
  /** Whether a budget holds an attempt back, for which a call that cost less than it could have may make room. */
  #isAnyParked = false
  #removers: (() => void)[] = []
  #leftoversAt = 0
  #sweepAt = Date.now() + SWEEP_MS

  constructor(deps: OrchestratorDeps, store: OpenStore) {
    this.#deps = deps
    this.#store = store
    this.#launcher = new Launcher(deps)
    this.#reconciler = new Reconciler(deps, {
      supervise: (attempt) => this.#supervise(attempt),
      isSupervised: (attemptId) => this.#supervised.has(attemptId),
    })
    this.#housekeeping = new Housekeeping(store)
  }

  /** Begins; the first round takes up what an earlier process left. */
  start(): void {
    const timer = setInterval(() => this.wake(), ROUND_MS)
    const removeListener = this.#store.onChange((name) => {
      if (waking.has(name) || (name === 'settleCall' && this.#isAnyParked)) this.wake()
    })
    this.#removers = [() => clearInterval(timer), removeListener]
    this.wake()
  }

  /** Stops looking after attempts; they run on, and the next start takes them up. */
  async stop(): Promise<void> {
    for (const remove of this.#removers) remove()
    this.#stopped.abort()
    await this.#round
    await Promise.allSettled(this.#supervised.values())
  }

  /** Asks for a round; those asked for during one become one more. */
  wake(): void {
    this.#isRoundWanted = true
    if (this.#round !== null || this.#stopped.signal.aborted) return
    this.#round = this.#rounds().finally(() => {
      this.#round = null
    })
  }

  async #rounds(): Promise<void> {
    while (this.#isRoundWanted && !this.#stopped.signal.aborted) {
      this.#isRoundWanted = false
      try {
        await this.#runRound(this.#stopped.signal)
      } catch (error) {
        if (this.#stopped.signal.aborted || error instanceof StorageError) continue
        this.#deps.logger.error({ err: error }, 'a round of the orchestrator failed; the next one tries again')
      }
    }
  }

  async #runRound(signal: AbortSignal): Promise<void> {
    const { attempts } = this.#deps
    await this.#reconciler.reconcile(attempts.live(), signal)
    const round = await this.#launcher.take(attempts.live(), signal)
    this.#isAnyParked = round.parked.size > 0
    for (const attempt of round.taken) this.#supervise(attempt)
    await this.#launcher.showWaits(round, signal)
    const hasRemoved = await this.#housekeeping.removeDeleted()
    const now = Date.now()
    if (hasRemoved || now >= this.#leftoversAt) {
      this.#leftoversAt = now + LEFTOVERS_MS
      await this.#reconciler.removeLeftovers(signal)
    }
    if (now >= this.#sweepAt) {
      this.#sweepAt = now + SWEEP_MS
      await this.#housekeeping.sweep(signal)
    }
  }

  #supervise(attempt: StoredAttempt): void {
    const { signal } = this.#stopped
    const ref = refOf(attempt)
    const task = this.#launchAndSupervise(attempt, signal)
      .catch((error: unknown) => {
        // the slow clock begins it anew, not a wake: a lasting fault must not spin
        if (!signal.aborted)
          this.#deps.logger.error({ ...logFields(ref), err: error }, 'looking after an attempt failed')
      })
      .finally(() => this.#supervised.delete(attempt.id))
    this.#supervised.set(attempt.id, task)
  }

  async #launchAndSupervise(attempt: StoredAttempt, signal: AbortSignal): Promise<void> {
    // what was seen running or was claimed was launched for sure; any other launch may be lost with a crash, and is repeated
    if (attempt.state !== 'running' && attempt.claimedAt === null) {
      try {
        await this.#launcher.start(attempt, signal)
      } catch (error) {
        if (signal.aborted) throw error
        const message = `The agent could not be started: ${error instanceof Error ? error.message : String(error)}`
        const exit = { exit: null, reason: 'config' as const, message }
        await persist(() => this.#deps.attempts.end(attempt.id, exit, true), signal)
        return
      }
    }
    await superviseAttempt(this.#deps, refOf(attempt), signal)
  }
}
