import { afterAll, beforeAll, expect, it } from 'vitest'
import { barePod, makeAgentsNamespace, policyNames, removeAgentsNamespace } from './agents-rules.ts'
import { admission, dryCreate, get, kube, uniqueName } from './cluster.ts'
import { agentSettings, goodJob, probeJob } from './good-job.ts'
import { hostileJobs } from './hostile-jobs.ts'
import { pick, readValuesFile, renderChart } from './render-chart.ts'
import { clusterNeeds, describeWith } from './tools.ts'

const image = 'registry.example/axoloom-agent:1.2.3'
const minimal = readValuesFile('test/chart/cases/minimal.yaml')
const placement = readValuesFile('test/chart/cases/placement.yaml')
const soon = { timeout: 30_000, interval: 100 }

describeWith(clusterNeeds, 'the agents’ namespace', () => {
  const namespace = uniqueName('chart-agents')
  const settings = agentSettings(namespace, image)

  beforeAll(() => makeAgentsNamespace(minimal.files, namespace))
  afterAll(() => removeAgentsNamespace(namespace))

  it.each([
    ['an attempt', goodJob],
    ['the probe of the network', probeJob],
  ])('takes the Job that the API makes for %s, without a warning', async (_what, make) => {
    const { code, stderr } = await dryCreate(await make(settings))

    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it('refuses every hostile Job, in words that say why', async () => {
    const hostile = hostileJobs(await goodJob(settings)).map(({ name, job, refusal }, index) => {
      const id = `hostile-${index}`
      return { name, refusal, id, job: { ...job, metadata: { ...job.metadata, name: id, namespace } } }
    })

    const answers = await admission(hostile.map(({ job }) => job))

    expect(hostile.length).toBeGreaterThanOrEqual(24)
    const said = hostile.map(({ name, id }) => [name, answers.get(id)])
    expect(said).toEqual(hostile.map(({ name, refusal }) => [name, expect.stringContaining(refusal)]))
  })

  it('has a hostile Job for every rule', async () => {
    const policy = pick(await renderChart(minimal.files), 'ValidatingAdmissionPolicy', 'axoloom.axoloom-agents-jobs')
    const refusals = hostileJobs(await goodJob(settings)).map(({ refusal }) => refusal)

    const messages: string[] = policy.spec.validations.map(({ message }: { message: string }) => message)

    expect(messages.filter((message) => !refusals.some((refusal) => message.includes(refusal)))).toEqual([])
  })

  it('refuses a pod that no Job made', async () => {
    const { code, stderr } = await dryCreate(barePod(await goodJob(settings)))

    expect(code).not.toBe(0)
    expect(stderr).toContain("Pods in the agents' namespace are made by the controller of Jobs and by nobody else.")
  })

  it('has no room for secrets, services and claims', async () => {
    const metadata = { name: 'more', namespace }
    const ports = [{ port: 80 }]
    const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
    const objects = [
      { apiVersion: 'v1', kind: 'Secret', metadata },
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports } },
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: claim },
    ]

    const answers = await Promise.all(objects.map(async (object) => (await dryCreate(object)).stderr))

    expect(answers).toEqual(objects.map(() => expect.stringContaining('exceeded quota')))
  })

  it('lets the controller of Jobs make the pod of a good one, and nobody change what was admitted', async () => {
    const job = await goodJob(settings)
    const created = await kube(['create', '-f', '-'], JSON.stringify(job))
    expect(created.code, created.stderr).toBe(0)
    await expect.poll(async () => (await get('pods', '-n', namespace)).items.length, soon).toBe(1)

    const patch = (change: object) =>
      kube(['patch', '-n', namespace, 'job', job.metadata?.name ?? '', '--type=merge', '-p', JSON.stringify(change)])
    const changed = await patch({ spec: { activeDeadlineSeconds: 999_999 } })
    const marked = await patch({ metadata: { annotations: { seen: 'yes' } } })

    expect(changed.stderr).toContain('has a deadline')
    expect(marked.code, marked.stderr).toBe(0)
  })

  it('has rules that the cluster understands', async () => {
    for (const name of policyNames(namespace)) {
      const status = async () => (await get('validatingadmissionpolicy', name)).status
      await expect.poll(async () => (await status())?.observedGeneration, soon).toBe(1)
      expect((await status()).typeChecking.expressionWarnings ?? []).toEqual([])
    }
  })
})

describeWith(clusterNeeds, 'the agents’ namespace of an installation with all settings', () => {
  const namespace = uniqueName('chart-placed')
  const settings = {
    ...agentSettings(namespace, image),
    runtimeClass: 'gvisor',
    nodeSelector: { 'axoloom.dev/agents': 'true', zone: 'a' },
    tolerations: [
      { key: 'agents', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'spot', value: 'yes', effect: 'NoExecute', tolerationSeconds: 60 },
    ] as const,
    priorityClass: 'low',
    imagePullSecrets: ['agents-registry'],
    queue: 'designs',
  }

  beforeAll(() => makeAgentsNamespace(placement.files, namespace))
  afterAll(() => removeAgentsNamespace(namespace))

  it('takes the Job that the API makes with them', async () => {
    const { code, stderr } = await dryCreate({ ...(await goodJob(settings, 1260)) })

    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it.each<[what: string, change: Partial<typeof settings>, refusal: string]>([
    ['the runtime class', { runtimeClass: 'runc' }, 'runtime class'],
    ['a label of the node', { nodeSelector: { ...settings.nodeSelector, zone: 'b' } }, 'node selector'],
    ['the priority', { priorityClass: 'high' }, 'priority'],
    ['the registry’s secret', { imagePullSecrets: ['keys'] }, 'image pull secrets'],
  ])('refuses one that differs in %s', async (_what, change, refusal) => {
    const { stderr } = await dryCreate(await goodJob({ ...settings, ...change }, 1260))

    expect(stderr).toContain(refusal)
  })

  it.each([
    ['longer', { key: 'spot', value: 'yes', effect: 'NoExecute', tolerationSeconds: 61 }],
    ['for ever', { key: 'spot', value: 'yes', effect: 'NoExecute' }],
    ['of another value', { key: 'spot', value: 'no', effect: 'NoExecute', tolerationSeconds: 60 }],
    ['of any value', { key: 'spot', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }],
    ['of every effect', { key: 'agents', operator: 'Exists' }],
  ] as const)('refuses a toleration that is %s', async (_what, toleration) => {
    const { stderr } = await dryCreate(await goodJob({ ...settings, tolerations: [toleration] }, 1260))

    expect(stderr).toContain('tolerations are the configured ones')
  })

  it('refuses a deadline longer than its own', async () => {
    const { stderr } = await dryCreate(await goodJob(settings, 1261))

    expect(stderr).toContain('of at most 1260 s')
  })
})
