import type { Logger } from 'pino'
import type { BatchChoice, BatchSelection, BatchWait } from '#contract/batch.ts'
import { AppError } from '../errors.ts'
import type { ChooseWinner } from '../store/batch-store.ts'
import type { BatchWork, OpenBatch, OverdueRow } from '../store/batch-work.ts'
import type { CommandName } from '../store/commands/commands.ts'
import { isStorageError } from '../store/storage-error.ts'
import type { CommandContext, RunDefaults, RunStore } from '../store/store.ts'
import { fitting, roomOf } from './admission.ts'

/** A round is made at least this often, whatever was or was not heard. */
const ROUND_MS = 2000

/** After these a row may be admitted, or has ended. */
const waking: ReadonlySet<CommandName> = new Set([
  'startBatch',
  'cancelBatch',
  'resumeBatch',
  'retryBatch',
  'launchAttempt',
  'endAttempt',
  'cancelRun',
  'cancelVariation',
  'removeRun',
])

/** The bounds of an owner: while there is no room for a further run, its rows wait. */
interface RunCaps {
  /** Why it has no room; null where it has. */
  heldBack(owner: string): BatchWait | null
  makeRun<T>(context: CommandContext, make: () => Promise<T>): Promise<T>
}

export interface BatchLoopDeps {
  readonly work: BatchWork
  readonly runs: Pick<RunStore, 'get'>
  readonly logger: Logger
  /** Most attempts that run at once. */
  readonly maxAttempts: number
  readonly defaults: RunDefaults
  readonly choose: ChooseWinner
  readonly caps: RunCaps
  /** Tells of each committed command by name; returns the remover. */
  onChange(listener: (name: CommandName) => void): () => void
}

/**
 * Brings batches from their first row to their end. Each round looks at what is stored and does what is missing, so that
 * it does not matter what was heard, or done before a crash; every step is one transaction that happens once.
 */
export class BatchLoop {
  readonly #deps: BatchLoopDeps
  readonly #stopped = new AbortController()
  #round: Promise<void> | null = null
  #isRoundWanted = false
  #removers: (() => void)[] = []

  constructor(deps: BatchLoopDeps) {
    this.#deps = deps
  }

  /** Begins; the first round takes up what an earlier process left. */
  start(): void {
    const timer = setInterval(() => this.wake(), ROUND_MS)
    const removeListener = this.#deps.onChange((name) => {
      if (waking.has(name)) this.wake()
    })
    this.#removers = [() => clearInterval(timer), removeListener]
    this.wake()
  }

  async stop(): Promise<void> {
    for (const remove of this.#removers) remove()
    this.#stopped.abort()
    await this.#round
  }

  /** Asks for a round; those asked for during one become one more. */
  wake(): void {
    this.#isRoundWanted = true
    if (this.#round !== null || this.#stopped.signal.aborted) return
    this.#round = this.#rounds(this.#stopped.signal).finally(() => {
      this.#round = null
    })
  }

  async #rounds(signal: AbortSignal): Promise<void> {
    while (this.#isRoundWanted && !signal.aborted) {
      this.#isRoundWanted = false
      try {
        await this.#runRound(signal)
      } catch (error) {
        if (signal.aborted || isStorageError(error)) continue
        this.#deps.logger.error({ err: error }, 'a round of the batches failed; the next one tries again')
      }
    }
  }

  async #runRound(signal: AbortSignal): Promise<void> {
    const { work } = this.#deps
    await work.sweep(signal)
    for (const batch of work.open()) {
      if (signal.aborted) return
      await this.#endRows(batch)
      if (batch.state === 'cancelling') await this.#cancelRows(batch, signal)
    }
    await this.#admitRows(signal)
    await this.#showWaits(signal)
    for (const { id } of work.open()) if (!work.isBusy(id)) await work.end(id)
  }

  async #endRows(batch: OpenBatch): Promise<void> {
    for (const over of this.#deps.work.overdue(batch.id)) {
      const choice = await this.#choiceFor(batch, over)
      const outcome = over.outcome ?? 'cancelled'
      await this.#deps.work.endRow(batch.id, { row: over.row, runId: over.runId, outcome, choice })
    }
  }

  async #choiceFor({ owner, selection }: OpenBatch, { runId }: OverdueRow): Promise<BatchChoice | null> {
    if (isByPeople(selection)) return null
    try {
      return this.#deps.choose(selection, await this.#deps.runs.get(owner, runId))
    } catch (error) {
      // deleted right after its end: there is nothing left to choose from
      if (error instanceof AppError && error.kind === 'not-found') return null
      throw error
    }
  }

  async #cancelRows({ id }: OpenBatch, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.#deps.work.cancelRows(id)) > 0);
  }

  async #admitRows(signal: AbortSignal): Promise<void> {
    const { work, maxAttempts, defaults, caps } = this.#deps
    const running = work.open().filter(({ state }) => state === 'running')
    const queued = work.queuedAttempts()
    const rooms = roomOf(
      running.map(({ id }) => ({ id, queuedAttempts: queued.get(id) ?? 0 })),
      maxAttempts,
    )
    for (const { id, owner } of running) {
      const room = rooms.get(id) ?? 0
      if (room === 0) continue
      for (const { row } of fitting(work.waiting(id, room), room)) {
        if (signal.aborted) return
        if (caps.heldBack(owner) !== null) break
        await caps.makeRun({ owner }, () => work.admit(id, row, defaults))
      }
    }
  }

  /** Says of each batch what its rows wait for, as far as that changed. */
  async #showWaits(signal: AbortSignal): Promise<void> {
    const { work, caps } = this.#deps
    for (const { id, owner, state, wait } of work.open()) {
      if (signal.aborted) return
      if (state !== 'running') continue
      const isAnyWaiting = work.waiting(id, 1).length > 0
      const now = isAnyWaiting ? (caps.heldBack(owner) ?? work.budgetWait(id)) : null
      if (!isSame(now, wait)) await work.wait(id, now)
    }
  }
}

function isSame(a: BatchWait | null, b: BatchWait | null): boolean {
  return a?.reason === b?.reason && a?.message === b?.message && a?.until === b?.until
}

function isByPeople({ rule }: BatchSelection): boolean {
  return rule === 'none'
}
