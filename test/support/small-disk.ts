import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own that is small enough to be filled. */
export interface SmallDisk {
  /** An empty folder on it. */
  readonly dir: string
  /** Takes all the room there is, but for so many pages of 4 KiB. */
  fill(pagesLeft?: number): void
  /** Gives the room back. */
  free(): void
  /** Makes it read-only. */
  lock(): void
  /** Makes it writable again. */
  unlock(): void
  /** Only once nothing uses it any more. */
  unmount(): void
}

/** Null where this user may not mount: the tests that need it are then skipped, and say so. */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  const mount = mkdtempSync(join(tmpdir(), 'axoloom-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', mount], { stdio: 'pipe' })
  } catch {
    rmSync(mount, { recursive: true })
    return null
  }
  const filler = join(mount, 'filler')
  const dir = join(mount, 'data')
  mkdirSync(dir)
  return {
    dir,
    fill(pagesLeft = 0) {
      const { bavail, bsize } = statfsSync(mount)
      // in ever smaller pieces, since others may write at the same time
      for (let bytes = bavail * bsize; bytes > 0; bytes = Math.floor(bytes / 2)) tryToWrite(filler, bytes)
      if (pagesLeft > 0) truncateSync(filler, statSync(filler).size - pagesLeft * bsize)
    },
    free: () => rmSync(filler, { force: true }),
    lock: () => void execFileSync('mount', ['-o', 'remount,ro', mount], { stdio: 'pipe' }),
    unlock: () => void execFileSync('mount', ['-o', 'remount,rw', mount], { stdio: 'pipe' }),
    unmount() {
      execFileSync('umount', [mount], { stdio: 'pipe' })
      rmSync(mount, { recursive: true })
    },
  }
}

/** True where this machine lets us mount. */
export function canMount(): boolean {
  const disk = mountSmallDisk(1)
  disk?.unmount()
  if (disk === null) process.stderr.write('Only root can mount a small disk: the tests of a full disk are skipped.\n')
  return disk !== null
}

function tryToWrite(path: string, bytes: number): void {
  try {
    writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}
