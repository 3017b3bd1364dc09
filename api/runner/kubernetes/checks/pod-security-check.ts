import { z } from 'zod'
import { type Check, failed, fixBy, type Outcome, ok, skipped, warning } from '../../runner-check.ts'
import { lastSeenMs } from '../event-facts.ts'
import { jobOfEvent } from '../job-index.ts'
import type { KubeApi } from '../kube-api.ts'
import { clusterCheck, isRefused } from './cluster-check.ts'

const LABEL = 'pod-security.kubernetes.io/enforce'
const RECENT_MS = 60 * 60_000

const Namespace = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).optional() }),
})

/** Whether the namespace of the agents takes restricted pods only, and ours among them. */
export function podSecurityCheck(api: KubeApi): Check {
  const { namespace } = api
  return clusterCheck('cluster-pod-security', 'Pod Security of the namespace', async (signal) => {
    const refusal = await newestRefusal(api, signal)
    if (refusal !== null) {
      return failed(
        `Namespace ${namespace} refuses the pods of agents.`,
        refusal,
        fixBy(
          'Take what is named there out of JOB_TEMPLATE; the built-in template has none of it.',
          'unset JOB_TEMPLATE',
        ),
      )
    }
    try {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}`
      return judge(Namespace.parse(await api.read(`get namespace ${namespace}`, path, signal)), namespace)
    } catch (error) {
      if (!isRefused(error)) throw error
      return skipped(
        'Whether Pod Security is enforced is not known.',
        'The API may not read its namespace.',
        fixBy(`It should carry ${LABEL}=restricted.`, `kubectl get namespace ${namespace} --show-labels`),
      )
    }
  })
}

async function newestRefusal(api: KubeApi, signal: AbortSignal): Promise<string | null> {
  const { items } = await api.list('events', null, signal)
  const found = items
    .filter((event) => jobOfEvent(event) !== null && /violates PodSecurity/.test(event.message ?? ''))
    .findLast((event) => Date.now() - lastSeenMs(event) < RECENT_MS)
  return found?.message ?? null
}

function judge({ metadata }: z.infer<typeof Namespace>, namespace: string): Outcome {
  const level = metadata.labels?.[LABEL]
  if (level === 'restricted') return ok(`Namespace ${namespace} takes restricted pods only.`)
  return warning(
    `Namespace ${namespace} takes pods that are not restricted.`,
    level === undefined ? `It has no label ${LABEL}.` : `Its label ${LABEL} says "${level}".`,
    fixBy('Have it take restricted pods only.', `kubectl label namespace ${namespace} ${LABEL}=restricted --overwrite`),
  )
}
