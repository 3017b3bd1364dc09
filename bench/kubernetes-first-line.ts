import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { AgentPodSettings } from '../api/runner/kubernetes/agent-pod-settings.ts'
import { fillJob } from '../api/runner/kubernetes/job-manifest.ts'
import { loadJobTemplate } from '../api/runner/kubernetes/job-template.ts'
import { newAttempt } from '../test/support/attempts.ts'
import { makeNamespace, nodeAddress, type RealCluster, runKubectl } from './real-cluster.ts'
import { type Row, rowOf } from './row.ts'
import { postRun, waitForEnd, withServer } from './server.ts'
import { timeOfText } from './sse-client.ts'

const figure = {
  id: 'kubernetes-first-line',
  what: 'POST /v1/runs to the first agent event at an SSE client, on a real cluster (one variation, pace 0)',
  peer: 'kubectl create, kubectl wait until ready, first line of kubectl logs -f: the same Job with node -e',
  unit: 'ms',
  goal: 1,
  isLargerBetter: false,
}

const templatePath = fileURLToPath(new URL('../k8s/jobs/agent.yaml', import.meta.url))
/** Prints and lingers: what has ended is never ready. The first process of a container does not end unless it wants to. */
const COMMAND = ['node', '-e', 'console.log(1); process.on("SIGTERM", process.exit); setTimeout(() => {}, 60_000)']

/** How soon a person sees life in a cluster, against what they could type instead. */
export async function benchKubernetesFirstLine(cluster: RealCluster, pairs: number, factor: number): Promise<Row> {
  const { kubectl, image } = cluster
  const namespace = await makeNamespace(kubectl)
  try {
    const settings = podSettings(namespace, image)
    const env = {
      RUNNER: 'kubernetes',
      KUBECONFIG: process.env.KUBECONFIG ?? '',
      AGENT_NAMESPACE: namespace,
      AGENT_IMAGE: image,
      GATEWAY_HOST: await nodeAddress(kubectl),
      SCRIPTED_PACE: '0',
    }
    return await withServer({ env }, async (server) => {
      const race = async () => {
        const startedAt = performance.now()
        const runId = await postRun(server, 1)
        const seenAt = await timeOfText(`${server.url}/v1/runs/${runId}/events`, 'event: step-start')
        await waitForEnd(server, runId)
        return seenAt - startedAt
      }
      await race()
      await timeByHand(kubectl, settings)
      const measured: { ours: number; peer: number }[] = []
      for (let i = 0; i < pairs; i++) measured.push({ ours: await race(), peer: await timeByHand(kubectl, settings) })
      return rowOf(figure, measured, factor)
    })
  } finally {
    await runKubectl(kubectl, ['delete', 'namespace', namespace])
  }
}

/** From the first command to the first line, ms. */
async function timeByHand(kubectl: string, settings: AgentPodSettings): Promise<number> {
  const { namespace } = settings
  const manifest = await peerManifest(settings)
  const job = `job/${manifest.metadata?.name}`
  const startedAt = performance.now()
  await runKubectl(kubectl, ['create', '-f', '-'], JSON.stringify(manifest))
  await runKubectl(kubectl, ['wait', job, '-n', namespace, '--for=jsonpath={.status.ready}=1', '--timeout=60s'])
  const logs = spawn(kubectl, ['logs', '-f', job, '-n', namespace], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(logs, 'exit')
  await once(logs.stdout, 'data')
  const ms = performance.now() - startedAt
  logs.kill()
  await exit
  await runKubectl(kubectl, ['delete', job, '-n', namespace, '--grace-period=0', '--force'])
  return ms
}

/** The Job of an attempt in all but what it runs, and of an installation that no API looks after. */
async function peerManifest(settings: AgentPodSettings) {
  const job = fillJob(await loadJobTemplate(templatePath), newAttempt(), settings, 'bench')
  const [container] = job.spec?.template.spec?.containers ?? []
  if (container !== undefined) container.command = COMMAND
  return job
}

const podSettings = (namespace: string, image: string): AgentPodSettings => ({
  namespace,
  image,
  serviceAccount: 'agent-none',
  runtimeClass: null,
  nodeSelector: {},
  tolerations: [],
  priorityClass: null,
  imagePullSecrets: [],
  queue: null,
})
