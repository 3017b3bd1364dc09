import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import { kubectl, list } from './cluster.ts'
import { clusterTool } from './cluster-tools.ts'
import { eventually } from './eventually.ts'

/** Where the cluster for tests keeps the process ids of its parts. */
const PARTS = process.env.AXOLOOM_TEST_CLUSTER_RUN ?? '/run/axoloom-testcluster'

const Configz = z.object({
  kubeletconfig: z.object({
    podLogsDir: z.string(),
    containerLogMaxSize: z.string(),
    containerLogMonitorInterval: z.string(),
  }),
})

/** When the kubelet moves the log of a container on to a new file. */
export interface LogRotation {
  /** Size of a file, such as `1Mi`. */
  readonly size: string
  /** How often it looks, such as `3s`. */
  readonly check: string
}

/** Makes the kubelet rotate like that, if it does not, and gives what makes it as it was. Agents run on meanwhile. */
export async function rotateAt(wanted: LogRotation): Promise<() => Promise<void>> {
  const { containerLogMaxSize, containerLogMonitorInterval } = await readConfig()
  const before = { size: containerLogMaxSize, check: containerLogMonitorInterval }
  if (before.size === wanted.size && before.check === wanted.check) return async () => {}
  await restart(wanted)
  return () => restart(before)
}

/** Names of the files that a container's log was moved away to, as far as they are kept. */
export async function rotatedLogs({ metadata }: WirePod, container: string): Promise<readonly string[]> {
  const { podLogsDir } = await readConfig()
  const pod = `${metadata?.namespace}_${metadata?.name}_${metadata?.uid}`
  const names = await readdir(join(podLogsDir, pod, container))
  return [...new Set(names.flatMap((name) => /^\d+\.log\.\d+-\d+/.exec(name) ?? []))].sort()
}

async function restart({ size, check }: LogRotation): Promise<void> {
  const pid = Number(await readFile(join(PARTS, 'kubelet.pid'), 'utf8'))
  process.kill(pid)
  await eventually('the kubelet has ended', async () => !(await isRunning(pid)))
  await clusterTool('up', [], { KUBELET_MAX_LOG_SIZE: size, KUBELET_LOG_CHECK: check })
  await eventually('the kubelet answers', async () => (await readConfig()).containerLogMaxSize === size)
}

// nobody may have fetched its exit code
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  return stat !== '' && !/\) [ZX] /.test(stat)
}

async function readConfig() {
  const [node] = await list('nodes', null)
  const text = await kubectl(['get', '--raw', `/api/v1/nodes/${node?.metadata?.name}/proxy/configz`])
  return Configz.parse(JSON.parse(text)).kubeletconfig
}
