import type { Check, RunnerChecks } from '../../runner-check.ts'
import type { AgentPodSettings } from '../agent-pod-settings.ts'
import type { JobTemplate } from '../job-template.ts'
import type { KubeApi } from '../kube-api.ts'
import { jobName } from '../names.ts'
import { imageCheck } from './image-check.ts'
import { networkCheck } from './network-check.ts'
import type { NetworkTrial } from './network-trial.ts'
import { podSecurityCheck } from './pod-security-check.ts'
import { quotaCheck } from './quota-check.ts'
import { jobCheck, reachCheck, rightsCheck } from './reach-checks.ts'

export interface ClusterCheckOptions {
  readonly api: KubeApi
  readonly installation: string
  readonly template: JobTemplate
  readonly settings: AgentPodSettings
  readonly maxAttempts: number
  /** Null while no server runs that pods could reach. */
  readonly trial: NetworkTrial | null
}

/** Everything that the doctor looks at in a cluster. */
export function clusterChecks(options: ClusterCheckOptions): RunnerChecks {
  const { api, installation, template, settings, trial } = options
  const { namespace } = api
  const checks: readonly Check[] = [
    reachCheck(api, installation),
    rightsCheck(api),
    jobCheck(api, { template, settings, installation }),
    quotaCheck(options),
    podSecurityCheck(api),
    imageCheck({ api, installation, image: settings.image, trial }),
    networkCheck(trial, namespace),
  ]
  return { checks, removeCommand: (ref) => `kubectl -n ${namespace} delete job ${jobName(ref)}` }
}
