import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { WirePod } from '../../api/runner/kubernetes/wire.ts'
import { apply, get, kubectl, list, remove } from './support/cluster.ts'
import { eventually } from './support/eventually.ts'
import { type Installation, install } from './support/installation.ts'
import { describeOnCluster } from './support/needs.ts'

const DENY = 'axoloom-deny-all'
const DOOR = 'axoloom-to-gateway'

const PROBE = 'app.kubernetes.io/name=axoloom-probe'

/** What a start that is refused leaves behind. */
interface Refusal {
  readonly exitCode: number | undefined
  /** Lines that are not entries of the log. */
  readonly said: readonly string[]
}

describeOnCluster('REQUIRE_NETWORK_POLICY=true', () => {
  let installation: Installation

  beforeAll(async () => {
    installation = await install({ name: 'network', values: { settings: { requireNetworkPolicy: true } } })
  })

  afterAll(() => installation?.close())

  // Every test begins with the chart's own policies.
  beforeEach(() => installation.upgrade({}))

  it('lets the API start where the policies hold, and leaves no trace of the check', async () => {
    const { api, agentsNamespace } = installation

    expect(await installation.apiLog()).toContain('the network policies of the agents are enforced')
    expect(await list('jobs', agentsNamespace, PROBE)).toEqual([])
    await eventually('the probe’s pod is gone', async () => (await list('pods', agentsNamespace, PROBE)).length === 0)

    const run = await api.postRun({ variations: 1 })
    const end = await api.follow(run.id).untilSeen('run-end')
    expect(end.data.outcome).toBe('succeeded')
  })

  it('refuses to start without policies, says in plain words what agents can reach, and starts once there are some', async () => {
    await remove('networkpolicy', installation.agentsNamespace, DENY)
    await remove('networkpolicy', installation.agentsNamespace, DOOR)

    const { pod, exitCode, said } = await startAnew(installation)

    const apiServer = (await get('services', 'default', 'kubernetes'))?.spec?.clusterIP
    expect(said).toEqual([
      expect.stringContaining(
        `Agents can reach ${pod.status?.podIP}:8000 and ${apiServer}:443: this cluster does not enforce the network ` +
          "policies of the agents' namespace.",
      ),
    ])
    expect(exitCode).toBe(1)
    expect(await list('jobs', installation.agentsNamespace, PROBE)).toEqual([])

    // It mends itself: the kubelet starts it again and again.
    await installation.upgrade({})
    await installation.untilReady()
    const [now] = await installation.apiPods()
    expect(now?.metadata?.uid).toBe(pod.metadata?.uid)
  })

  it('finds one hole that a further policy has made: policies only add', async () => {
    const metadata = { name: 'a-hole', namespace: installation.agentsNamespace }
    const apiServer = {
      ports: [
        { protocol: 'TCP', port: 6443 },
        { protocol: 'TCP', port: 443 },
      ],
    }
    const spec = { podSelector: {}, policyTypes: ['Egress'], egress: [apiServer] }
    await apply([{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec }])
    try {
      const { pod, said } = await startAnew(installation)

      expect(said[0]).toMatch(/Agents can reach \S+:443: this cluster does not enforce/)
      expect(said[0]).not.toContain(`${pod.status?.podIP}:8000`)
    } finally {
      await remove('networkpolicy', installation.agentsNamespace, 'a-hole')
    }
  })

  it('refuses to start where agents do not even reach their gateway', async () => {
    await remove('networkpolicy', installation.agentsNamespace, DOOR)

    const { said, exitCode } = await startAnew(installation)

    const gateway = (await get('services', installation.namespace, 'axoloom-gateway'))?.spec?.clusterIP
    expect(said).toEqual([expect.stringContaining(`Agents cannot reach their gateway at ${gateway}:8001.`)])
    expect(exitCode).toBe(1)
  })
})

/** Replaces the API's pod, and waits until the new one has given up for the first time. */
async function startAnew(installation: Installation): Promise<Refusal & { readonly pod: WirePod }> {
  const { namespace } = installation
  for (const { metadata } of await installation.apiPods()) await remove('pod', namespace, metadata?.name ?? '')
  return eventually(
    'the API gives up',
    async () => {
      const pod = (await installation.apiPods()).at(-1)
      const status = pod?.status?.containerStatuses?.[0]
      const end = status?.state?.terminated ?? status?.lastState?.terminated
      if (pod === undefined || end === undefined) return null
      const which = status?.state?.terminated === undefined ? ['--previous'] : []
      const log = await kubectl(['logs', '-n', namespace, pod.metadata?.name ?? '', ...which])
      const said = log.split('\n').filter((line) => line !== '' && !line.startsWith('{'))
      return { pod, exitCode: end.exitCode, said }
    },
    { timeoutMs: 90_000 },
  )
}
