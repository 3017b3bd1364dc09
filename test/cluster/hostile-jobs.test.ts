import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { neededRights } from '../../api/runner/kubernetes/rights.ts'
import type { WireJob } from '../../api/runner/kubernetes/wire.ts'
import { barePod, makeAgentsNamespace, removeAgentsNamespace } from '../chart/agents-rules.ts'
import { uniqueName } from '../chart/cluster.ts'
import { agentSettings, goodJob, probeJob } from '../chart/good-job.ts'
import { hostileJobs } from '../chart/hostile-jobs.ts'
import { apply, list, remove, tryKubectl } from './support/cluster.ts'
import { forbiddenCalls } from './support/forbidden-calls.ts'
import { type Installation, install } from './support/installation.ts'
import { createNamespace, removeNamespace } from './support/namespaces.ts'
import { describeOnCluster, images } from './support/needs.ts'
import { combinations, pairwise } from './support/pod-options.ts'
import { createTokenClient, type TokenClient } from './support/token-client.ts'

/** Who makes the pods of Jobs. */
const JOB_CONTROLLER = 'system:serviceaccount:kube-system:job-controller'

describeOnCluster('somebody who has stolen the API’s token', () => {
  let installation: Installation
  let thief: TokenClient

  beforeAll(async () => {
    installation = await install({ name: 'hostile', isReadyAwaited: false })
    thief = await createTokenClient(installation.namespace, installation.serviceAccount)
  })

  afterAll(async () => {
    thief?.close()
    await installation?.close()
  })

  const makeJob = (job: WireJob, query = 'dryRun=All&fieldValidation=Strict') =>
    thief.call('POST', `/apis/batch/v1/namespaces/${installation.agentsNamespace}/jobs?${query}`, job)
  const settings = () => agentSettings(installation.agentsNamespace, images.agent)

  it('has the rights that the Role of the chart lists, and no other', async () => {
    const own = await rightsOf(thief, installation.agentsNamespace)
    const nobody = await createTokenClient(installation.namespace, 'default')
    const everyones = await rightsOf(nobody, installation.agentsNamespace)
    nobody.close()

    expect(own.filter((right) => !everyones.includes(right))).toEqual([
      'batch/jobs: create',
      'batch/jobs: delete',
      'batch/jobs: get',
      'batch/jobs: list',
      'batch/jobs: watch',
      'events: get',
      'events: list',
      'events: watch',
      'pods/log: get',
      'pods: get',
      'pods: list',
      'pods: watch',
    ])
    expect(own.filter((right) => !everyones.includes(right))).toEqual(
      neededRights
        .flatMap(({ apiGroup, resource, verbs }) => verbs.map((verb) => inWords(apiGroup, resource, verb)))
        .sort(),
    )
  })

  it.each(['release', 'default', 'kube-system', 'kube-public'])('has no right at all in namespace %s', async (name) => {
    const namespace = name === 'release' ? installation.namespace : name
    const nobody = await createTokenClient(installation.namespace, 'default')

    expect(await rightsOf(thief, namespace)).toEqual(await rightsOf(nobody, namespace))
    nobody.close()
  })

  it('can look at the agents: the token is a good one', async () => {
    const { agentsNamespace: agents } = installation
    const paths = [`/apis/batch/v1/namespaces/${agents}/jobs`, `/api/v1/namespaces/${agents}/pods`]

    for (const path of paths) expect((await thief.call('GET', path)).status).toBe(200)
  })

  it('is refused everything else', async () => {
    const [node] = await list('nodes', null)
    const calls = forbiddenCalls({
      release: installation.namespace,
      agents: installation.agentsNamespace,
      node: node?.metadata?.name ?? '',
    })
    const answers: string[] = []
    for (const { name, method, path, body, headers } of calls) {
      const { status } = await thief.call(method, path, body, headers)
      answers.push(`${name}: ${status}`)
    }

    expect(answers).toEqual(calls.map(({ name }) => `${name}: 403`))
    expect(calls.length).toBeGreaterThan(50)
  })

  it('is refused by the kubelet itself', async () => {
    const [node] = await list('nodes', null)
    const address = node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address
    const port = node?.status?.daemonEndpoints?.kubeletEndpoint?.Port

    const answers = ['/pods', '/run/a/b/c', '/logs/', '/configz', '/metrics'].map(async (path) => {
      const { status } = await thief.call('GET', `https://${address}:${port}${path}`)
      return `${path} ${status}`
    })

    expect(await Promise.all(answers)).toEqual([
      '/pods 403',
      '/run/a/b/c 403',
      '/logs/ 403',
      '/configz 403',
      '/metrics 403',
    ])
  })

  it.each([
    ['an attempt', goodJob],
    ['the probe of the network', probeJob],
  ])('can start what the API starts, without a warning: %s', async (_what, make) => {
    const { status, warnings, body } = await makeJob(await make(settings()))

    expect(status, JSON.stringify(body)).toBe(201)
    expect(warnings).toEqual([])
  })

  it('is refused every hostile Job in words that say why, and none of them exists', async () => {
    const hostile = hostileJobs(await goodJob(settings()))
    const seen: unknown[] = []
    for (const { name, job } of hostile) {
      const { status, body } = await makeJob(job)
      seen.push([name, status, body.message])
    }

    expect(hostile.length).toBeGreaterThanOrEqual(24)
    expect(seen).toEqual(hostile.map(({ name, refusal }) => [name, 422, expect.stringContaining(refusal)]))
  })

  it('is refused them in earnest too', async () => {
    const hostile = hostileJobs(await goodJob(settings())).slice(0, 5)

    const answers = await Promise.all(hostile.map(({ job }) => makeJob(job, '')))

    expect(answers.map(({ status }) => status)).toEqual(hostile.map(() => 422))
    expect(await list('jobs', installation.agentsNamespace)).toEqual([])
  })
})

describeOnCluster('a Job with every combination of settings', () => {
  let names = { runtimeClass: '', priorityClass: '' }

  beforeAll(async () => {
    names = { runtimeClass: uniqueName('runtime'), priorityClass: uniqueName('priority') }
    await apply([
      { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: names.runtimeClass }, handler: 'runc' },
      {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name: names.priorityClass },
        value: 1000,
        globalDefault: false,
        preemptionPolicy: 'Never',
      },
    ])
  })

  afterAll(async () => {
    await remove('runtimeclass', null, names.runtimeClass)
    await remove('priorityclass', null, names.priorityClass)
  })

  it('is admitted at Pod Security level restricted, without a warning', async () => {
    const level = {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    }
    const namespace = await createNamespace('options', level)
    try {
      const all = combinations(names, images.agent, () => namespace)
      const jobs = await Promise.all(all.map(({ settings }, i) => named(settings, `combination-${i}`)))

      const { code, stderr, stdout } = await dryCreate(jobs)

      expect(jobs).toHaveLength(64)
      expect(stderr).toBe('')
      expect(code).toBe(0)
      expect(stdout.trim().split('\n')).toHaveLength(64)
    } finally {
      await removeNamespace(namespace)
    }
  })

  // Each needs a policy of its own, which allows what is configured and nothing else.
  describe.each(pairwise)('number %i', (row) => {
    const namespace = uniqueName(`axl-option-${row}`)
    let folder = ''

    afterAll(async () => {
      await removeAgentsNamespace(namespace)
      await rm(folder, { recursive: true, force: true })
    })

    it('is admitted with its pod, without a warning, by the rules of an installation that is set so', async () => {
      const [combination] = combinations(names, images.agent, () => namespace, [row])
      if (combination === undefined) throw new Error(`There is no combination ${row}.`)
      folder = await mkdtemp(join(tmpdir(), 'axoloom-options-'))
      const file = join(folder, 'values.json')
      await writeFile(file, JSON.stringify({ api: { image: images.api }, agents: combination.agents }))
      await makeAgentsNamespace([file], namespace)
      const job = await goodJob(combination.settings)

      const admitted = await dryCreate([job])
      const pod = await dryCreate([barePod(job)], [`--as=${JOB_CONTROLLER}`])

      expect([admitted.stderr, pod.stderr]).toEqual(['', ''])
      expect([admitted.code, pod.code]).toEqual([0, 0])
    })
  })
})

/** `group/resource: verb` each, sorted; of nothing that is not named by a rule. */
async function rightsOf(client: TokenClient, namespace: string): Promise<readonly string[]> {
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } }
  const { status, body } = await client.call('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', review)
  expect(status, JSON.stringify(body)).toBe(201)
  expect(body.status.incomplete).toBe(false)
  const rules: readonly { apiGroups: string[]; resources: string[]; verbs: string[] }[] = body.status.resourceRules
  const urls: readonly { nonResourceURLs: string[]; verbs: string[] }[] = body.status.nonResourceRules
  return [
    ...rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => inWords(group, resource, verb))),
      ),
    ),
    ...urls.flatMap(({ nonResourceURLs, verbs }) =>
      nonResourceURLs.flatMap((url) => verbs.map((verb) => `${url}: ${verb}`)),
    ),
  ].sort()
}

function inWords(group: string, resource: string, verb: string): string {
  return `${group === '' ? '' : `${group}/`}${resource}: ${verb}`
}

async function named(settings: Parameters<typeof goodJob>[0], name: string): Promise<WireJob> {
  const job = await goodJob(settings)
  return { ...job, metadata: { ...job.metadata, name } }
}

/** What the cluster would say to objects, all of them in one call; unknown fields are refused. */
function dryCreate(objects: readonly object[], more: readonly string[] = []) {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })
  return tryKubectl(['create', '--dry-run=server', '--validate=strict', '-o', 'name', '-f', '-', ...more], text)
}
