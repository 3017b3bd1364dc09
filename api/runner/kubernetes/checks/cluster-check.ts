import { type Check, type Outcome, skipped } from '../../runner-check.ts'
import { KubeError } from '../kube-error.ts'

/** Less than what a rule has, so that its own words are heard. */
const LOOK_MS = 4000

/** A look at the cluster that says nothing of its own when the API server is away: the check of that does. */
export function clusterCheck(id: string, about: string, look: (signal: AbortSignal) => Promise<Outcome>): Check {
  return {
    id,
    about,
    async look(signal) {
      try {
        return await look(AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]))
      } catch (error) {
        if (!(error instanceof KubeError) || error.status !== null) throw error
        return skipped(`${about}: not looked at.`, 'The cluster does not answer; see the finding about it.')
      }
    },
  }
}

/** What a right that the chart does not grant would have shown; null for any other error. */
export function isRefused(error: unknown): boolean {
  return error instanceof KubeError && error.status === 403
}
