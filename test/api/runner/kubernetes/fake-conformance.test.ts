import { jobName } from '../../../../api/runner/kubernetes/names.ts'
import { startFakeKube } from '../../../support/fake-kube/fake-kube.ts'
import { fixtureImage } from '../../../support/fake-kube/fixture-program.ts'
import { kubeClient } from '../../../support/fake-kube/kube-client.ts'
import { describeRunner, type RunnerHarness } from '../runner-conformance.ts'
import { openRunners, testTemplate } from './kubernetes-harness.ts'

async function makeHarness(): Promise<RunnerHarness> {
  const kube = await startFakeKube()
  const { kubeconfig, namespace } = kube
  const template = await testTemplate(1)
  const runners = await openRunners({ kubeconfig, namespace, installation: 'test', template })
  return {
    createRunner: (agent, options) => runners.create(fixtureImage(agent), options),
    async killHard(ref) {
      const pod = kube.podsOf(jobName(ref))[0]
      await kubeClient(kube).remove(`pods/${pod?.metadata?.name}`, { gracePeriodSeconds: 0 })
    },
    async close() {
      await runners.close()
      await kube.close()
    },
  }
}

describeRunner('kubernetes on a fake API server', makeHarness, {
  killedReason: 'deleted',
  memoryReason: 'oom',
  boundsUnfollowedOutput: false,
  keepsOutputAfterStop: false,
  hasNode: false,
})
