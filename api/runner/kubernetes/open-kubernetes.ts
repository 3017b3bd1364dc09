import type { AttemptSpec, Runner } from '../runner.ts'
import type { RunnerChecks } from '../runner-check.ts'
import type { AgentPodSettings } from './agent-pod-settings.ts'
import { checkJob } from './check-job.ts'
import { clusterChecks } from './checks/cluster-checks.ts'
import { NetworkTrial } from './checks/network-trial.ts'
import { createClusterView } from './cluster-view.ts'
import { byAddress, hostPort } from './gateway-address.ts'
import { fillJob } from './job-manifest.ts'
import { loadJobTemplate } from './job-template.ts'
import { loadKubeAccess } from './kube-access.ts'
import { createKubeApi } from './kube-api.ts'
import { createKubernetesRunner } from './kubernetes-runner.ts'
import { selectorOf } from './names.ts'
import { checkNetworkPolicy } from './network-probe.ts'
import { checkRights } from './rights.ts'

export interface KubernetesOptions {
  readonly installation: string
  readonly namespace: string
  /** Absolute path of the job template. */
  readonly templatePath: string
  readonly context: string | null
  readonly settings: AgentPodSettings
  readonly gatewayUrl: string
  /** `host:port` each, beside the API server: what agents must not reach. */
  readonly forbidden: readonly string[]
  /** False: at the start the network is taken as it is. */
  readonly isNetworkPolicyRequired: boolean
  /** Most attempts that are to run at once. */
  readonly maxAttempts: number
  readonly logger: KubernetesLogger
}

/** The part of pino that is used. */
export interface KubernetesLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface OpenRunner {
  readonly runner: Runner
  readonly checks: RunnerChecks
  /** The Job that a launch would create. */
  previewJob(spec: AttemptSpec): Promise<Record<string, unknown>>
  close(): Promise<void>
}

/** Connects to the cluster, checks what can be checked before the first attempt, and begins to watch. Throws a sentence per fault. */
export async function openKubernetes(options: KubernetesOptions): Promise<OpenRunner> {
  const { installation, namespace, settings, logger, gatewayUrl, isNetworkPolicyRequired, maxAttempts } = options
  const template = await loadJobTemplate(options.templatePath)
  const access = await loadKubeAccess(options.context === null ? {} : { context: options.context })
  const api = createKubeApi(access, { namespace })
  const forbidden = [...options.forbidden, hostPort(access.server)]
  const probe = { api, installation, template, settings, gatewayUrl, forbidden }
  try {
    await checkRights(api, logger)
    await checkJob(api, { template, settings, installation }, new AbortController().signal)
    if (isNetworkPolicyRequired) {
      await checkNetworkPolicy(probe, new AbortController().signal)
      logger.info({ namespace }, 'the network policies of the agents are enforced')
    }
  } catch (error) {
    await api.close()
    throw error
  }
  const view = createClusterView(api, { selector: selectorOf(installation), logger })
  const runner = createKubernetesRunner({ api, view, installation, template, settings })
  const trial = new NetworkTrial(probe, isNetworkPolicyRequired)
  return {
    runner,
    checks: clusterChecks({ api, installation, template, settings, maxAttempts, trial }),
    async previewJob(spec) {
      // a name that nobody knows now is shown as it is: a look must not fail
      const gatewayUrl = await byAddress(spec.gatewayUrl).catch(() => spec.gatewayUrl)
      return { ...fillJob(template, { ...spec, gatewayUrl }, settings, installation) }
    },
    async close() {
      await trial.close()
      await view.close()
      await api.close()
    },
  }
}
