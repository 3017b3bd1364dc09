import { resolve } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AgentPodSettings } from '../../../../api/runner/kubernetes/agent-pod-settings.ts'
import { fillJob, fillProbe } from '../../../../api/runner/kubernetes/job-manifest.ts'
import { type JobTemplate, loadJobTemplate, parseJobTemplate } from '../../../../api/runner/kubernetes/job-template.ts'
import type { WireJob } from '../../../../api/runner/kubernetes/wire.ts'
import { newAttempt } from '../../../support/attempts.ts'
import { restrictedBreaches } from './restricted-pod.ts'

let template: JobTemplate
beforeAll(async () => {
  template = deepFrozen(await loadJobTemplate(resolve('k8s/jobs/agent.yaml')))
})

const bare: AgentPodSettings = {
  namespace: 'agents',
  image: 'axoloom-agent@sha256:1',
  serviceAccount: 'agent-none',
  runtimeClass: null,
  nodeSelector: {},
  tolerations: [],
  priorityClass: null,
  imagePullSecrets: [],
  queue: null,
}
const full: Partial<AgentPodSettings> = {
  runtimeClass: 'gvisor',
  nodeSelector: { 'example.com/pool': 'agents' },
  tolerations: [{ key: 'spot', operator: 'Exists', effect: 'NoSchedule' }],
  priorityClass: 'low',
  imagePullSecrets: ['registry'],
  queue: 'axo',
}
const attempt = newAttempt({
  attemptId: '01arz3ndektsv4rrffq69g5fav',
  runId: '01arz3ndektsv4rrffq69g5faw',
  variation: 11,
  attempt: 2,
  ticket: 'axt_secret',
  gatewayUrl: 'http://10.0.0.5:8001',
  deadlineMs: 4_259_001,
})

const podOf = (job: WireJob) => job.spec!.template.spec!
const agentOf = (job: WireJob) => podOf(job).containers[0]!

describe('the Job of an attempt', () => {
  it('carries the attempt as names, labels and annotations, on its pod as well', () => {
    const job = fillJob(template, attempt, bare, 'inst-1')
    const labels = {
      'app.kubernetes.io/name': 'axoloom-agent',
      'axoloom.dev/installation': 'inst-1',
      'axoloom.dev/run': attempt.runId,
      'axoloom.dev/variation': '11',
      'axoloom.dev/attempt': '2',
    }
    const annotations = { 'axoloom.dev/attempt-id': attempt.attemptId }
    expect(job.metadata).toEqual({
      name: 'axoloom-01arz3ndektsv4rrffq69g5faw-v11-a2',
      namespace: 'agents',
      labels,
      annotations,
    })
    expect(job.spec?.template.metadata).toEqual({ labels, annotations })
  })

  it('has the attempt’s deadline, in whole seconds and never sooner', () => {
    expect(fillJob(template, attempt, bare, 'inst-1').spec?.activeDeadlineSeconds).toBe(4260)
  })

  it('tells the agent its ticket and its gateway, and nothing else', () => {
    expect(agentOf(fillJob(template, attempt, bare, 'inst-1'))).toMatchObject({
      image: 'axoloom-agent@sha256:1',
      env: [
        { name: 'AXOLOOM_TICKET', value: 'axt_secret' },
        { name: 'AXOLOOM_GATEWAY_URL', value: 'http://10.0.0.5:8001' },
      ],
    })
  })

  it('has no field for what is not set', () => {
    const pod = podOf(fillJob(template, attempt, bare, 'inst-1'))
    for (const field of ['runtimeClassName', 'priorityClassName', 'nodeSelector', 'imagePullSecrets']) {
      expect(pod).not.toHaveProperty(field)
    }
    expect(JSON.stringify(fillJob(template, attempt, bare, 'inst-1'))).not.toMatch(/kueue|null/)
  })

  it('takes over what is set', () => {
    const job = fillJob(template, attempt, { ...bare, ...full, serviceAccount: 'nobody' }, 'inst-1')
    expect(podOf(job)).toMatchObject({
      runtimeClassName: 'gvisor',
      priorityClassName: 'low',
      serviceAccountName: 'nobody',
      nodeSelector: { 'example.com/pool': 'agents' },
      imagePullSecrets: [{ name: 'registry' }],
    })
    expect(job.metadata?.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'axo' })
    expect(job.spec?.template.metadata?.labels).not.toHaveProperty('kueue.x-k8s.io/queue-name')
  })

  it('keeps the tolerations for a lost node beside further ones', () => {
    const { tolerations } = podOf(fillJob(template, attempt, { ...bare, ...full }, 'inst-1'))
    expect(tolerations?.map(({ key, tolerationSeconds }) => [key, tolerationSeconds])).toEqual([
      ['node.kubernetes.io/not-ready', 30],
      ['node.kubernetes.io/unreachable', 30],
      ['spot', undefined],
    ])
  })

  it('keeps what a template of one’s own has', () => {
    const own = parseJobTemplate(
      `
apiVersion: batch/v1
kind: Job
metadata: { name: x, labels: { team: art }, annotations: { note: a } }
spec:
  backoffLimit: 0
  activeDeadlineSeconds: 5
  ttlSecondsAfterFinished: 3600
  template:
    metadata: { labels: { team: art } }
    spec:
      restartPolicy: Never
      nodeSelector: { disk: ssd }
      imagePullSecrets: [{ name: mine }]
      containers:
        - { name: agent, env: [{ name: TZ, value: UTC }, { name: AXOLOOM_TICKET, value: stale }] }
`,
      'own.yaml',
    )
    const job = fillJob(own, attempt, { ...bare, ...full }, 'inst-1')
    expect(job.metadata).toMatchObject({ labels: { team: 'art' }, annotations: { note: 'a' } })
    expect(job.spec?.template.metadata?.labels).toMatchObject({ team: 'art', 'axoloom.dev/attempt': '2' })
    expect(podOf(job)).toMatchObject({
      nodeSelector: { disk: 'ssd', 'example.com/pool': 'agents' },
      imagePullSecrets: [{ name: 'mine' }, { name: 'registry' }],
    })
    expect(agentOf(job).env?.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'TZ=UTC',
      'AXOLOOM_TICKET=axt_secret',
      'AXOLOOM_GATEWAY_URL=http://10.0.0.5:8001',
    ])
  })

  it('has nothing in common with the next one', () => {
    const first = fillJob(template, attempt, { ...bare, ...full }, 'inst-1')
    const before = structuredClone(fillJob(template, attempt, { ...bare, ...full }, 'inst-1'))
    podOf(first).tolerations?.pop()
    podOf(first).nodeSelector!.spoiled = 'yes'
    agentOf(first).resources!.limits!.cpu = '64'
    expect(fillJob(template, attempt, { ...bare, ...full }, 'inst-1')).toEqual(before)
  })
})

describe('a hostile value', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '"\n      hostNetwork: true\n      x: "',
      '{{ .Values }}',
      '$(AXOLOOM_TICKET)',
      '$$(AXOLOOM_TICKET)',
      '$$$',
      '`id`',
      '$&$1',
      '__proto__',
      '*alias &anchor !!binary',
    ),
  )

  it('stays a value, and changes nothing beside itself', () => {
    const plain = fillJob(template, attempt, bare, 'inst-1')
    fc.assert(
      fc.property(hostile, hostile, hostile, (ticket, gatewayUrl, installation) => {
        const job = fillJob(template, { ...attempt, ticket, gatewayUrl }, bare, installation)
        const [first, second] = agentOf(job).env!
        expect(expanded(first!.value!)).toBe(ticket)
        expect(expanded(second!.value!)).toBe(gatewayUrl)
        expect(job.metadata?.labels?.['axoloom.dev/installation']).toBe(installation)
        // Put back, the Job is the plain one again: no value leaked into the structure.
        agentOf(job).env = agentOf(plain).env!
        job.metadata!.labels!['axoloom.dev/installation'] = 'inst-1'
        job.spec!.template.metadata!.labels!['axoloom.dev/installation'] = 'inst-1'
        expect(job).toEqual(plain)
        expect(JSON.parse(JSON.stringify(job))).toEqual(job)
      }),
    )
  })

  /** What the kubelet makes of a variable's value: third_party/forked/golang/expansion/expand.go of Kubernetes. */
  function expanded(text: string): string {
    let result = ''
    for (let i = 0; i < text.length; i++) {
      if (text[i] !== '$' || i + 1 >= text.length) result += text[i]
      else if (text[i + 1] === '$') result += text[i++]
      else if (text[i + 1] !== '(') result += `$${text[++i]}`
      else {
        const end = text.indexOf(')', i)
        if (end === -1) result += `$${text[++i]}`
        else {
          result += 'EXPANDED'
          i = end
        }
      }
    }
    return result
  }
})

describe('every combination of settings', () => {
  const names = Object.keys(full) as (keyof AgentPodSettings)[]
  const combinations = Array.from({ length: 2 ** names.length }, (_, bits) =>
    Object.fromEntries(names.filter((_name, i) => bits & (1 << i)).map((name) => [name, full[name]])),
  )

  it('makes a pod that the level "restricted" lets in', () => {
    expect(combinations).toHaveLength(64)
    for (const chosen of combinations) {
      const settings = { ...bare, ...chosen }
      expect(restrictedBreaches(podOf(fillJob(template, attempt, settings, 'inst-1')))).toEqual([])
      expect(restrictedBreaches(podOf(fillProbe(template, { name: 'p', targets: [] }, settings, 'inst-1')))).toEqual([])
    }
  })

  it('would be caught if it did not', () => {
    const spoilt = fillJob(template, attempt, bare, 'inst-1')
    podOf(spoilt).hostNetwork = true
    podOf(spoilt).volumes!.push({ name: 'host', hostPath: { path: '/' } })
    delete podOf(spoilt).securityContext!.seccompProfile
    agentOf(spoilt).securityContext = { privileged: true, capabilities: { add: ['NET_ADMIN'] } }
    expect(restrictedBreaches(podOf(spoilt))).toHaveLength(7)
  })
})

describe('the Job that tries the network', () => {
  it('differs from an attempt’s in name, marks, deadline, queue and environment only', () => {
    const settings = { ...bare, ...full }
    const job = fillJob(template, attempt, settings, 'inst-1')
    const probe = fillProbe(
      template,
      { name: 'axoloom-probe-1', targets: ['10.0.0.5:8001', '[::1]:6443'] },
      settings,
      'inst-1',
    )
    const labels = { 'app.kubernetes.io/name': 'axoloom-probe', 'axoloom.dev/installation': 'inst-1' }
    expect(probe.metadata).toEqual({ name: 'axoloom-probe-1', namespace: 'agents', labels, annotations: {} })
    expect(agentOf(probe).env).toEqual([{ name: 'AXOLOOM_PROBE', value: '10.0.0.5:8001,[::1]:6443' }])
    agentOf(probe).env = agentOf(job).env!
    expect(podOf(probe)).toEqual(podOf(job))
    expect(probe.spec).toMatchObject({ activeDeadlineSeconds: 300, template: { metadata: { labels } } })
  })
})

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFrozen(inner)
    Object.freeze(value)
  }
  return value
}
