import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, openSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import type { FakeCluster } from './fake-cluster.ts'
import { readInto, type TakeBytes } from './raw-stream.ts'

const run = promisify(execFile)

/** Path of kubectl: `KUBECTL`, else the first one in PATH; null when there is none. */
export function findKubectl(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const places = [process.env.KUBECTL, ...folders.map((folder) => join(folder, 'kubectl'))]
  return places.find((path) => path !== undefined && isProgram(path)) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A `kubectl logs -f` that writes into a pipe. */
export interface KubectlLogs {
  readonly pid: number
  /** Rejects when it ends before it is closed. */
  readonly broken: Promise<never>
  close(): Promise<void>
}

export interface FollowedPods {
  readonly runs: readonly string[]
  readonly count: number
  /** Lines of each pod to begin with; default: all. */
  readonly tail?: number
}

/** Follows the pods of some runs as a person would; hands over raw bytes. */
export async function followLogs(
  kubectl: string,
  { kubeconfig, namespace }: Pick<FakeCluster, 'kubeconfig' | 'namespace'>,
  { runs, count, tail = -1 }: FollowedPods,
  take: TakeBytes,
): Promise<KubectlLogs> {
  const pipe = await openPipe(take)
  const selector = `axoloom.dev/run in (${runs.join(',')})`
  const asked = ['logs', '--follow', '--selector', selector, '--prefix', '--timestamps', `--tail=${tail}`]
  const child = spawn(kubectl, [...asked, `--max-log-requests=${count}`, '--namespace', namespace], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', KUBECONFIG: kubeconfig },
    stdio: ['ignore', pipe.writer.fd, 'pipe'],
  })
  const exit = once(child, 'exit')
  await pipe.writer.close()
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const broken = exit.then(([code]) => {
    throw new Error(`kubectl ended with ${code}: ${said}`)
  })
  // nobody waits for it once all has come
  broken.catch(() => {})
  pipe.reader.resume()
  return {
    pid: child.pid ?? 0,
    broken,
    async close() {
      child.kill()
      await exit
      pipe.reader.destroy()
    },
  }
}

/** A pipe as a shell makes one: a child's output in Node is a pair of sockets, which cost others more or less. */
async function openPipe(take: TakeBytes) {
  const folder = await mkdtemp(join(tmpdir(), 'axoloom-bench-'))
  try {
    const path = join(folder, 'pipe')
    await run('mkfifo', [path])
    // a reader that does not wait for a writer comes first, so that the writer does not have to wait for a reader
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const writer = await open(path, 'w')
    return { writer, reader: new Socket({ fd, readable: true, writable: false, ...readInto(take) }) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
