import { type Check, failed, fixBy, type Outcome, ok, warning } from '../../runner-check.ts'
import { isQuotaFull, type JobParts, sampleJob } from '../check-job.ts'
import type { KubeApi } from '../kube-api.ts'
import { KubeError } from '../kube-error.ts'
import { selectorOf } from '../names.ts'
import { explainMissing, missingRights, type Right } from '../rights.ts'
import { clusterCheck } from './cluster-check.ts'

const LOOK_MS = 4000

/** Whether the API server answers us. */
export function reachCheck(api: KubeApi, installation: string): Check {
  return {
    id: 'cluster',
    about: 'The cluster',
    async look(signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)])
      try {
        await api.list('jobs', selectorOf(installation), limit)
        return ok('The cluster answers.')
      } catch (error) {
        return judgeReach(error, limit.aborted)
      }
    },
  }
}

function judgeReach(error: unknown, isLate: boolean): Outcome {
  const fix = fixBy('See whether kubectl gets there, with the same kubeconfig.', 'kubectl cluster-info')
  if (isLate) return failed('The cluster does not answer.', `There was no answer within ${LOOK_MS / 1000} s.`, fix)
  if (!(error instanceof KubeError)) throw error
  if (error.status === 401) {
    return failed(
      'The cluster does not know us.',
      error.message,
      fixBy('Renew the credentials, and see who you are to it.', 'kubectl auth whoami'),
    )
  }
  if (error.status !== null && error.status < 500) return ok('The cluster answers.')
  return failed('The cluster does not answer as it should.', error.message, fix)
}

/** Whether we may do what the runner does. */
export function rightsCheck(api: KubeApi): Check {
  return clusterCheck('cluster-rights', 'The rights in the cluster', async (signal) => {
    const review = await api.reviewRules(signal)
    const missing = missingRights(review)
    if (missing.length === 0) return ok(`All rights are granted in namespace ${api.namespace}.`)
    const fix = fixBy(
      'Add them to the Role that the API is bound to; it has this name when the chart made it.',
      grantCommand(missing, api.namespace),
    )
    const what = `Rights are missing in namespace ${api.namespace}.`
    if (review.isIncomplete)
      return warning(what, `${explainMissing(missing, api.namespace)}\nThe server is not sure.`, fix)
    return failed(what, explainMissing(missing, api.namespace), fix)
  })
}

function grantCommand(missing: readonly Right[], namespace: string): string {
  const patch = missing.map(({ apiGroup, resource, verbs }) => ({
    op: 'add',
    path: '/rules/-',
    value: { apiGroups: [apiGroup], resources: [resource], verbs },
  }))
  return `kubectl -n ${namespace} patch role axoloom-api --type=json -p '${JSON.stringify(patch)}'`
}

/** Whether the API server would take the Job of an attempt. */
export function jobCheck(api: KubeApi, parts: JobParts): Check {
  const { namespace } = api
  return clusterCheck('cluster-job', 'Whether Jobs of agents are taken', async (signal) => {
    try {
      await api.tryJob(sampleJob(parts), signal)
    } catch (error) {
      if (!(error instanceof KubeError) || error.status === null) throw error
      // that it is full is for the check of its quota
      if (!isQuotaFull(error)) return judgeRefusal(error, namespace)
    }
    return ok(`Namespace ${namespace} takes the Jobs of agents.`)
  })
}

function judgeRefusal(error: KubeError, namespace: string): Outcome {
  const what = `Namespace ${namespace} does not take the Jobs of agents.`
  if (error.status === 404) {
    return failed(what, error.message, fixBy('Make the namespace.', `kubectl create namespace ${namespace}`))
  }
  return failed(
    what,
    error.message,
    fixBy(
      'Bring the rules of the namespace and the settings of agents together; with the chart, by an upgrade to the same version.',
      'helm upgrade axoloom deploy/charts/axoloom --reuse-values',
    ),
  )
}
