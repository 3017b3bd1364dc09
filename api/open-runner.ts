import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { createLocalRunner } from './runner/local/local-runner.ts'
import type { AttemptSpec, Runner } from './runner/runner.ts'
import type { RunnerChecks } from './runner/runner-check.ts'

export interface RunnerParts {
  readonly installation: string
  /** Absolute path of the bundled agent, for agents that are processes. */
  readonly agentEntry: string
  /** Base URL agents reach the gateway at. */
  readonly gatewayUrl: string
  /** Port of the public listener, which agents must not reach. */
  readonly publicPort: number
  readonly logger: Logger
}

export interface OpenRunner {
  readonly runner: Runner
  /** What the doctor looks at. */
  readonly checks: RunnerChecks
  /** The Job that a launch would create; null where an attempt is a process. */
  previewJob(spec: AttemptSpec): Promise<Record<string, unknown> | null>
  close(): Promise<void>
}

/** The runner that the settings ask for, ready to launch. The one for Kubernetes is loaded only when it is wanted. */
export async function openRunner(config: Config, parts: RunnerParts): Promise<OpenRunner> {
  const { kubernetes, dataDir } = config
  const { agentEntry, logger } = parts
  if (kubernetes === null) {
    const dir = join(dataDir, 'attempts')
    const runner = createLocalRunner({ dir, nodePath: process.execPath, agentEntry, logger })
    const checks: RunnerChecks = { checks: [], removeCommand: () => null }
    return { runner, checks, previewJob: async () => null, close: async () => {} }
  }
  const { openKubernetes } = await import('./runner/kubernetes/open-kubernetes.ts')
  const { podIp } = kubernetes
  const forbidden = podIp === null ? [] : [`${podIp}:${parts.publicPort}`]
  return openKubernetes({ ...kubernetes, ...parts, forbidden, maxAttempts: config.maxAttempts })
}
