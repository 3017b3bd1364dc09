import { hostname } from 'node:os'
import { uniqueName } from '../../chart/cluster.ts'
import { findTool, run } from '../../chart/tools.ts'
import { apply, list, remove } from './cluster.ts'

/** Marks what a test made; the values tell whether that test still runs. */
const MACHINE = 'axoloom.test/machine'
const PROCESS = 'axoloom.test/process'

/** Makes a namespace that no other test has, and removes what tests that were killed have left behind. */
export async function createNamespace(prefix: string, labels: Record<string, string> = {}): Promise<string> {
  await removeLeftBehind()
  const name = uniqueName(`axl-${prefix}`)
  const marks = { [MACHINE]: machine(), [PROCESS]: String(process.pid) }
  await apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...labels, ...marks } } }])
  return name
}

/** With everything in it; waits until it is gone. */
export function removeNamespace(name: string): Promise<void> {
  return remove('namespace', null, name)
}

async function removeLeftBehind(): Promise<void> {
  const ours = await list('namespaces', null, `${MACHINE}=${machine()}`)
  for (const { metadata } of ours) {
    const name = metadata?.name ?? ''
    if (isAlive(Number(metadata?.labels?.[PROCESS])) || metadata?.deletionTimestamp !== undefined) continue
    // Its release may have made things outside of it.
    const { stdout } = await run(findTool('helm'), ['list', '--short', '--all', '--namespace', name])
    for (const release of stdout.split('\n').filter((line) => line !== '')) {
      await run(findTool('helm'), ['uninstall', release, '--namespace', name, '--no-hooks'])
    }
    await remove('namespace', null, name, { isAwaited: false })
  }
}

function machine(): string {
  return (
    hostname()
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, 60) || 'unnamed'
  )
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process lives as well.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
