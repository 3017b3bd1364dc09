import { hash, randomUUID } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isStorageError, StorageError } from './storage-error.ts'

/** Files no row names are kept this long: their row may still be on its way (PROTOCOL section 6). */
export const ORPHAN_MS = 60 * 60 * 1000

/** Bytes addressed by their sha256: written to a temporary name, synced, renamed. Bytes first, row second. */
export class BlobStore {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  pathOf(sha256: string): string {
    return join(this.#dir, sha256.slice(0, 2), sha256)
  }

  /** Stores the bytes and gives their sha256. Throws StorageError when the disk is full. */
  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = hash('sha256', bytes)
    const path = this.pathOf(sha256)
    try {
      if (await touch(path)) return sha256
      await mkdir(dirname(path), { recursive: true })
      await writeWhole(path, bytes)
      return sha256
    } catch (error) {
      throw isStorageError(error) ? new StorageError(error) : error
    }
  }

  /** Removes files that `isNamed` knows nothing of and that are old enough; returns how many. */
  async sweep(isNamed: (sha256: string) => boolean, signal: AbortSignal): Promise<number> {
    let removed = 0
    const entries = await readdir(this.#dir, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (signal.aborted) break
      if (!entry.isFile() || isNamed(entry.name)) continue
      if (removeIfOld(join(entry.parentPath, entry.name))) removed++
    }
    return removed
  }
}

/** True when the file is there; its age starts anew, so that a sweep leaves it to the row that follows. */
async function touch(path: string): Promise<boolean> {
  const now = new Date()
  try {
    await utimes(path, now, now)
    // a sweep that had looked just before has removed it by now: see removeIfOld
    await stat(path)
    return true
  } catch {
    return false
  }
}

/** In one piece, so that no touch is answered between the look and the removal. */
function removeIfOld(path: string): boolean {
  const info = statSync(path, { throwIfNoEntry: false })
  if (info === undefined || Date.now() - info.mtimeMs < ORPHAN_MS) return false
  rmSync(path, { force: true })
  return true
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
}
