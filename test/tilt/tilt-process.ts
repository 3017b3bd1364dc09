import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A run of tilt in a copy of the project. */
export interface TiltProcess {
  /** What it printed so far, both outputs in one. */
  output(): string
  hasEnded(): boolean
  /** Resolves to the exit code; null for a death by signal. */
  readonly ended: Promise<number | null>
  /** Ends it and all that it started. */
  stop(): Promise<void>
}

/** Starts tilt in `folder`; `env` is added to this process's environment. */
export function startTilt(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): TiltProcess {
  const child = spawn('tilt', args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // a group of its own: what tilt runs ends with it
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const ended = once(child, 'close').then(() => child.exitCode)
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  return { output: () => output, hasEnded, ended, stop: () => stopGroup(child, ended) }
}

async function stopGroup(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  const patience = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 15_000)
  await ended
  clearTimeout(patience)
}
