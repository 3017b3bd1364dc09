import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

/** What tells a process from a later one with the same number. The texts come from the leader and are only compared. */
export interface ProcessIdentity {
  readonly pid: number
  readonly start: string
  readonly boot: string
}

const run = promisify(execFile)
const isLinux = process.platform === 'linux'

/** True while exactly this process runs; a zombie runs no more. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (!doesExist(identity.pid)) return false
  if ((await currentBoot()) !== identity.boot) return false
  return isLinux ? isAliveOnLinux(identity) : isAliveElsewhere(identity)
}

/**
 * Members of the group that `leader` led, when the leader itself may be gone. They count only with `folder` as their
 * working directory: a group's number can be given to strangers once the group is empty.
 */
export async function isGroupAlive(leader: ProcessIdentity, folder: string): Promise<boolean> {
  if (!doesExist(-leader.pid)) return false
  if (await isAlive(leader)) return true
  if ((await currentBoot()) !== leader.boot) return false
  return isLinux ? hasMemberIn(leader.pid, folder) : false
}

/** Signals the whole group; the caller has just seen it alive. A group that is gone by now is fine. */
export function signalGroup(leader: ProcessIdentity, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-leader.pid, signal)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

// Zero asks only whether there is such a process or group.
function doesExist(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !isGone(error)
  }
}

const isGone = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ESRCH'

async function isAliveOnLinux({ pid, start }: ProcessIdentity): Promise<boolean> {
  const stat = await readStat(pid)
  return stat !== null && stat.start === start && !stat.isZombie
}

async function isAliveElsewhere({ pid, start }: ProcessIdentity): Promise<boolean> {
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=,stat=', '-p', String(pid)], { env: psEnv })
    const line = stdout.trim()
    return line.startsWith(start.trim()) && !line.slice(start.trim().length).includes('Z')
  } catch {
    return false
  }
}

const psEnv = { LC_ALL: 'C', PATH: '/usr/bin:/bin:/usr/sbin:/sbin' }

interface Stat {
  readonly group: number
  readonly start: string
  readonly isZombie: boolean
}

/** Fields 3 (state), 5 (process group) and 22 (start time) of proc_pid_stat(5); null when the process is gone. */
async function readStat(pid: number): Promise<Stat | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(') ') + 2).split(' ')
    return { group: Number(fields[2]), start: fields[19] ?? '', isZombie: fields[0] === 'Z' || fields[0] === 'X' }
  } catch {
    return null
  }
}

async function hasMemberIn(group: number, folder: string): Promise<boolean> {
  for (const name of await readdir('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    const stat = await readStat(pid)
    if (stat === null || stat.group !== group || stat.isZombie) continue
    if ((await workingDirectory(pid)) === folder) return true
  }
  return false
}

const workingDirectory = (pid: number) => readlink(`/proc/${pid}/cwd`).catch(() => null)

let boot: Promise<string> | undefined
/** The same for as long as the machine is up, so it is asked for once. The leader writes `unknown` where we read it. */
function currentBoot(): Promise<string> {
  boot ??= readBoot().then(
    (text) => text.trim(),
    () => 'unknown',
  )
  return boot
}

async function readBoot(): Promise<string> {
  if (isLinux) return readFile('/proc/sys/kernel/random/boot_id', 'latin1')
  const { stdout } = await run('sysctl', ['-n', 'kern.bootsessionuuid'], { env: psEnv })
  return stdout
}
