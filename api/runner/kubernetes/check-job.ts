import { setTimeout as delay } from 'node:timers/promises'
import { ulid } from 'ulid'
import type { AgentPodSettings } from './agent-pod-settings.ts'
import { fillJob } from './job-manifest.ts'
import type { JobTemplate } from './job-template.ts'
import type { KubeApi } from './kube-api.ts'
import { KubeError } from './kube-error.ts'
import type { WireJob } from './wire.ts'

/** An admission policy that was just changed is in force a moment later. */
const ROUNDS = 5
const PAUSE_MS = 1000

/**
 * Has the cluster check the job of an attempt without making it, so that a namespace that is missing or a rule that
 * refuses our template is known before somebody waits for a picture. Throws KubeError.
 */
export async function checkJob(
  api: KubeApi,
  { template, settings, installation }: JobParts,
  signal: AbortSignal,
): Promise<void> {
  const job = sampleJob({ template, settings, installation })
  for (let round = 1; ; round++) {
    try {
      return await api.tryJob(job, signal)
    } catch (error) {
      if (isQuotaFull(error)) return
      if (round === ROUNDS || !isRefusal(error)) throw error
      await delay(PAUSE_MS, undefined, { signal })
    }
  }
}

/** A job like that of an attempt, for the server to look at. */
export function sampleJob({ template, settings, installation }: JobParts): WireJob {
  const id = ulid().toLowerCase()
  const ref = { attemptId: id, runId: id, variation: 0, attempt: 1 }
  const spec = { ...ref, ticket: 'none', gatewayUrl: 'http://127.0.0.1', deadlineMs: 60_000 }
  return fillJob(template, spec, settings, installation)
}

export interface JobParts {
  readonly template: JobTemplate
  readonly settings: AgentPodSettings
  readonly installation: string
}

/** A namespace that is full takes attempts later. */
export const isQuotaFull = (error: unknown) =>
  error instanceof KubeError && error.status === 403 && /exceeded quota/.test(error.message)

const isRefusal = (error: unknown) => error instanceof KubeError && (error.status === 403 || error.status === 422)
