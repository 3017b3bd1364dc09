import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Held for as long as the process lives; the kernel drops it with the process, so a restart waits for nothing. */
export interface InstanceLock {
  release(): void
}

/** Another process works on the same data folder. */
export class InstanceLockedError extends Error {
  override readonly name = 'InstanceLockedError'
}

/**
 * Takes the data folder for this process. Node has no flock, so the lock is SQLite's own: an exclusive
 * transaction on a file of its own, kept open for life. Throws InstanceLockedError.
 */
export function lockInstance(dataDir: string): InstanceLock {
  const sqlite = new Database(join(dataDir, 'instance.lock'), { timeout: 0 })
  try {
    sqlite.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    sqlite.close()
    if (cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY') {
      throw new InstanceLockedError(`Another Axoloom already works on the data in ${dataDir}.`, { cause })
    }
    throw cause
  }
  return { release: () => sqlite.close() }
}
