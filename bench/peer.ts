import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

export function programPath(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}`, import.meta.url))
}

/** Runs a peer to its end and gives what it printed. */
export async function runPeer(name: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [programPath(name), ...args])
  return stdout
}

export interface PeerServer {
  readonly child: ChildProcess
  /** Its first line. */
  readonly line: string
  close(): Promise<void>
}

/** Starts a peer that serves, and waits for its first line. */
export async function startPeer(name: string, args: readonly string[]): Promise<PeerServer> {
  const child = spawn(process.execPath, [programPath(name), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const close = async () => {
    const exit = once(child, 'exit')
    child.kill()
    await exit
  }
  return { child, line, close }
}
