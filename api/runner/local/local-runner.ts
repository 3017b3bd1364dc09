import { mkdirSync, realpathSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Id } from '#contract/ids.ts'
import type { AttemptRef, AttemptStatus, Runner } from '../runner.ts'
import { type AttemptFolder, createAttemptFolder, REMOVED_PREFIX } from './attempt-folder.ts'
import { readStatus, type StatusLimits } from './attempt-status.ts'
import { followOutput } from './follow-output.ts'
import { launchAttempt } from './launch-attempt.ts'
import { stopAttempt } from './stop-attempt.ts'
import { createWake } from './wake.ts'

export interface LocalRunnerOptions {
  /** Absolute folder for the attempts; made if it is missing. */
  readonly dir: string
  /** Absolute path of the Node that runs agents. */
  readonly nodePath: string
  /** Absolute path of the bundled agent; only its folder can be read by it. */
  readonly agentEntry: string
  /** Largest JavaScript heap of an agent, in MiB. */
  readonly memoryMb?: number
  readonly outputLimitBytes?: number
  /** How long a leader may take to appear after a launch, before the attempt counts as vanished. */
  readonly launchGraceMs?: number
  readonly logger?: RunnerLogger
}

/** The part of pino that is used. */
export interface RunnerLogger {
  warn(fields: object, message: string): void
}

const POLL_MS = 500

/** Runs attempts as processes of this machine. It remembers nothing: every answer comes from the attempts' folders. */
export function createLocalRunner(options: LocalRunnerOptions): Runner {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 })
  // Working directories of processes are compared with it, and they are always real paths.
  const dir = realpathSync(options.dir)
  const { nodePath, memoryMb = 256, outputLimitBytes = 10_485_760, launchGraceMs = 10_000, logger } = options
  const limits: StatusLimits = { outputLimitBytes, launchGraceMs }
  const folderOf = ({ attemptId }: Pick<AttemptRef, 'attemptId'>) => createAttemptFolder(dir, attemptId)
  const stops = new Map<string, Promise<void>>()

  const stop = (ref: AttemptRef) => shared(stops, ref.attemptId, () => stopAttempt(folderOf(ref)))

  return {
    kind: 'local',
    launch: (spec) => {
      const agentEntry = realpathSync(options.agentEntry)
      return launchAttempt(folderOf(spec), spec, { nodePath, agentEntry, memoryMb, outputLimitBytes, launchGraceMs })
    },
    watch: (ref, signal) => watchAttempt(folderOf(ref), limits, () => stop(ref), signal),
    follow: (ref, from, signal) => {
      const folder = folderOf(ref)
      const isEnded = async () => (await readStatus(folder, limits))?.phase === 'ended'
      return followOutput(folder, from, { outputLimitBytes, isEnded, stop: () => stop(ref) }, signal)
    },
    stop,
    remove: async (ref) => {
      await stop(ref)
      await folderOf(ref).remove()
    },
    list: () => listAttempts(dir, limits, logger),
  }
}

/** One stop of an attempt at a time; who asks meanwhile waits for the same. */
function shared(running: Map<string, Promise<void>>, key: string, begin: () => Promise<void>): Promise<void> {
  const known = running.get(key)
  if (known !== undefined) return known
  const begun = begin().finally(() => running.delete(key))
  running.set(key, begun)
  return begun
}

async function* watchAttempt(
  folder: AttemptFolder,
  limits: StatusLimits,
  stop: () => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<AttemptStatus> {
  const wake = createWake(folder.path, ['pid', 'exit'], POLL_MS, signal)
  let isSeenRunning = false
  try {
    while (!signal.aborted) {
      const status = await readStatus(folder, limits)
      if (status?.phase === 'ended') return void (yield status)
      if (status !== null && !isSeenRunning) {
        isSeenRunning = true
        yield status
      }
      if ((await folder.outputBytes()) > limits.outputLimitBytes) await stop()
      else await wake.next()
    }
  } finally {
    wake.close()
  }
}

async function listAttempts(dir: string, limits: StatusLimits, logger: RunnerLogger | undefined) {
  const attempts: { ref: AttemptRef; status: AttemptStatus }[] = []
  for (const name of await readdir(dir)) {
    if (name.startsWith(REMOVED_PREFIX)) await rm(join(dir, name), { recursive: true, force: true })
    if (!Id.safeParse(name).success) continue
    const folder = createAttemptFolder(dir, name)
    const ref = await folder.readRef()
    if (ref === null) logger?.warn({ attemptId: name }, 'attempt folder without a reference is ignored')
    else attempts.push({ ref, status: (await readStatus(folder, limits)) ?? launching })
  }
  return attempts
}

const launching: AttemptStatus = { phase: 'waiting', reason: 'capacity', message: 'The agent is being started.' }
