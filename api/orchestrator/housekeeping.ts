import type { OpenStore } from '../store/open-store.ts'

/** How long a deleted run or batch can be restored (PROTOCOL section 6). */
const RESTORE_MS = 10_000

/** Chunks of deleted runs that are removed in one round, some milliseconds each. */
const MAX_CHUNKS = 40

/** A call that is open this long after its attempt's end will be settled by nobody. */
const OVERDUE_MS = 10 * 60_000

type Kept = Pick<OpenStore, 'attempts' | 'batchWork' | 'calls' | 'artifacts' | 'blobs' | 'health' | 'probe'>

/** Removes what is no longer wanted, round by round. */
export class Housekeeping {
  readonly #store: Kept

  constructor(store: Kept) {
    this.#store = store
  }

  /**
   * Removes batches and runs whose time to be restored is over, and says whether there were any; while the disk takes no
   * writes, this is also what notices that it does again.
   */
  async removeDeleted(): Promise<boolean> {
    const { attempts, batchWork, health } = this.#store
    const before = new Date(Date.now() - RESTORE_MS)
    // first, and by the same time: no batch may come back of which a run is gone
    const batchIds = await batchWork.giveUpDeleted(before)
    const runIds = attempts.deletedRuns(before)
    let chunks = 0
    // what is large is removed over several rounds: launches wait for the end of each
    for (const runId of runIds) while (chunks++ < MAX_CHUNKS && !(await attempts.removeSome(runId)));
    for (const batchId of batchIds) while (chunks++ < MAX_CHUNKS && !(await batchWork.removeSome(batchId)));
    if (!health.isWritable) await this.#store.probe()
    return runIds.length + batchIds.length > 0
  }

  /** Sweeps bytes that no row names and answers kept for repeats that can no longer come; settles calls left behind. */
  async sweep(signal: AbortSignal): Promise<number> {
    const { attempts, calls, artifacts, blobs } = this.#store
    await calls.settleOverdue(new Date(Date.now() - OVERDUE_MS))
    await attempts.forgetAnswers()
    return blobs.sweep((sha256) => artifacts.isNamed(sha256), signal)
  }
}
