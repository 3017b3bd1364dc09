import { resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkJob } from '../../../../api/runner/kubernetes/check-job.ts'
import { loadJobTemplate } from '../../../../api/runner/kubernetes/job-template.ts'
import { loadKubeAccess } from '../../../../api/runner/kubernetes/kube-access.ts'
import { createKubeApi, type KubeApi } from '../../../../api/runner/kubernetes/kube-api.ts'
import { agentSettings } from '../../../chart/good-job.ts'
import { type FakeKube, startFakeKube } from '../../../support/fake-kube/fake-kube.ts'

const never = new AbortController().signal
const templatePath = resolve(import.meta.dirname, '../../../../k8s/jobs/agent.yaml')
let fake: FakeKube
let api: KubeApi
beforeEach(async () => {
  fake = await startFakeKube({})
  api = createKubeApi(await loadKubeAccess({ kubeconfig: fake.kubeconfig }), { namespace: fake.namespace })
})
afterEach(async () => {
  await api.close()
  await fake.close()
})

const check = async () => {
  const settings = agentSettings(fake.namespace, 'an-image:1')
  await checkJob(api, { template: await loadJobTemplate(templatePath), settings, installation: 'i' }, never)
}

it('has the server look at a job, and makes none', async () => {
  await check()
  expect([fake.count({ verb: 'try' }), fake.count({ verb: 'create' })]).toEqual([1, 0])
})

it('says what a server has against the jobs of agents', async () => {
  fake.faults.always({ verb: 'try' }, { status: 404 })
  await expect(check()).rejects.toThrow('Cannot create jobs of agents in namespace')
})

it('asks again when it is refused, because a new rule takes a moment', async () => {
  fake.faults.next({ verb: 'try' }, { status: 403 })
  await check()
  expect(fake.count({ verb: 'try' })).toBe(2)
})
