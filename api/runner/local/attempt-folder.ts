import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Id } from '#contract/ids.ts'
import type { AttemptRef } from '../runner.ts'
import type { ProcessIdentity } from './process-table.ts'

/** What stands in a pid file that was taken so that no leader ever starts. */
const NO_PROCESS = 'none'

/** What the pid file says: no file yet, made but not yet written, never to be started, or a process. */
export type PidFile =
  | { readonly is: 'absent' | 'empty' | 'none' }
  | { readonly is: 'process'; readonly leader: ProcessIdentity }

const Ref = z.object({ attemptId: Id, runId: Id, variation: z.int().min(0), attempt: z.int().min(1) })

/** An attempt's folder: the only memory of the local runner, so that any process can take the attempt up. */
export interface AttemptFolder {
  readonly path: string
  readonly output: string
  /** Makes the folder ready for a leader; repeating it changes nothing but the time it was last asked for. */
  prepare(ref: AttemptRef): Promise<void>
  /** When it was last prepared; null when it never was. */
  preparedAtMs(): Promise<number | null>
  readRef(): Promise<AttemptRef | null>
  readPid(): Promise<PidFile>
  /**
   * Sees to it that no leader starts the agent from now on: the pid file is taken if it is free, and a leader that has
   * just taken it finds the stop mark. False when the disk is too full to write that down.
   */
  forbidStart(): Promise<boolean>
  readExit(): Promise<number | null>
  /** Writes the exit code unless there is one, or no room for it. */
  writeExit(code: number): Promise<void>
  /** Bytes of output so far; 0 without a file. */
  outputBytes(): Promise<number>
  remove(): Promise<void>
}

/** Name of a folder that is being removed; what a crash left of one is swept by `list`. */
export const REMOVED_PREFIX = '.removed-'

export function createAttemptFolder(dir: string, attemptId: string): AttemptFolder {
  const path = join(dir, Id.parse(attemptId))
  const file = (name: string) => join(path, name)

  return {
    path,
    output: file('output'),
    prepare: (ref) => prepare(path, ref),
    preparedAtMs: () => stat(file('ref.json')).then((found) => found.mtimeMs, nullIfAbsent),
    readRef: () => readFile(file('ref.json'), 'utf8').then(parseRef, nullIfAbsent),
    readPid: () => readFile(file('pid'), 'latin1').then(parsePid, absentIfMissing),
    forbidStart: () => forbidStart(file('stop'), file('pid')),
    readExit: () => readFile(file('exit'), 'latin1').then(parseExit, nullIfAbsent),
    writeExit: (code) => writeExit(path, code),
    outputBytes: () =>
      stat(file('output')).then(
        (found) => found.size,
        (error: unknown) => nullIfAbsent(error) ?? 0,
      ),
    remove: () => remove(dir, attemptId),
  }
}

async function prepare(path: string, ref: AttemptRef): Promise<void> {
  const { attemptId, runId, variation, attempt } = ref
  await mkdir(path, { recursive: true, mode: 0o700 })
  // The leader writes its exit code over these bytes: room for it is taken now.
  await createExclusively(join(path, 'exit.tmp'), '000\n')
  await createExclusively(join(path, 'output'), '')
  const temporary = join(path, `ref.${randomUUID()}.tmp`)
  await writeFile(temporary, JSON.stringify({ attemptId, runId, variation, attempt }), { mode: 0o600 })
  await rename(temporary, join(path, 'ref.json'))
}

async function forbidStart(stopFile: string, pidFile: string): Promise<boolean> {
  try {
    await createExclusively(stopFile, '')
    await createExclusively(pidFile, `${NO_PROCESS}\n`)
    return true
  } catch (error) {
    if (hasCode(error, 'ENOSPC')) return false
    throw error
  }
}

async function createExclusively(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return
    // made, but not filled: the next try must not take it for whole
    await rm(path, { force: true })
    throw error
  }
}

// A link does not replace: an exit code that the leader wrote meanwhile stays.
async function writeExit(path: string, code: number): Promise<void> {
  const temporary = join(path, `exit.${randomUUID()}.tmp`)
  try {
    await writeFile(temporary, `${code}\n`, { mode: 0o600 })
    await link(temporary, join(path, 'exit'))
  } catch (error) {
    if (!hasCode(error, 'EEXIST') && !hasCode(error, 'ENOSPC')) throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

async function remove(dir: string, attemptId: string): Promise<void> {
  const removed = join(dir, `${REMOVED_PREFIX}${attemptId}`)
  try {
    await rename(join(dir, attemptId), removed)
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTEMPTY')) throw error
  }
  await rm(removed, { recursive: true, force: true })
}

function parseRef(text: string): AttemptRef | null {
  try {
    return Ref.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function parsePid(text: string): PidFile {
  if (text === `${NO_PROCESS}\n`) return { is: 'none' }
  const [pid, start, boot] = text.split('\n')
  // Three lines and the end of the third: anything shorter is still being written.
  if (!pid || !start || !boot || !text.endsWith('\n')) return { is: 'empty' }
  return { is: 'process', leader: { pid: Number(pid), start, boot } }
}

function parseExit(text: string): number | null {
  const code = Number.parseInt(text, 10)
  return Number.isNaN(code) ? null : code
}

function absentIfMissing(error: unknown): PidFile {
  nullIfAbsent(error)
  return { is: 'absent' }
}

function nullIfAbsent(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null
  throw error
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
