import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isLoopback, isWildcard } from './host-name.ts'
import { Settings } from './settings.ts'

/** What only the Kubernetes runner is told. */
export interface KubernetesConfig {
  /** Context of the kubeconfig; null: its current one, or inside a cluster that cluster. */
  readonly context: string | null
  /** Where the Jobs are. */
  readonly namespace: string
  /** Absolute path of the Job template. */
  readonly templatePath: string
  /** Refuse to start when agents can reach more than the gateway. */
  readonly isNetworkPolicyRequired: boolean
  /** Address of the API's own pod, which agents must not reach; null outside a cluster. */
  readonly podIp: string | null
  /** How the pods of agents differ from the template. */
  readonly settings: {
    readonly namespace: string
    readonly image: string
    readonly serviceAccount: string
    readonly runtimeClass: string | null
    readonly nodeSelector: Readonly<Record<string, string>>
    readonly tolerations: NonNullable<Settings['AGENT_TOLERATIONS']>
    readonly priorityClass: string | null
    readonly imagePullSecrets: readonly string[]
    readonly queue: string | null
  }
}

type Given = Readonly<Record<string, string | undefined>>

/** What the settings lack for agents in Kubernetes, one sentence each; nothing for another runner. */
export function kubernetesProblems(given: Given): string[] {
  if (given.RUNNER !== 'kubernetes') return []
  const problems: string[] = []
  if (given.AGENT_IMAGE === undefined) {
    problems.push('AGENT_IMAGE is not set: with RUNNER=kubernetes it must name the image of the agents.')
  }
  const host = given.GATEWAY_HOST ?? Settings.shape.GATEWAY_HOST.parse(undefined)
  if (given.AGENT_GATEWAY_URL === undefined && (isLoopback(host) || isWildcard(host))) {
    problems.push(
      `AGENT_GATEWAY_URL is not set, and GATEWAY_HOST is "${host}", which leads pods nowhere: ` +
        'set AGENT_GATEWAY_URL to the URL by which they reach the gateway of this API, such as http://10.0.0.5:8001' +
        `${isLoopback(host) ? ', and GATEWAY_HOST to 0.0.0.0' : ''}.`,
    )
  }
  return problems
}

const BUILT_IN_TEMPLATE = fileURLToPath(new URL('../k8s/jobs/agent.yaml', import.meta.url))

/** Null when agents are not to run in Kubernetes. `directory` is where a relative path starts. */
export function kubernetesConfig(settings: Settings, directory: string): KubernetesConfig | null {
  const { AGENT_IMAGE: image, AGENT_NAMESPACE: namespace } = settings
  if (settings.RUNNER !== 'kubernetes' || image === undefined) return null
  return {
    context: settings.KUBE_CONTEXT ?? null,
    namespace,
    templatePath: settings.JOB_TEMPLATE === undefined ? BUILT_IN_TEMPLATE : resolve(directory, settings.JOB_TEMPLATE),
    isNetworkPolicyRequired: settings.REQUIRE_NETWORK_POLICY,
    podIp: settings.POD_IP ?? null,
    settings: {
      namespace,
      image,
      serviceAccount: settings.AGENT_SERVICE_ACCOUNT,
      runtimeClass: settings.AGENT_RUNTIME_CLASS ?? null,
      nodeSelector: settings.AGENT_NODE_SELECTOR ?? {},
      tolerations: settings.AGENT_TOLERATIONS ?? [],
      priorityClass: settings.AGENT_PRIORITY_CLASS ?? null,
      imagePullSecrets: settings.AGENT_IMAGE_PULL_SECRETS ?? [],
      queue: settings.AGENT_QUEUE ?? null,
    },
  }
}
