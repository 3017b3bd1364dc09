import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { ContainerLog } from './container-log.ts'

/** What a container does. */
export type ContainerPlay =
  | {
      readonly command: string
      readonly args: readonly string[]
      /** Beside what the pod names; nothing is inherited. */
      readonly env?: Readonly<Record<string, string>>
    }
  | {
      /** Prints without a process until it returns its exit code; `signal` aborts when it is told to stop. */
      readonly print: (log: ContainerLog, signal: AbortSignal) => Promise<number>
    }
  | {
      /** The whole log, with stamps, given out as fast as it is taken. */
      readonly canned: Buffer
      /** Null: when it is told to stop. */
      readonly exit: number | null
    }

export interface ContainerExit {
  readonly code: number
  readonly isOutOfMemory: boolean
}

export interface Container {
  readonly exited: Promise<ContainerExit>
  /** SIGTERM. */
  terminate(): void
  /** SIGKILL. */
  kill(): void
}

// V8 aborts when its heap is full, and says so first.
const ABORTED = 128 + constants.signals.SIGABRT
const MEMORY_MESSAGE = 'heap out of memory'
const TAIL_BYTES = 16_384

export function startContainer(
  play: ContainerPlay,
  env: Readonly<Record<string, string>>,
  log: ContainerLog,
): Container {
  if ('print' in play) return startPrinter(play.print, log)
  if ('canned' in play) return startPrinter((_, signal) => untilStopped(play.exit, signal), log)
  return startProcess(play.command, play.args, { ...env, ...play.env }, log)
}

/** A process and its group; ends with 128 + signal as a container runtime has it. */
function startProcess(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  log: ContainerLog,
): Container {
  const child = spawn(command, args, {
    env: { PATH: '/usr/bin:/bin', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let tail = Buffer.alloc(0)
  child.stdout.on('data', (bytes: Buffer) => log.append('stdout', bytes))
  child.stderr.on('data', (bytes: Buffer) => {
    tail = Buffer.concat([tail, bytes]).subarray(-TAIL_BYTES)
    log.append('stderr', bytes)
  })
  // what it started dies with it, as everything of a container does
  child.once('exit', () => killGroup(child))
  const exited = endOf(child).then((code) => {
    log.end()
    return { code, isOutOfMemory: code === ABORTED && tail.includes(MEMORY_MESSAGE) }
  })
  return {
    exited,
    // of a container, the first process alone gets the signal
    terminate: () => child.kill('SIGTERM'),
    kill: () => killGroup(child),
  }
}

/** Resolves when the process has ended and its output was read to the end. */
async function endOf(child: ChildProcess): Promise<number> {
  try {
    const [code, signal] = await once(child, 'close')
    return signal === null ? code : 128 + constants.signals[signal as keyof typeof constants.signals]
  } catch {
    return 127 // as a shell has it for what cannot be started
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // nothing of it is left
  }
}

function startPrinter(
  print: (log: ContainerLog, signal: AbortSignal) => Promise<number>,
  log: ContainerLog,
): Container {
  const stopped = new AbortController()
  const killed = Promise.withResolvers<number>()
  const exited = Promise.race([print(log, stopped.signal), killed.promise]).then((code) => {
    log.end()
    return { code, isOutOfMemory: false }
  })
  return {
    exited,
    terminate: () => stopped.abort(),
    kill() {
      stopped.abort()
      killed.resolve(128 + constants.signals.SIGKILL)
    },
  }
}

async function untilStopped(exit: number | null, signal: AbortSignal): Promise<number> {
  if (exit !== null) return exit
  if (!signal.aborted) await once(signal, 'abort')
  return 128 + constants.signals.SIGTERM
}
