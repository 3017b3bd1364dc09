import { join } from 'node:path'
import type { AgentPodSettings } from '../../api/runner/kubernetes/agent-pod-settings.ts'
import { fillJob, fillProbe } from '../../api/runner/kubernetes/job-manifest.ts'
import { type JobTemplate, loadJobTemplate } from '../../api/runner/kubernetes/job-template.ts'
import type { WireJob } from '../../api/runner/kubernetes/wire.ts'
import { root } from './tools.ts'

const installation = '01k00000000000000000000003'

/** Settings of agents that say nothing but the two things that must be said. */
export function agentSettings(namespace: string, image: string): AgentPodSettings {
  return {
    namespace,
    image,
    serviceAccount: 'agent-none',
    runtimeClass: null,
    nodeSelector: {},
    tolerations: [],
    priorityClass: null,
    imagePullSecrets: [],
    queue: null,
  }
}

/** The Job that the API makes of its template for an attempt; with the longest deadline of the chart's own settings. */
export async function goodJob(settings: AgentPodSettings, deadlineS = 600 + 3600 + 60): Promise<WireJob> {
  const attempt = {
    attemptId: '01k00000000000000000000001',
    runId: '01k00000000000000000000002',
    variation: 3,
    attempt: 1,
    ticket: 'a-ticket',
    gatewayUrl: 'http://10.232.0.7:8001',
    deadlineMs: deadlineS * 1000,
  }
  return fillJob(await template(), attempt, settings, installation)
}

/** The Job that tries the network at the API's start. */
export async function probeJob(settings: AgentPodSettings): Promise<WireJob> {
  const probe = { name: 'axoloom-probe-1', targets: ['10.232.0.7:8001', '10.231.0.1:6443'] }
  return fillProbe(await template(), probe, settings, installation)
}

function template(): Promise<JobTemplate> {
  return loadJobTemplate(join(root, 'k8s/jobs/agent.yaml'))
}
