import { spawn } from 'node:child_process'
import { inWords } from './steps.mjs'

/** How a group ended: `code` is null when it was killed. */
export interface Ran {
  readonly code: number | null
  readonly tookMs: number
}

interface GroupOptions {
  readonly name: string
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Where it prints: where this process does, or an open file. */
  readonly output: 'inherit' | number
  /** After so long it is killed with everything it started. */
  readonly limitMs: number
}

/** Leaders of the groups that run now. */
const groups = new Set<number>()

/**
 * Runs Node with these arguments as the leader of a process group of its own, so that one that hangs is ended with
 * everything it started. Rejects when it cannot be started.
 */
export function runGroup(args: readonly string[], { name, cwd, env, output, limitMs }: GroupOptions): Promise<Ran> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', output, output], detached: true })
    const { pid } = child
    if (pid !== undefined) groups.add(pid)
    const timer = setTimeout(() => {
      console.log(`── ${name}: stopped after ${inWords(limitMs)}, the most it may take`)
      signalGroup(pid, 'SIGKILL')
    }, limitMs)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      if (pid !== undefined) groups.delete(pid)
      resolve({ code, tookMs: performance.now() - startedAt })
    })
  })
}

/** Asks every group that still runs to end. */
export function endGroups(): void {
  for (const leader of groups) signalGroup(leader, 'SIGTERM')
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // It is gone already.
  }
}
