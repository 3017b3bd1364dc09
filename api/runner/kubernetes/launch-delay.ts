import type { WaitReason } from '#contract/reason.ts'
import { KubeError } from './kube-error.ts'

/** Quota frees up when something ends; asking more often only loads the API server. */
const QUOTA_RETRY_MS = 5000
const UNREACHABLE_RETRY_MS = 2000
const POLICY_RETRY_MS = 1000

interface Delay {
  readonly reason: WaitReason
  readonly message: string
  readonly retryMs: number
}

/**
 * What a refused create means: the job is there already, waiting helps, or (null) it does not. `mayPass`: a policy that
 * refuses it may have changed already.
 */
export function launchDelay(error: unknown, mayPass: boolean): Delay | 'exists' | null {
  if (!(error instanceof KubeError)) return null
  if (error.status === 409 && error.reason === 'AlreadyExists') return 'exists'
  if (error.status === 403 && /exceeded quota/.test(error.message)) {
    return {
      reason: 'capacity',
      message: 'The namespace has no room for another agent (quota).',
      retryMs: QUOTA_RETRY_MS,
    }
  }
  if (mayPass) {
    const message = 'A policy of the cluster does not let the agent in yet; trying again.'
    return { reason: 'capacity', message, retryMs: POLICY_RETRY_MS }
  }
  if (!error.isRetryable) return null
  const retryMs = error.retryAfterMs ?? UNREACHABLE_RETRY_MS
  return { reason: 'reconnecting', message: 'The cluster does not answer; trying again.', retryMs }
}
