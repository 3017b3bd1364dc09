import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AttemptSpec } from '../runner.ts'
import type { AttemptFolder } from './attempt-folder.ts'
import { createWake } from './wake.ts'

const leaderPath = fileURLToPath(new URL('./leader.sh', import.meta.url))

export interface LaunchOptions {
  readonly nodePath: string
  readonly agentEntry: string
  /** Largest JavaScript heap of an agent, in MiB. */
  readonly memoryMb: number
  readonly outputLimitBytes: number
  readonly launchGraceMs: number
}

/** Starts the attempt's leader unless it has one; resolves when its process is written down. */
export async function launchAttempt(folder: AttemptFolder, spec: AttemptSpec, options: LaunchOptions): Promise<void> {
  if ((await folder.readPid()).is !== 'absent') return
  await folder.prepare(spec)
  const watched = new AbortController()
  const wake = createWake(folder.path, ['pid'], options.launchGraceMs, watched.signal)
  try {
    const leader = await startLeader(folder, spec, options)
    leader.once('exit', () => watched.abort())
    const givenUpAt = performance.now() + options.launchGraceMs
    while ((await folder.readPid()).is !== 'process' && performance.now() < givenUpAt) {
      if (watched.signal.aborted) return await explainNoStart(folder, leader)
      await wake.next()
    }
  } finally {
    wake.close()
  }
}

/** A process of its own session and without a pipe to us: it outlives this one. */
async function startLeader(folder: AttemptFolder, spec: AttemptSpec, options: LaunchOptions): Promise<ChildProcess> {
  // The kernel holds the limit too, for when nobody is there to count; the slack keeps it behind ours.
  const limitBlocks = Math.ceil((options.outputLimitBytes + 1_048_576) / 512)
  const command = [options.nodePath, ...nodeFlags(options), options.agentEntry]
  const leader = spawn('/bin/sh', [leaderPath, String(limitBlocks), ...command], {
    cwd: folder.path,
    detached: true,
    stdio: 'ignore',
    env: agentEnvironment(spec),
  })
  await once(leader, 'spawn')
  leader.unref()
  return leader
}

function nodeFlags({ agentEntry, memoryMb }: LaunchOptions): string[] {
  return ['--permission', `--allow-fs-read=${join(dirname(agentEntry), '*')}`, `--max-old-space-size=${memoryMb}`]
}

/** Everything an agent gets: nothing is inherited, so no key of ours can reach it. */
function agentEnvironment({ ticket, gatewayUrl }: AttemptSpec): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    LANG: 'C.UTF-8',
    NODE_ENV: 'production',
    AXOLOOM_TICKET: ticket,
    AXOLOOM_GATEWAY_URL: gatewayUrl,
  }
}

/** EX_TEMPFAIL of sysexits.h: what the leader ends with when it could not write who it is. */
const NO_ROOM = 75

/** The leader ended without a word: fine when another one leads, else the launch has failed and may be tried again. */
async function explainNoStart(folder: AttemptFolder, leader: ChildProcess): Promise<void> {
  if ((await folder.readPid()).is !== 'absent') return
  const how = leader.signalCode ?? leader.exitCode
  const error = new Error(
    `The agent's leader process ended with ${how} before it began in ${folder.path}. ` +
      'Is there room on the disk, and is /bin/sh a POSIX shell?',
  )
  // these two mean that it could not create or could not fill its pid file: a full disk, which passes
  throw how === 0 || how === NO_ROOM ? Object.assign(error, { code: 'ENOSPC' }) : error
}
