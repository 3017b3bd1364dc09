import type { WireJob } from '../../api/runner/kubernetes/wire.ts'
import type { Manifest } from './render-chart.ts'
import { findTool, type Outcome, run, runWell } from './tools.ts'

const kubectl = findTool('kubectl')

/** A name that nothing in the cluster has: another run of the tests may be at work in it. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${process.pid.toString(36)}-${Date.now().toString(36)}`
}

/** Runs kubectl to its end, whatever that is. */
export function kube(args: readonly string[], input = ''): Promise<Outcome> {
  return run(kubectl, args, input)
}

/** Asks the API server what it would do with new objects: defaulted, validated with unknown fields refused, admitted. */
export function dryCreate(object: unknown): Promise<Outcome> {
  return kube(['create', '--dry-run=server', '--validate=strict', '-f', '-'], JSON.stringify(object))
}

/** What the cluster says to each of many Jobs, by name: null where it would take it. */
export async function admission(jobs: readonly WireJob[]): Promise<Map<string, string | null>> {
  const { stdout, stderr } = await dryCreate({ apiVersion: 'v1', kind: 'List', items: jobs })
  const taken = [...stdout.matchAll(/^job\.batch\/(\S+) created/gm)].map(([, name = '']) => [name, null] as const)
  const refused = [...stderr.matchAll(/: (?:jobs\.batch|Job\.batch|Job) "([^"]+)" (.*)$/gm)]
  return new Map<string, string | null>([...taken, ...refused.map(([, name = '', why = '']) => [name, why] as const)])
}

/** Makes or changes objects as the chart has them. */
export async function apply(manifests: readonly Manifest[]): Promise<void> {
  const text = manifests.map((manifest) => manifest.text).join('\n---\n')
  await runWell(kubectl, ['apply', '--validate=strict', '-f', '-'], text)
}

/** Deletes what is there of it (`kind/name`, `-n namespace`), and does not wait until it is gone. */
export async function remove(...args: readonly string[]): Promise<void> {
  await runWell(kubectl, ['delete', '--ignore-not-found', '--wait=false', ...args])
}

/** An object as the cluster has it. */
// biome-ignore lint/suspicious/noExplicitAny: objects of any kind, looked into by tests
export async function get(...args: readonly string[]): Promise<any> {
  return JSON.parse(await runWell(kubectl, ['get', '-o', 'json', ...args]))
}
