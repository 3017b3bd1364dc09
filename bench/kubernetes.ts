import { findKubectl } from './kubectl.ts'
import { benchKubernetesFirstLine } from './kubernetes-first-line.ts'
import { benchKubernetesLatency } from './kubernetes-latency.ts'
import { benchKubernetesLines } from './kubernetes-lines.ts'
import { clusterNeeds } from './real-cluster.ts'
import type { Row } from './row.ts'

const LONG = { linePairs: 7, latencyPairs: 5, windowMs: 6000, starts: 10 }
const QUICK = { linePairs: 3, latencyPairs: 3, windowMs: 3000, starts: 3 }

/** All that is measured against kubectl; what cannot be measured here is said through `note` and left out. */
export async function benchKubernetes(isQuick: boolean, factor: number, note: (text: string) => void): Promise<Row[]> {
  const kubectl = findKubectl()
  if (kubectl === null) {
    note('kubernetes-*: needs kubectl in PATH (or KUBECTL)')
    return []
  }
  const { linePairs, latencyPairs, windowMs, starts } = isQuick ? QUICK : LONG
  const rows = [
    ...(await benchKubernetesLines(kubectl, linePairs, factor)),
    ...(await benchKubernetesLatency(kubectl, latencyPairs, windowMs, factor)),
  ]
  const [, image = 'axoloom-agent:dev'] = (process.env.AXOLOOM_TEST_IMAGES ?? '').split(',')
  const missing = await clusterNeeds({ kubectl, image })
  if (missing.length > 0) note(`kubernetes-first-line: needs ${missing.join(' and ')}`)
  else rows.push(await benchKubernetesFirstLine({ kubectl, image }, starts, factor))
  return rows
}
