import { apply } from './cluster.ts'
import { createNamespace } from './namespaces.ts'

/** As the chart has it: the strictest level of Pod Security. */
const restricted = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/enforce-version': 'latest',
}

export interface AgentsNamespaceOptions {
  /** False: any pod is taken. Default: true. */
  readonly isRestricted?: boolean
  /** Most pods at a time; default: as many as the node takes. */
  readonly mostPods?: number
}

/** A namespace that agents can run in, without network policies. */
export async function makeAgentsNamespace(name: string, options: AgentsNamespaceOptions = {}): Promise<string> {
  const { isRestricted = true, mostPods } = options
  const namespace = await createNamespace(name, isRestricted ? restricted : {})
  const account = { name: 'agent-none', namespace }
  await apply([
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account, automountServiceAccountToken: false },
    ...(mostPods === undefined ? [] : [quota(namespace, mostPods)]),
  ])
  return namespace
}

const quota = (namespace: string, mostPods: number) => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'few-pods', namespace },
  spec: { hard: { pods: String(mostPods) } },
})
