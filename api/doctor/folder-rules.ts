import { randomUUID } from 'node:crypto'
import { chmod, open, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { failed, fixBy, type Outcome, ok, warning } from '../runner/runner-check.ts'
import { quoted, type Rule } from './rule.ts'

const GIB = 1024 ** 3
const MIB = 1024 ** 2
/** Below this the next race may not fit: a rendered picture is 1 to 2 MiB, and SQLite wants room to copy its log. */
const FULL_BYTES = 100 * MIB
const LOW_BYTES = GIB
/** Rights of everybody else; a group is what Kubernetes gives a volume by. */
const OTHERS = 0o007

/** Whether the data folder can be written, and by us alone. */
export function dataFolderRule(dataDir: string): Rule {
  return {
    id: 'data-folder',
    area: 'storage',
    about: 'The data folder',
    async look() {
      const at = await nearest(dataDir)
      if (!at.isFolder) return notAFolder(dataDir, at.path)
      const fault = await writeFault(at.path)
      if (fault !== null) return unwritable(at.path, fault)
      if (at.path !== dataDir) return ok(`The data folder ${dataDir} will be made by the first start.`)
      const locked = await lockedFile(dataDir)
      if (locked !== null) return unwritable(locked, 'EACCES')
      if ((at.mode & OTHERS) === 0) return ok(`The data folder ${dataDir} can be written.`)
      return warning(
        `The data folder ${dataDir} is open to every user of this machine.`,
        'It holds briefs, pictures and the secret that sessions are signed with.',
        fixBy('Take the rights of others away.', `chmod o-rwx ${quoted(dataDir)}`),
      )
    },
    async mend() {
      const { mode } = await stat(dataDir)
      await chmod(dataDir, mode & 0o777 & ~OTHERS)
      return `Others may no longer look into ${dataDir}.`
    },
  }
}

/** Room on the disk of the data folder. */
export function diskRule(dataDir: string): Rule {
  return {
    id: 'disk',
    area: 'storage',
    about: 'The disk of the data folder',
    async look() {
      const { path } = await nearest(dataDir)
      const { bavail, bsize, blocks, files, ffree } = await statfs(path)
      const free = bavail * bsize
      const shown = `${bytesText(free)} of ${bytesText(blocks * bsize)} are free for ${dataDir}.`
      const fix = fixBy(
        'Remove what is not needed there; this shows what takes the room. RETAIN_RUNS_DAYS has old runs removed by themselves.',
        `du -xhd 1 ${quoted(path)} | sort -h`,
      )
      // file systems that count no files say 0 of 0
      if (files > 0 && ffree === 0) return failed('The disk takes no further file.', 'All its inodes are in use.', fix)
      if (free < FULL_BYTES)
        return failed('The disk is full, or nearly.', `${shown} Writes stop when none are left.`, fix)
      return free < LOW_BYTES ? warning('The disk is filling up.', shown, fix) : ok(`${shown}`)
    },
  }
}

interface Nearest {
  readonly path: string
  readonly isFolder: boolean
  readonly mode: number
}

/** The folder itself, or what there is of the way to it. */
async function nearest(path: string): Promise<Nearest> {
  try {
    const found = await stat(path)
    return { path, isFolder: found.isDirectory(), mode: found.mode }
  } catch (error) {
    const code = codeOf(error)
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || dirname(path) === path) {
      if (code === 'EACCES') return { path, isFolder: true, mode: 0 }
      throw error
    }
    return nearest(dirname(path))
  }
}

/** Null when a file can be made, else the system's code. */
async function writeFault(dir: string): Promise<string | null> {
  const path = join(dir, `.doctor-${randomUUID()}`)
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile('x')
    } finally {
      await file.close()
      await rm(path, { force: true })
    }
    return null
  } catch (error) {
    return codeOf(error)
  }
}

/** What the store writes and this user may not; null when there is none. */
async function lockedFile(dataDir: string): Promise<string | null> {
  for (const name of ['axoloom.db', 'axoloom.db-wal', 'instance.lock']) {
    const path = join(dataDir, name)
    try {
      await (await open(path, 'r+')).close()
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') return path
    }
  }
  for (const name of ['artifacts', 'attempts']) {
    const code = await writeFault(join(dataDir, name))
    if (code !== null && code !== 'ENOENT') return join(dataDir, name)
  }
  return null
}

function notAFolder(dataDir: string, path: string): Outcome {
  return failed(
    `The data folder ${dataDir} cannot be made.`,
    `${path} is a file.`,
    fixBy('Set DATA_DIR to another place, or move that file away.', `mv ${quoted(path)} ${quoted(`${path}.old`)}`),
  )
}

async function unwritable(path: string, code: string): Promise<Outcome> {
  const what = `The data folder cannot be written: ${path}.`
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return failed(
        what,
        'It belongs to somebody else, or its rights forbid it.',
        fixBy('Give it to the user that runs Axoloom.', `sudo chown -R "$(id -u)" ${quoted(path)}`),
      )
    case 'EROFS':
      return failed(
        what,
        'Its file system is mounted read-only.',
        fixBy('Mount it for writing.', `sudo mount -o remount,rw ${quoted(await mountOf(path))}`),
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return failed(
        what,
        'There is no room left for it.',
        fixBy('Free some room; this shows what takes it.', `du -xhd 1 ${quoted(path)} | sort -h`),
      )
    default:
      return failed(what, `The system says ${code}.`)
  }
}

/** Where the file system of a path begins. */
async function mountOf(path: string): Promise<string> {
  const parent = dirname(path)
  if (parent === path) return path
  const [here, above] = await Promise.all([stat(path), stat(parent)])
  return here.dev === above.dev ? mountOf(parent) : path
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)

const bytesText = (bytes: number): string =>
  bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${Math.floor(bytes / MIB)} MiB`
