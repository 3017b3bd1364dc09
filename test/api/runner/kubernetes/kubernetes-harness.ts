import { resolve } from 'node:path'
import type { AgentPodSettings } from '../../../../api/runner/kubernetes/agent-pod-settings.ts'
import { createClusterView } from '../../../../api/runner/kubernetes/cluster-view.ts'
import { type JobTemplate, loadJobTemplate } from '../../../../api/runner/kubernetes/job-template.ts'
import { type KubeAccess, loadKubeAccess } from '../../../../api/runner/kubernetes/kube-access.ts'
import { createKubeApi, type KubeApi } from '../../../../api/runner/kubernetes/kube-api.ts'
import { createKubernetesRunner } from '../../../../api/runner/kubernetes/kubernetes-runner.ts'
import { selectorOf } from '../../../../api/runner/kubernetes/names.ts'
import type { Runner } from '../../../../api/runner/runner.ts'

const templatePath = resolve(import.meta.dirname, '../../../../k8s/jobs/agent.yaml')

/** The product's own template, with less patience for an agent that does not listen. */
export async function testTemplate(graceS: number): Promise<JobTemplate> {
  const template = await loadJobTemplate(templatePath)
  template.spec.template.spec.terminationGracePeriodSeconds = graceS
  return template
}

export interface RunnersOptions {
  readonly kubeconfig: string
  readonly namespace: string
  readonly installation: string
  readonly template: JobTemplate
  readonly settings?: Partial<AgentPodSettings>
  /** Between two lists beside the watch. */
  readonly relistMs?: number
}

interface RunnerLimits {
  readonly outputLimitBytes?: number
  readonly template?: JobTemplate
  readonly policyPatienceMs?: number
}

export interface KubernetesRunners {
  /** Over a view and connections of its own, as after a restart of the API. `template`: another one than the others'. */
  create(image: string, options?: RunnerLimits): Runner
  /** Calls of the test itself. */
  readonly api: KubeApi
  close(): Promise<void>
}

/** Makes runners over one cluster, and ends their watches. */
export async function openRunners(options: RunnersOptions): Promise<KubernetesRunners> {
  const { kubeconfig, namespace, installation, template, relistMs } = options
  const access: KubeAccess = await loadKubeAccess({ kubeconfig })
  const api = createKubeApi(access, { namespace })
  const opened: { close(): Promise<void> }[] = [api]

  return {
    api,
    create(image, limits = {}) {
      const own = createKubeApi(access, { namespace })
      const view = createClusterView(own, {
        selector: selectorOf(installation),
        ...(relistMs === undefined ? {} : { relistMs }),
      })
      opened.push(view, own)
      const settings = { ...plainSettings(namespace, image), ...options.settings }
      return createKubernetesRunner({ api: own, view, installation, template, settings, ...limits })
    },
    async close() {
      // a view before its connections: a watch that fails would be begun again
      for (const one of opened.reverse().sort(viewsFirst)) await one.close()
    },
  }
}

const viewsFirst = (left: object, right: object) => Number('createJob' in left) - Number('createJob' in right)

const plainSettings = (namespace: string, image: string): AgentPodSettings => ({
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
