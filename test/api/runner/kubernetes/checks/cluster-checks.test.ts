import { resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clusterChecks } from '../../../../../api/runner/kubernetes/checks/cluster-checks.ts'
import { NetworkTrial } from '../../../../../api/runner/kubernetes/checks/network-trial.ts'
import { openClusterChecks } from '../../../../../api/runner/kubernetes/checks/open-cluster-checks.ts'
import { fillJob } from '../../../../../api/runner/kubernetes/job-manifest.ts'
import { type JobTemplate, loadJobTemplate } from '../../../../../api/runner/kubernetes/job-template.ts'
import { loadKubeAccess } from '../../../../../api/runner/kubernetes/kube-access.ts'
import { createKubeApi, type KubeApi } from '../../../../../api/runner/kubernetes/kube-api.ts'
import type { WirePod } from '../../../../../api/runner/kubernetes/wire.ts'
import { agentSettings } from '../../../../chart/good-job.ts'
import { type FakeKube, startFakeKube } from '../../../../support/fake-kube/fake-kube.ts'
import { byId, look } from '../../../doctor/look.ts'

const never = new AbortController().signal
const installation = 'i1'
const gatewayUrl = 'http://10.0.0.5:8001'
const templatePath = resolve(import.meta.dirname, '../../../../../k8s/jobs/agent.yaml')

let fake: FakeKube
let api: KubeApi
let template: JobTemplate
let trial: NetworkTrial | null
/** What the pod that tries the network can reach. */
let reachable: readonly string[]

beforeEach(async () => {
  reachable = ['10.0.0.5:8001']
  trial = null
  template = await loadJobTemplate(templatePath)
  fake = await startFakeKube({ program: tryTargets })
  api = createKubeApi(await loadKubeAccess({ kubeconfig: fake.kubeconfig }), { namespace: fake.namespace })
})
afterEach(async () => {
  await trial?.close()
  await api.close()
  await fake.close()
})

/** What the agent's image does when it is asked to try the network. */
function tryTargets(pod: WirePod) {
  const targets = pod.spec?.containers[0]?.env?.find(({ name }) => name === 'AXOLOOM_PROBE')?.value ?? ''
  const probe = targets.split(',').map((target) => ({ target, isOpen: reachable.includes(target) }))
  return {
    print: async (log: { append(stream: 'stdout', bytes: Buffer): void }) => {
      log.append('stdout', Buffer.from(`${JSON.stringify({ probe })}\n`))
      return 0
    },
  }
}

function find(id: string, maxAttempts = 4) {
  const settings = agentSettings(fake.namespace, 'an-image:1')
  const options = { api, installation, template, settings, maxAttempts, trial }
  return look(byId(clusterChecks(options).checks, id))
}

function openTrial(isShown = false): void {
  const settings = agentSettings(fake.namespace, 'an-image:1')
  trial = new NetworkTrial({ api, installation, template, settings, gatewayUrl, forbidden: ['10.0.0.1:443'] }, isShown)
}

/** The Job of an attempt, as the runner makes it. */
async function createAgent(): Promise<string> {
  const runId = '01k00000000000000000000002'
  const ref = { attemptId: '01k00000000000000000000001', runId, variation: 0, attempt: 1 }
  const settings = agentSettings(fake.namespace, 'an-image:1')
  const job = fillJob(template, { ...ref, ticket: 't', gatewayUrl, deadlineMs: 60_000 }, settings, installation)
  return (await api.createJob(job, never)).metadata?.name ?? ''
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 10_000
  while (!(await isSo())) {
    if (Date.now() > endMs) throw new Error('It has not come to that within 10 s.')
    await new Promise((then) => setTimeout(then, 10))
  }
}

describe('the cluster', () => {
  it('that answers and grants all is well', async () => {
    expect(await find('cluster')).toMatchObject({ state: 'ok' })
    expect(await find('cluster-rights')).toMatchObject({ state: 'ok' })
    expect(await find('cluster-job')).toMatchObject({ state: 'ok' })
  })

  it('that is away is told once', async () => {
    await fake.goDown()
    expect(await find('cluster')).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('cannot be reached'),
    })
    for (const id of ['cluster-rights', 'cluster-job', 'cluster-quota', 'cluster-pod-security', 'cluster-image']) {
      expect([id, (await find(id)).state]).toEqual([id, 'skipped'])
    }
  })

  it('that never answers is told in time', async () => {
    fake.faults.always({ verb: 'list' }, { isHung: true })
    expect(await find('cluster')).toMatchObject({ state: 'failed', cause: expect.stringContaining('within 4 s') })
  })

  it('that does not know us is told apart', async () => {
    fake.mood.token = 'another'
    expect(await find('cluster')).toMatchObject({ state: 'failed', what: 'The cluster does not know us.' })
  })

  it('without a kubeconfig has a finding of its own', async () => {
    const settings = agentSettings('x', 'an-image:1')
    const place = { installation, namespace: 'x', templatePath, context: 'no-such-context', settings, maxAttempts: 1 }
    const { checks, close } = await openClusterChecks(place)

    expect(await look(byId(checks, 'cluster'))).toMatchObject({ state: 'failed' })
    await close()
  })
})

it('names the rights that are missing, and the line that grants them', async () => {
  fake.mood.rules = fake.mood.rules.slice(0, 2)
  const found = await find('cluster-rights')

  expect(found).toMatchObject({ state: 'failed', cause: expect.stringContaining('get pods/log') })
  const [, patch = ''] = / -p '(.*)'$/.exec(found.fix?.command ?? '') ?? []
  expect(JSON.parse(patch)).toContainEqual({
    ...{ op: 'add', path: '/rules/-' },
    value: { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  })
})

describe('the jobs of agents', () => {
  it('are refused where their namespace is missing', async () => {
    fake.faults.always({ verb: 'try' }, { status: 404, message: 'namespaces "axoloom-agents" not found' })
    expect(await find('cluster-job')).toMatchObject({
      ...{ state: 'failed', fix: { command: `kubectl create namespace ${fake.namespace}` } },
    })
  })

  it('are refused by a rule of the namespace', async () => {
    fake.faults.always({ verb: 'try' }, { status: 422, message: "ValidatingAdmissionPolicy 'axoloom' denied request" })
    expect(await find('cluster-job')).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('denied request'),
    })
  })
})

describe('the quota', () => {
  const path = () => `/api/v1/namespaces/${fake.namespace}/resourcequotas`
  const plant = (hard: Record<string, string>, used: Record<string, string>, spec: object = {}) => {
    const items = [{ metadata: { name: 'agents' }, spec, status: { hard, used } }]
    fake.mood.documents = { [path()]: { kind: 'ResourceQuotaList', items } }
  }

  it('with room for all is well', async () => {
    plant({ pods: '10', 'limits.memory': '20Gi' }, { pods: '0', 'limits.memory': '0' })
    expect(await find('cluster-quota')).toMatchObject({ state: 'ok' })
  })

  it('with less room than agents may run is told with the line that raises it', async () => {
    plant({ pods: '10', 'limits.memory': '3Gi' }, { pods: '1', 'limits.memory': '1Gi' })
    const found = await find('cluster-quota')

    expect(found).toMatchObject({ state: 'warning', cause: expect.stringContaining('limits.memory') })
    expect(found.fix?.command).toBe(
      `kubectl -n ${fake.namespace} patch resourcequota agents --type=merge -p '{"spec":{"hard":{"limits.memory":"${5 * 1024 ** 3}"}}}'`,
    )
  })

  it('without any room has failed', async () => {
    plant({ 'requests.cpu': '150m' }, { 'requests.cpu': '100m' })
    expect(await find('cluster-quota')).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('requests.cpu'),
    })
  })

  it('for other pods than ours does not count', async () => {
    plant({ pods: '0' }, { pods: '0' }, { scopes: ['BestEffort'] })
    expect(await find('cluster-quota')).toMatchObject({ state: 'ok' })
  })

  it('that may not be read is known by what it refused', async () => {
    fake.mood.documents = { [path()]: 403 }
    expect((await find('cluster-quota')).state).toBe('skipped')
    fake.mood.quotaPods = 0
    await createAgent()
    await until(async () => (await find('cluster-quota')).state === 'warning')

    expect(await find('cluster-quota')).toMatchObject({ cause: expect.stringContaining('exceeded quota') })
  })
})

describe('Pod Security', () => {
  const plant = (labels: Record<string, string>) => {
    fake.mood.documents = { [`/api/v1/namespaces/${fake.namespace}`]: { kind: 'Namespace', metadata: { labels } } }
  }

  it('that is enforced is well', async () => {
    plant({ 'pod-security.kubernetes.io/enforce': 'restricted' })
    expect(await find('cluster-pod-security')).toMatchObject({ state: 'ok' })
  })

  it.each([
    [{}, /no label/],
    [{ 'pod-security.kubernetes.io/enforce': 'privileged' }, /"privileged"/],
  ])('that is not, %j, is told with the line that turns it on', async (labels: Record<string, string>, words) => {
    plant(labels)
    const found = await find('cluster-pod-security')

    expect(found.state).toBe('warning')
    expect(found.cause).toMatch(words)
    expect(found.fix?.command).toContain('=restricted --overwrite')
  })

  it('is unknown to those who may not read the namespace', async () => {
    fake.mood.documents = { [`/api/v1/namespaces/${fake.namespace}`]: 403 }
    expect((await find('cluster-pod-security')).state).toBe('skipped')
  })

  it('that refuses our pods is told by what it said', async () => {
    const name = await createAgent()
    const message =
      'Error creating: pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true'
    const now = new Date().toISOString()
    fake.store.create('events', {
      ...{ apiVersion: 'v1', kind: 'Event', type: 'Warning', reason: 'FailedCreate', message, count: 1 },
      metadata: { name: 'planted', namespace: fake.namespace },
      involvedObject: { kind: 'Job', name, namespace: fake.namespace },
      ...{ firstTimestamp: now, lastTimestamp: now },
    })
    expect(await find('cluster-pod-security')).toMatchObject({ state: 'failed', cause: message })
  })
})

describe('the image', () => {
  it('that a pod fails to pull is told with what the registry said', async () => {
    fake.mood.fate = 'image-pull'
    await createAgent()
    await until(async () => (await find('cluster-image')).state === 'failed')

    expect(await find('cluster-image')).toMatchObject({ what: 'Nodes do not get the image an-image:1.' })
  })

  it('that a pod has run is well', async () => {
    await createAgent()
    await until(async () => (await find('cluster-image')).state === 'ok')
  })

  it('that no pod has tried is unknown without a server, and tried with one', async () => {
    expect((await find('cluster-image')).state).toBe('skipped')
    openTrial()
    expect(await find('cluster-image')).toMatchObject({ state: 'ok' })
  })
})

describe('what agents can reach', () => {
  it('is not tried without a server', async () => {
    expect((await find('cluster-network')).state).toBe('skipped')
  })

  it('is the gateway alone where the policies are in force', async () => {
    openTrial()
    expect(await find('cluster-network')).toMatchObject({ state: 'ok' })
    expect(fake.count({ verb: 'create', collection: 'jobs' })).toBe(1)
    await find('cluster-network')
    // the result is kept: not every look is a pod
    expect(fake.count({ verb: 'create', collection: 'jobs' })).toBe(1)
  })

  it('is more than that where no plugin enforces them', async () => {
    reachable = ['10.0.0.5:8001', '10.0.0.1:443']
    openTrial()
    expect(await find('cluster-network')).toMatchObject({
      state: 'warning',
      cause: expect.stringContaining('10.0.0.1:443'),
    })
  })

  it('is not even the gateway where a policy stands in the way', async () => {
    reachable = []
    openTrial()
    expect(await find('cluster-network')).toMatchObject({ state: 'failed', what: 'Agents cannot reach the gateway.' })
  })

  it('was shown by a start that demands it', async () => {
    openTrial(true)
    expect(await find('cluster-network')).toMatchObject({ state: 'ok' })
    expect(fake.count({ verb: 'create', collection: 'jobs' })).toBe(0)
  })
})
