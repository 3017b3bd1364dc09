import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const entry = fileURLToPath(new URL('../../bin/axoloom.mjs', import.meta.url))

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly cwd?: string
}

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A call of the command that runs. */
export interface CliProcess {
  readonly child: ChildProcess
  /** What it wrote so far. */
  stdout(): string
  stderr(): string
  /** Waits until its output holds the text. Rejects after 30 s and when it ended before. */
  until(text: string): Promise<void>
  ended(): Promise<CliResult>
}

/** Starts the real command as a process of its own, in a group of its own as a shell does. */
export function startCli(args: readonly string[], { env = {}, input = '', cwd }: CliOptions = {}): CliProcess {
  const child = spawn(node, [entry, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...env },
    stdio: 'pipe',
    detached: true,
    ...(cwd === undefined ? {} : { cwd }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
  })
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const closed = once(child, 'close')
  // a command that does not read its input may close it first
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    async until(text) {
      const deadline = Date.now() + 30_000
      while (!(stdout + stderr).includes(text)) {
        if (child.exitCode !== null || Date.now() > deadline) {
          throw new Error(`Never came: ${text}\n${stdout}\n${stderr}`)
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async ended() {
      await closed
      return { code: child.exitCode, stdout, stderr }
    },
  }
}

export const runCli = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
  startCli(args, options).ended()
