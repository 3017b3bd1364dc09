import type { AttemptSpec, Runner } from '../runner.ts'
import type { AgentPodSettings } from './agent-pod-settings.ts'
import { checkJob } from './check-job.ts'
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
  /** Null: the network is taken as it is. */
  readonly forbidden: readonly string[] | null
  readonly logger: KubernetesLogger
}

/** The part of pino that is used. */
export interface KubernetesLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface OpenRunner {
  readonly runner: Runner
  /** The Job that a launch would create. */
  previewJob(spec: AttemptSpec): Promise<Record<string, unknown>>
  close(): Promise<void>
}

/** Connects to the cluster, checks what can be checked before the first attempt, and begins to watch. Throws a sentence per fault. */
export async function openKubernetes(options: KubernetesOptions): Promise<OpenRunner> {
  const { installation, namespace, settings, logger } = options
  const template = await loadJobTemplate(options.templatePath)
  const access = await loadKubeAccess(options.context === null ? {} : { context: options.context })
  const api = createKubeApi(access, { namespace })
  try {
    await checkRights(api, logger)
    await checkJob(api, { template, settings, installation }, new AbortController().signal)
    if (options.forbidden !== null) {
      const { gatewayUrl } = options
      const forbidden = [...options.forbidden, hostPort(access.server)]
      await checkNetworkPolicy(
        { api, installation, template, settings, gatewayUrl, forbidden },
        new AbortController().signal,
      )
      logger.info({ namespace }, 'the network policies of the agents are enforced')
    }
  } catch (error) {
    await api.close()
    throw error
  }
  const view = createClusterView(api, { selector: selectorOf(installation), logger })
  const runner = createKubernetesRunner({ api, view, installation, template, settings })
  return {
    runner,
    async previewJob(spec) {
      // a name that nobody knows now is shown as it is: a look must not fail
      const gatewayUrl = await byAddress(spec.gatewayUrl).catch(() => spec.gatewayUrl)
      return { ...fillJob(template, { ...spec, gatewayUrl }, settings, installation) }
    },
    async close() {
      await view.close()
      await api.close()
    },
  }
}
