import { setTimeout as delay } from 'node:timers/promises'
import { type Check, failed, fixBy, type Outcome, ok, skipped } from '../../runner-check.ts'
import { withKubernetes } from '../fate-texts.ts'
import type { KubeApi } from '../kube-api.ts'
import { AGENT_CONTAINER, probeSelector, selectorOf } from '../names.ts'
import type { WirePod } from '../wire.ts'
import { clusterCheck } from './cluster-check.ts'
import type { NetworkTrial } from './network-trial.ts'

const POLL_MS = 300

export interface ImageOptions {
  readonly api: KubeApi
  readonly installation: string
  readonly image: string
  /** Its pod has the same image; null while no server runs. */
  readonly trial: NetworkTrial | null
}

/** Whether nodes get the image: seen from pods that have it, or fail to. */
export function imageCheck({ api, installation, image, trial }: ImageOptions): Check {
  const look = async (signal: AbortSignal) => {
    const lists = await Promise.all(
      [selectorOf(installation), probeSelector(installation)].map((selector) => api.list('pods', selector, signal)),
    )
    return newestVerdict(
      lists.flatMap(({ items }) => items),
      image,
      api.namespace,
    )
  }
  return clusterCheck('cluster-image', 'The image of the agents', async (signal) => {
    for (;;) {
      // before the list: a pod that ends in between is told by its trial
      const isTried = trial?.look()?.is === 'closed'
      const verdict = await look(signal)
      if (verdict !== null) return verdict
      if (isTried) return ok(`A node has run ${image}.`)
      if (trial === null || (await isOver(signal))) break
    }
    return skipped(`Whether nodes get ${image} is not known.`, 'No pod has tried yet; the first run shows it.')
  })
}

/** Waits for the next look; true when there is no time for one. */
async function isOver(signal: AbortSignal): Promise<boolean> {
  return delay(POLL_MS, false, { signal }).catch(() => true)
}

const failing: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
])

function newestVerdict(pods: readonly WirePod[], image: string, namespace: string): Outcome | null {
  const own = pods.filter(({ spec }) =>
    spec?.containers.some((it) => it.name === AGENT_CONTAINER && it.image === image),
  )
  const newestFirst = own.sort((a, b) => (createdAt(a) < createdAt(b) ? 1 : -1))
  for (const pod of newestFirst) {
    const state = pod.status?.containerStatuses?.find(({ name }) => name === AGENT_CONTAINER)?.state
    if (state?.running !== undefined || state?.terminated !== undefined) return ok(`A node has ${image}.`)
    const { reason = '', message } = state?.waiting ?? {}
    if (failing.has(reason)) return unpullable(image, namespace, message ?? reason)
  }
  return null
}

const createdAt = ({ metadata }: WirePod) => metadata?.creationTimestamp ?? ''

function unpullable(image: string, namespace: string, said: string): Outcome {
  const what = `Nodes do not get the image ${image}.`
  const cause = withKubernetes('A pod waits for it.', said)
  if (/unauthorized|denied|forbidden|authentication|no basic auth/i.test(said)) {
    return failed(
      what,
      cause,
      fixBy(
        'Sign in to the registry with your container tool, hand that on, and set AGENT_IMAGE_PULL_SECRETS=axoloom-pull.',
        `kubectl -n ${namespace} create secret generic axoloom-pull --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=$HOME/.docker/config.json`,
      ),
    )
  }
  return failed(
    what,
    cause,
    fixBy(
      'Set AGENT_IMAGE to a name that the nodes can fetch; with the chart:',
      'helm upgrade axoloom deploy/charts/axoloom --reuse-values --set agents.image=NAME',
    ),
  )
}
