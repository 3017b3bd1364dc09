import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { API_FLAGS } from '../../scripts/node-flags.mjs'

const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const entry = fileURLToPath(new URL('./serve.mjs', import.meta.url))

export interface ServerOptions {
  readonly dataDir: string
  /** Settings beside DATA_DIR; PORT and GATEWAY_PORT are any free ones unless given. */
  readonly env?: Readonly<Record<string, string>>
  /** Absolute path of another agent than the built one. */
  readonly agentEntry?: string
  readonly args?: readonly string[]
}

/** The real API as a process of its own. */
export interface ServerProcess {
  readonly url: string
  readonly gatewayUrl: string
  readonly pid: number
  /** What it wrote to standard error so far. */
  stderr(): string
  /** Sends a signal and gives the exit code, null for a death by signal. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

interface Started {
  readonly child: ChildProcess
  stderr(): string
}

function start({ dataDir, env = {}, agentEntry, args = [] }: ServerOptions): Started {
  const child = spawn(node, [...API_FLAGS, entry, ...args], {
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      GATEWAY_PORT: '0',
      LOG_FORMAT: 'json',
      DATA_DIR: dataDir,
      ...(process.env.TEST_SKETCH_SIZE === undefined ? {} : { SKETCH_SIZE: process.env.TEST_SKETCH_SIZE }),
      ...(agentEntry === undefined ? {} : { TEST_AGENT_ENTRY: agentEntry }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return { child, stderr: () => text }
}

/** Starts the API and waits for its start line. Throws with what it wrote when it ends before. */
export async function startServerProcess(options: ServerOptions): Promise<ServerProcess> {
  const { child, stderr } = start(options)
  const exit = once(child, 'exit')
  if (child.stdout === null) throw new Error('The server has no standard output.')
  for await (const line of createInterface({ input: child.stdout })) {
    const [, gatewayUrl, url] = /^Axoloom is ready \(agents: (\S+)\): (\S+)$/.exec(line) ?? []
    if (gatewayUrl === undefined || url === undefined) continue
    child.stdout.resume()
    return {
      url,
      gatewayUrl,
      pid: child.pid ?? 0,
      stderr,
      end: async (signal) => {
        if (child.exitCode === null && child.signalCode === null) child.kill(signal)
        await exit
        return child.exitCode
      },
    }
  }
  await exit
  throw new Error(`The server ended with ${child.exitCode}:\n${stderr()}`)
}

/** Runs the server's entry to its end: for flags and for starts that must fail. */
export async function runToEnd(
  options: ServerOptions,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { child, stderr } = start(options)
  let stdout = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
  })
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr: stderr() }
}

/** Stops every agent that still works on this data: the clean-up of each test. */
export async function stopAgents(dataDir: string): Promise<void> {
  await runToEnd({ dataDir, args: ['--stop-agents'] })
}
