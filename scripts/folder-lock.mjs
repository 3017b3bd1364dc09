import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Advice, errorCode } from './steps.mjs'

const POLL_MS = 200
const PATIENCE_MS = 15 * 60_000
/** Long after any rival that still remembers a dead owner has noticed. */
const GRAVE_KEPT_MS = 24 * 3_600_000

/**
 * Runs `work` while no other process that uses the same `folder` as its lock does.
 * A lock whose process is gone is taken over.
 *
 * @template T
 * @param {string} folder path of the lock; its parent must exist
 * @param {() => Promise<T>} work
 * @param {(pid: number) => void} onWait called once, with the process that is waited for
 * @param {number} [patienceMs] how long to wait at most
 * @returns {Promise<T>}
 * @throws {Advice} when another process keeps the lock for longer than `patienceMs`
 */
export async function withFolderLock(folder, work, onWait, patienceMs = PATIENCE_MS) {
  const token = randomUUID()
  const own = `${folder}.${token}`
  try {
    await take(folder, token, onWait, Date.now() + patienceMs)
    try {
      return await work()
    } finally {
      await rename(folder, own)
      await sweep(folder)
    }
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

/** @type {(folder: string, token: string, onWait: (pid: number) => void, giveUpAt: number) => Promise<void>} */
async function take(folder, token, onWait, giveUpAt) {
  let isAnnounced = false
  while (!(await claim(folder, token))) {
    const owner = await readOwner(folder)
    if (owner === null) continue
    if (!isAlive(owner.pid)) {
      await bury(folder, owner.token)
      continue
    }
    if (Date.now() >= giveUpAt) {
      throw new Advice(
        `Process ${owner.pid} has been at work here for long. End it, or delete ${folder}, and try again.`,
      )
    }
    if (!isAnnounced) onWait(owner.pid)
    isAnnounced = true
    await delay(POLL_MS)
  }
}

/**
 * A folder with its owner inside appears in one step, and only where there is none: rename(2) refuses a full target.
 *
 * @type {(folder: string, token: string) => Promise<boolean>}
 */
async function claim(folder, token) {
  const own = `${folder}.${token}`
  await mkdir(own, { recursive: true })
  await writeFile(join(own, 'owner.json'), JSON.stringify({ pid: process.pid, token }))
  return renameIfFree(own, folder)
}

/**
 * The grave is named after the dead owner and stays, so that a slower rival cannot bury the lock of the next owner.
 *
 * @type {(folder: string, deadToken: string) => Promise<boolean>}
 */
function bury(folder, deadToken) {
  return renameIfFree(folder, `${folder}.dead-${deadToken}`)
}

/** @type {(from: string, to: string) => Promise<boolean>} */
async function renameIfFree(from, to) {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOENT'].includes(errorCode(error) ?? '')) return false
    throw error
  }
}

/** @type {(folder: string) => Promise<{ pid: number, token: string } | null>} */
async function readOwner(folder) {
  try {
    return JSON.parse(await readFile(join(folder, 'owner.json'), 'utf8'))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** @type {(pid: number) => boolean} */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/**
 * Old graves, and claims that a killed process left behind.
 *
 * @type {(folder: string) => Promise<void>}
 */
async function sweep(folder) {
  const parent = dirname(folder)
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${basename(folder)}.`)) continue
    const found = await stat(join(parent, name)).catch(() => null)
    if (found === null || Date.now() - found.mtimeMs < GRAVE_KEPT_MS) continue
    await rm(join(parent, name), { recursive: true, force: true })
  }
}
