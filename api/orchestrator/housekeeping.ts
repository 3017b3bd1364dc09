import type { OpenStore } from '../store/open-store.ts'

/** How long a deleted run can be restored (PROTOCOL section 6). */
const RESTORE_MS = 10_000

/** Removes what is no longer wanted, round by round. */
export class Housekeeping {
  readonly #store: Pick<OpenStore, 'attempts' | 'artifacts' | 'blobs' | 'health' | 'probe'>

  constructor(store: Pick<OpenStore, 'attempts' | 'artifacts' | 'blobs' | 'health' | 'probe'>) {
    this.#store = store
  }

  /**
   * Removes runs whose time to be restored is over, and says whether there were any; while the disk takes no writes, this
   * is also what notices that it does again.
   */
  async removeDeleted(): Promise<boolean> {
    const { attempts, health } = this.#store
    const runIds = attempts.deletedRuns(new Date(Date.now() - RESTORE_MS))
    for (const runId of runIds) await attempts.removeRun(runId)
    if (!health.isWritable) await this.#store.probe()
    return runIds.length > 0
  }

  /** Sweeps bytes that no row names, and answers kept for repeats that can no longer come. */
  async sweep(signal: AbortSignal): Promise<number> {
    const { attempts, artifacts, blobs } = this.#store
    await attempts.forgetAnswers()
    return blobs.sweep((sha256) => artifacts.isNamed(sha256), signal)
  }
}
