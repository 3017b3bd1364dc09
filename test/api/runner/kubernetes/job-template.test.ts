import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { JobTemplateError, loadJobTemplate, parseJobTemplate } from '../../../../api/runner/kubernetes/job-template.ts'

const builtIn = resolve('k8s/jobs/agent.yaml')
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'axoloom-template-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function problemsOf(load: () => unknown): Promise<readonly string[]> {
  try {
    await load()
  } catch (error) {
    if (error instanceof JobTemplateError) return error.problems
    throw error
  }
  return []
}

describe('the built-in template', () => {
  it('passes its own check', async () => {
    expect((await loadJobTemplate(builtIn)).spec.template.spec.containers[0]).toMatchObject({ name: 'agent' })
  })

  it('says what DESIGN says of an agent', async () => {
    const { spec } = await loadJobTemplate(builtIn)
    expect(spec).toMatchObject({
      backoffLimit: 0,
      podReplacementPolicy: 'Failed',
      ttlSecondsAfterFinished: 86_400,
    })
    expect(spec).not.toHaveProperty('podFailurePolicy')
    expect(spec.template.spec).toMatchObject({
      restartPolicy: 'Never',
      serviceAccountName: 'agent-none',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['127.0.0.1'] },
      terminationGracePeriodSeconds: 10,
      volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '512Mi' } }],
    })
    expect(spec.template.spec.containers[0]).toMatchObject({
      imagePullPolicy: 'IfNotPresent',
      terminationMessagePolicy: 'FallbackToLogsOnError',
      resources: {
        requests: { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
        limits: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
      },
    })
  })
})

describe('a template of one’s own', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document with any fault
  type Spoil = (job: any) => void

  function spoiled(spoil: Spoil): string {
    const job = parse(stringify(MINIMAL))
    spoil(job)
    return stringify(job)
  }

  const MINIMAL = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: 60,
      ttlSecondsAfterFinished: 3600,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'agent', env: [{ name: 'A', value: 'b' }] }] } },
    },
  }

  it('may have anything else', () => {
    const text = spoiled((job) => {
      job.metadata = { labels: { team: 'art' } }
      job.spec.suspend = true
      job.spec.podFailurePolicy = { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [3] } }] }
      job.spec.template.spec.hostUsers = false
      job.spec.template.spec.containers[0].lifecycle = {}
    })
    expect(parseJobTemplate(text, 'a.yaml')).toEqual(parse(text))
  })

  const faults: readonly [spoil: Spoil, sentence: string][] = [
    [(job) => (job.apiVersion = 'batch/v1beta1'), 'apiVersion is "batch/v1beta1"; write batch/v1.'],
    [(job) => (job.kind = 'CronJob'), 'kind is "CronJob"; write Job.'],
    [(job) => delete job.spec, 'spec is missing; write the spec of a Job.'],
    [(job) => (job.spec.backoffLimit = 3), 'spec.backoffLimit is 3; write 0, because a retry is a Job of its own.'],
    [
      (job) => delete job.spec.backoffLimit,
      'spec.backoffLimit is missing; write 0, because a retry is a Job of its own.',
    ],
    [
      (job) => (job.spec.template.spec.containers[0].name = 'main'),
      'spec.template.spec.containers[0].name is "main"; write agent, because the log of that container is read.',
    ],
    [
      (job) => job.spec.template.spec.containers.push({ name: 'sidecar' }),
      'spec.template.spec.containers has 2 entries; write one container named agent.',
    ],
    [
      (job) => (job.spec.template.spec.containers = []),
      'spec.template.spec.containers has 0 entries; write one container named agent.',
    ],
    [
      (job) => (job.spec.template.spec.restartPolicy = 'OnFailure'),
      'spec.template.spec.restartPolicy is "OnFailure"; write Never, because a retry is a Job of its own.',
    ],
    [
      (job) => (job.spec.podFailurePolicy = { rules: [{ action: 'FailJob' }, { action: 'Ignore' }] }),
      'spec.podFailurePolicy.rules[1].action is "Ignore"; take the rule out, because it starts a second pod that prints from the beginning again.',
    ],
    [
      (job) =>
        job.spec.template.spec.containers[0].env.push({ name: 'KEY', valueFrom: { secretKeyRef: { name: 's' } } }),
      'spec.template.spec.containers[0].env[1].valueFrom is {"secretKeyRef":{"name":"s"}}; write a plain value or leave it out, because an agent reads no secret.',
    ],
    [
      (job) => (job.spec.template.spec.containers[0].envFrom = []),
      'spec.template.spec.containers[0].envFrom has 0 entries; write a plain value or leave it out, because an agent reads no secret.',
    ],
    [
      (job) => delete job.spec.activeDeadlineSeconds,
      'spec.activeDeadlineSeconds is missing; write the seconds after which it has to end.',
    ],
    [
      (job) => (job.spec.ttlSecondsAfterFinished = 60),
      'spec.ttlSecondsAfterFinished is 60; write 3600 or more, because the log goes with the Job.',
    ],
    [
      (job) => (job.spec.parallelism = 2),
      'spec.parallelism is 2; write 1 or leave it out, because an attempt is one pod.',
    ],
    [
      (job) => (job.spec.completionMode = 'Indexed'),
      'spec.completionMode is "Indexed"; leave it out, because an attempt is one pod.',
    ],
  ]

  it.each(faults)('is refused in one sentence (%#)', async (spoil, sentence) => {
    expect(await problemsOf(() => parseJobTemplate(spoiled(spoil), 'a.yaml'))).toEqual([`a.yaml: ${sentence}`])
  })

  it('is told all its faults at once', async () => {
    const text = spoiled((job) => {
      job.kind = 'Pod'
      job.spec.backoffLimit = 6
    })
    expect(await problemsOf(() => parseJobTemplate(text, 'a.yaml'))).toHaveLength(2)
  })

  it.each([
    ['a: [', /^a\.yaml: this is no YAML document \(.+\); mend it\.$/],
    ['a: 1\n---\nb: 2\n', /^a\.yaml: this is no YAML document \(.+\); mend it\.$/],
    ['', /^a\.yaml: the document is null; write one Job\.$/],
    ['just text', /^a\.yaml: the document is "just text"; write one Job\.$/],
  ])('is refused when it is %j', async (text, sentence) => {
    expect(await problemsOf(() => parseJobTemplate(text, 'a.yaml'))).toEqual([expect.stringMatching(sentence)])
  })

  it('is read from a file, which is named when it is not there', async () => {
    const path = join(directory, 'mine.yaml')
    expect(await problemsOf(() => loadJobTemplate(path))).toEqual([
      expect.stringMatching(/^The Job template .*mine\.yaml cannot be read \(ENOENT.*\); set JOB_TEMPLATE to a file/),
    ])
    await writeFile(path, stringify(MINIMAL))
    expect(await loadJobTemplate(path)).toEqual(MINIMAL)
  })
})
