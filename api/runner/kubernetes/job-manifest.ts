import type { V1Container, V1ObjectMeta, V1PodSpec } from '@kubernetes/client-node'
import type { AttemptSpec } from '../runner.ts'
import type { AgentPodSettings } from './agent-pod-settings.ts'
import type { JobTemplate } from './job-template.ts'
import { AGENT_CONTAINER, annotationsOf, jobName, labelsOf, probeLabels } from './names.ts'
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
  return fill(template, settings, {
    name: jobName(attempt),
    labels: labelsOf(attempt, installation),
    annotations: annotationsOf(attempt),
    queue: settings.queue,
    deadlineS: Math.ceil(attempt.deadlineMs / 1000),
    env: { AXOLOOM_TICKET: attempt.ticket, AXOLOOM_GATEWAY_URL: attempt.gatewayUrl },
  })
}

/** Longest a network check may be left behind by an API that ended meanwhile. */
const PROBE_DEADLINE_S = 300

export interface Probe {
  readonly name: string
  /** `host:port` each, to be tried from inside. */
  readonly targets: readonly string[]
}

/** A Job whose pod is like that of an attempt in all that the network could tell apart, but only looks what it can reach. */
export function fillProbe(
  template: JobTemplate,
  { name, targets }: Probe,
  settings: AgentPodSettings,
  installation: string,
): WireJob {
  return fill(template, settings, {
    name,
    labels: probeLabels(installation),
    annotations: {},
    // Nobody starts an API to have it wait in line.
    queue: null,
    deadlineS: PROBE_DEADLINE_S,
    env: { AXOLOOM_PROBE: targets.join(',') },
  })
}

interface Filling {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly queue: string | null
  readonly deadlineS: number
  readonly env: Readonly<Record<string, string>>
}

function fill(template: JobTemplate, settings: AgentPodSettings, filling: Filling): WireJob {
  const { metadata, spec, ...job } = structuredClone(template)
  const { name, labels, annotations, queue, deadlineS, env } = filling
  const queueLabel = queue === null ? {} : { [QUEUE_LABEL]: queue }
  return {
    ...job,
    metadata: {
      ...marked(metadata, { ...labels, ...queueLabel }, annotations),
      name,
      namespace: settings.namespace,
    },
    spec: {
      ...spec,
      activeDeadlineSeconds: deadlineS,
      template: {
        ...spec.template,
        metadata: marked(spec.template.metadata, labels, annotations),
        spec: fillPod(spec.template.spec, settings, env),
      },
    },
  }
}

type Metadata = Wire<V1ObjectMeta>
type PodSpec = Wire<V1PodSpec>
type Container = Wire<V1Container>

function marked(
  metadata: Metadata | undefined,
  labels: Filling['labels'],
  annotations: Filling['annotations'],
): Metadata {
  return {
    ...metadata,
    labels: { ...metadata?.labels, ...labels },
    annotations: { ...metadata?.annotations, ...annotations },
  }
}

function fillPod(pod: PodSpec, settings: AgentPodSettings, env: Filling['env']): PodSpec {
  return {
    ...pod,
    ...placement(pod, settings),
    serviceAccountName: settings.serviceAccount,
    containers: pod.containers.map((container) =>
      container.name === AGENT_CONTAINER ? fillContainer(container, settings.image, env) : container,
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

function fillContainer(container: Container, image: string, env: Filling['env']): Container {
  const own = Object.entries(env).map(([name, value]) => ({ name, value: unexpanded(value) }))
  const kept = (container.env ?? []).filter(({ name }) => !Object.hasOwn(env, name))
  return { ...container, image, env: [...kept, ...own] }
}

/** Kubernetes puts the value of NAME where a variable has `$(NAME)`; a doubled `$` is a plain one. */
function unexpanded(value: string): string {
  return value.replaceAll('$', '$$$$')
}
