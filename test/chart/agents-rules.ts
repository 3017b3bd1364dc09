import { expect, vi } from 'vitest'
import type { WireJob } from '../../api/runner/kubernetes/wire.ts'
import { apply, dryCreate, remove } from './cluster.ts'
import { agentSettings, goodJob } from './good-job.ts'
import { hostileJobs } from './hostile-jobs.ts'
import { type Manifest, renderChart } from './render-chart.ts'

/** Just the pod that a Job would get, without the Job. */
export function barePod({ metadata, spec }: WireJob) {
  const { namespace } = metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...spec?.template.metadata, name: 'bare', namespace },
    spec: spec?.template.spec,
  }
}

/** Makes the agents' namespace with what rules in it, and waits until it does. */
export async function makeAgentsNamespace(files: readonly string[], namespace: string): Promise<void> {
  const manifests = await renderChart(files, { sets: [`agents.namespace=${namespace}`] })
  await apply(manifests.filter(isRule))
  const good = await goodJob(agentSettings(namespace, 'any'))
  const bad = hostileJobs(good)[0]?.job
  const soon = { timeout: 30_000, interval: 100 }
  await vi.waitFor(async () => {
    expect((await dryCreate(bad)).stderr).toContain('denied request')
    expect((await dryCreate(barePod(good))).stderr).toContain('denied request')
  }, soon)
}

/** Policies belong to the cluster: they do not go with the namespace. */
export async function removeAgentsNamespace(namespace: string): Promise<void> {
  const names = policyNames(namespace)
  const all = ['validatingadmissionpolicy', 'validatingadmissionpolicybinding'].flatMap((kind) =>
    names.map((name) => `${kind}/${name}`),
  )
  await remove(`namespace/${namespace}`, ...all)
}

export function policyNames(namespace: string): string[] {
  return [`axoloom.${namespace}-jobs`, `axoloom.${namespace}-pods`]
}

function isRule({ kind, source }: Manifest): boolean {
  return source.startsWith('agents/') && !['Role', 'RoleBinding', 'NetworkPolicy'].includes(kind)
}
