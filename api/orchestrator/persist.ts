import { setTimeout as delay } from 'node:timers/promises'
import { StorageError } from '../store/storage-error.ts'

/** How often a write is tried again while the disk is full. */
const RETRY_MS = 500

/** Writes, and while the disk takes no writes tries the same again: nothing moves on without what it rests on. */
export async function persist<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      await delay(RETRY_MS, undefined, { signal })
    }
  }
}
