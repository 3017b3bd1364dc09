/** A taint that agents put up with, as Kubernetes writes it. */
export interface AgentToleration {
  readonly key?: string
  readonly operator?: 'Exists' | 'Equal'
  readonly value?: string
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
  readonly tolerationSeconds?: number
}

/** What the settings say of every agent's pod; the rest is in the template. */
export interface AgentPodSettings {
  readonly namespace: string
  readonly image: string
  readonly serviceAccount: string
  /** Null: the cluster's own. An empty name would be refused. */
  readonly runtimeClass: string | null
  /** Labels that a node must have, beside those of the template. */
  readonly nodeSelector: Readonly<Record<string, string>>
  /** Beside those of the template. */
  readonly tolerations: readonly AgentToleration[]
  readonly priorityClass: string | null
  /** Names of secrets, beside those of the template. */
  readonly imagePullSecrets: readonly string[]
  /** Local queue of Kueue; null: none. */
  readonly queue: string | null
}
