import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FakeKube, type FakeKubeOptions, startFakeKube } from '../support/fake-kube/fake-kube.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'

/** The real API as a process, with the pods of a fake cluster for agents. They print and never call the gateway. */
export interface KubernetesStage {
  readonly kube: FakeKube
  readonly server: ServerProcess
  /** Starts a run and gives its id. */
  post(variations: number): Promise<string>
  cancel(runId: string): Promise<void>
  /** Url of a run's events, without a query. */
  eventsUrl(runId: string): string
  /** False when the API has ended by itself. */
  isAlive(): boolean
  close(): Promise<void>
}

export async function openKubernetesStage(
  options: FakeKubeOptions,
  env: Readonly<Record<string, string>> = {},
): Promise<KubernetesStage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'axoloom-stage-'))
  const kube = await startFakeKube(options)
  const removeAll = async () => {
    await kube.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const server = await startServerProcess({ dataDir, env: { ...settingsFor(kube), ...env } })
    const post = (path: string, body: object = {}) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    return {
      kube,
      server,
      async post(variations) {
        const answer = await post('/v1/runs', { brief: 'an axolotl who keeps the minutes', variations })
        return ((await answer.json()) as { id: string }).id
      },
      async cancel(runId) {
        await post(`/v1/runs/${runId}/cancel`)
      },
      eventsUrl: (runId) => `${server.url}/v1/runs/${runId}/events`,
      isAlive: () => isAlive(server.pid),
      async close() {
        await server.end('SIGTERM')
        await removeAll()
      },
    }
  } catch (error) {
    await removeAll()
    throw error
  }
}

function settingsFor({ kubeconfig, namespace }: FakeKube): Record<string, string> {
  return {
    RUNNER: 'kubernetes',
    KUBECONFIG: kubeconfig,
    AGENT_NAMESPACE: namespace,
    AGENT_IMAGE: 'axoloom-agent:proof',
    AGENT_GATEWAY_URL: 'http://127.0.0.1:9',
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
