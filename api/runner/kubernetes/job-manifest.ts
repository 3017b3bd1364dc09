import type { V1Container, V1ObjectMeta, V1PodSpec } from '@kubernetes/client-node'
import type { AttemptSpec } from '../runner.ts'
import type { AgentPodSettings } from './agent-pod-settings.ts'
import type { JobTemplate } from './job-template.ts'
import { AGENT_CONTAINER, annotationsOf, jobName, labelsOf } from './names.ts'
import type { Wire, WireJob } from './wire.ts'

/** Kueue holds a Job with this label back until its queue has room. */
const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name'

/** The Job of an attempt. Pure: the template stays as it is, and every value goes in as a value. */
export function fillJob(
  template: JobTemplate,
  attempt: AttemptSpec,
  settings: AgentPodSettings,
  installation: string,
): WireJob {
  const { metadata, spec, ...job } = structuredClone(template)
  const marks = { labels: labelsOf(attempt, installation), annotations: annotationsOf(attempt) }
  const queue = settings.queue === null ? {} : { [QUEUE_LABEL]: settings.queue }
  return {
    ...job,
    metadata: {
      ...marked(metadata, { ...marks, labels: { ...marks.labels, ...queue } }),
      name: jobName(attempt),
      namespace: settings.namespace,
    },
    spec: {
      ...spec,
      activeDeadlineSeconds: Math.ceil(attempt.deadlineMs / 1000),
      template: {
        ...spec.template,
        metadata: marked(spec.template.metadata, marks),
        spec: fillPod(spec.template.spec, attempt, settings),
      },
    },
  }
}

type Metadata = Wire<V1ObjectMeta>
type PodSpec = Wire<V1PodSpec>
type Container = Wire<V1Container>

function marked(metadata: Metadata | undefined, marks: Required<Pick<Metadata, 'labels' | 'annotations'>>): Metadata {
  return {
    ...metadata,
    labels: { ...metadata?.labels, ...marks.labels },
    annotations: { ...metadata?.annotations, ...marks.annotations },
  }
}

function fillPod(pod: PodSpec, attempt: AttemptSpec, settings: AgentPodSettings): PodSpec {
  return {
    ...pod,
    ...placement(pod, settings),
    serviceAccountName: settings.serviceAccount,
    containers: pod.containers.map((container) =>
      container.name === AGENT_CONTAINER ? fillContainer(container, attempt, settings) : container,
    ),
  }
}

/** What the settings add. A field that nothing is set for stays out: to Kubernetes an empty name is a name. */
function placement(pod: PodSpec, settings: AgentPodSettings): Partial<PodSpec> {
  const { runtimeClass, priorityClass } = settings
  const nodeSelector = { ...pod.nodeSelector, ...settings.nodeSelector }
  const tolerations = [...(pod.tolerations ?? []), ...settings.tolerations.map((toleration) => ({ ...toleration }))]
  const imagePullSecrets = [...(pod.imagePullSecrets ?? []), ...settings.imagePullSecrets.map((name) => ({ name }))]
  return {
    ...(runtimeClass === null ? {} : { runtimeClassName: runtimeClass }),
    ...(priorityClass === null ? {} : { priorityClassName: priorityClass }),
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector }),
    ...(tolerations.length === 0 ? {} : { tolerations }),
    ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets }),
  }
}

function fillContainer(container: Container, attempt: AttemptSpec, { image }: AgentPodSettings): Container {
  const own = [
    { name: 'AXOLOOM_TICKET', value: unexpanded(attempt.ticket) },
    { name: 'AXOLOOM_GATEWAY_URL', value: unexpanded(attempt.gatewayUrl) },
  ]
  const kept = (container.env ?? []).filter(({ name }) => !own.some((variable) => variable.name === name))
  return { ...container, image, env: [...kept, ...own] }
}

/** Kubernetes puts the value of NAME where a variable has `$(NAME)`; a doubled `$` is a plain one. */
function unexpanded(value: string): string {
  return value.replaceAll('$', '$$$$')
}
