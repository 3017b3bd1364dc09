import type { WireJob } from '../../../api/runner/kubernetes/wire.ts'
import type { FakeKube } from './fake-kube.ts'

/** A job of one container, as small as a server takes it. */
export function smallJob(name: string, container: { image: string; command?: string[]; ticket?: string }): WireJob {
  const { image, command, ticket = '1' } = container
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels: { app: 'test', lane: name } },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { labels: { app: 'test', lane: name } },
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: 'agent',
              image,
              env: [{ name: 'AXOLOOM_TICKET', value: ticket }],
              ...(command === undefined ? {} : { command }),
            },
          ],
        },
      },
    },
  }
}

/** Calls to a fake, by path behind `/namespaces/<its namespace>/`. */
export function kubeClient({ url, namespace }: Pick<FakeKube, 'url' | 'namespace'>) {
  const core = `${url}/api/v1/namespaces/${namespace}`
  const batch = `${url}/apis/batch/v1/namespaces/${namespace}`
  const json = { 'content-type': 'application/json' }
  return {
    get: (path: string, init: RequestInit = {}) => fetch(`${path.startsWith('jobs') ? batch : core}/${path}`, init),
    create: (job: WireJob) => fetch(`${batch}/jobs`, { method: 'POST', headers: json, body: JSON.stringify(job) }),
    remove: (path: string, options: object = {}) =>
      fetch(`${path.startsWith('jobs') ? batch : core}/${path}`, {
        method: 'DELETE',
        headers: json,
        body: JSON.stringify(options),
      }),
  }
}
