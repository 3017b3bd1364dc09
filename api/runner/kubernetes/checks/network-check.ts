import { type Check, failed, fixBy, type Outcome, ok, skipped, warning } from '../../runner-check.ts'
import { clusterCheck } from './cluster-check.ts'
import type { NetworkTrial, TrialResult } from './network-trial.ts'

/** Whether agents reach the gateway and nothing else. Null: no gateway runs that they could reach. */
export function networkCheck(trial: NetworkTrial | null, namespace: string): Check {
  return clusterCheck('cluster-network', 'What agents can reach', async (signal) => {
    if (trial === null) return skipped('What agents can reach was not tried.', 'No server runs that they could reach.')
    const known = trial.look()
    if (known !== null) return judge(known, namespace)
    await trial.settled(signal).catch(() => {})
    const found = trial.look()
    if (found !== null) return judge(found, namespace)
    return skipped('What agents can reach is being tried.', 'A pod looks; its answer is in a later report.')
  })
}

function judge(result: TrialResult, namespace: string): Outcome {
  switch (result.is) {
    case 'closed':
      return ok('Agents reach the gateway and nothing else.')
    case 'open':
      return warning(
        'Agents can reach more than the gateway.',
        result.message,
        fixBy(
          'Have the policies of the chart in the namespace, and a network plugin that enforces them; this lists them.',
          `kubectl -n ${namespace} get networkpolicies`,
        ),
      )
    case 'no-gateway':
      return failed(
        'Agents cannot reach the gateway.',
        result.message,
        fixBy(
          'See which policy stands in the way; AGENT_GATEWAY_URL must lead here from inside a pod.',
          `kubectl -n ${namespace} describe networkpolicy`,
        ),
      )
    case 'nothing':
      return warning(
        'What agents can reach could not be tried.',
        result.message,
        fixBy(
          'See what happened to the pod that tried.',
          `kubectl -n ${namespace} get events --sort-by=.lastTimestamp`,
        ),
      )
  }
}
