import { type Check, failed, fixBy, type RunnerChecks } from '../../runner-check.ts'
import type { AgentPodSettings } from '../agent-pod-settings.ts'
import { loadJobTemplate } from '../job-template.ts'
import { loadKubeAccess } from '../kube-access.ts'
import { createKubeApi } from '../kube-api.ts'
import { clusterChecks } from './cluster-checks.ts'

export interface OpenClusterChecks extends RunnerChecks {
  close(): Promise<void>
}

export interface ClusterPlace {
  readonly installation: string
  readonly namespace: string
  readonly templatePath: string
  readonly context: string | null
  readonly settings: AgentPodSettings
  readonly maxAttempts: number
}

/** The checks of a cluster without a server. What stands in the way of the first of them is a finding, too. */
export async function openClusterChecks(place: ClusterPlace): Promise<OpenClusterChecks> {
  const { namespace, context, templatePath } = place
  try {
    const template = await loadJobTemplate(templatePath)
    const access = await loadKubeAccess(context === null ? {} : { context })
    const api = createKubeApi(access, { namespace })
    return { ...clusterChecks({ ...place, api, template, trial: null }), close: () => api.close() }
  } catch (error) {
    return { checks: [unopened(error)], removeCommand: () => null, close: async () => {} }
  }
}

function unopened(error: unknown): Check {
  const cause = error instanceof Error ? error.message : String(error)
  return {
    id: 'cluster',
    about: 'The cluster',
    look: async () =>
      failed(
        'There is no way into the cluster.',
        cause,
        fixBy(
          'See which clusters the kubeconfig knows; KUBE_CONTEXT names one of them.',
          'kubectl config get-contexts',
        ),
      ),
  }
}
