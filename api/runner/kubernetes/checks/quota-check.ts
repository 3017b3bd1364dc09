import { z } from 'zod'
import { type Check, failed, fixBy, type Outcome, ok, skipped, warning } from '../../runner-check.ts'
import { lastSeenMs } from '../event-facts.ts'
import { jobOfEvent } from '../job-index.ts'
import type { JobTemplate } from '../job-template.ts'
import type { KubeApi } from '../kube-api.ts'
import { selectorOf } from '../names.ts'
import { clusterCheck, isRefused } from './cluster-check.ts'
import { quantity, quantityText } from './quantity.ts'

const Amounts = z.record(z.string(), z.string()).optional()
const Quotas = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ scopes: z.array(z.string()).optional(), scopeSelector: z.unknown().optional() }),
      status: z.object({ hard: Amounts, used: Amounts }).optional(),
    }),
  ),
})
type Quota = z.infer<typeof Quotas>['items'][number]

export interface QuotaOptions {
  readonly api: KubeApi
  readonly installation: string
  readonly template: JobTemplate
  /** Most attempts that are to run at once. */
  readonly maxAttempts: number
}

/** How old a refusal may be that still tells how it is. */
const RECENT_MS = 10 * 60_000

/** How many agents still fit into the quotas of the namespace. */
export function quotaCheck(options: QuotaOptions): Check {
  const { api, installation } = options
  const { namespace } = api
  return clusterCheck('cluster-quota', 'The quota of the namespace', async (signal) => {
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/resourcequotas`
    let read: unknown
    try {
      read = await api.read(`list resourcequotas in namespace ${namespace}`, path, signal)
    } catch (error) {
      if (isRefused(error)) return byEvents(api, signal)
      throw error
    }
    const pods = await api.list('pods', selectorOf(installation), signal)
    const atWork = pods.items.filter(({ status }) => status?.phase === 'Pending' || status?.phase === 'Running').length
    return judge(Quotas.parse(read).items, atWork, options)
  })
}

/** Without the right to read quotas: what the job controller was refused. */
async function byEvents(api: KubeApi, signal: AbortSignal): Promise<Outcome> {
  const { items } = await api.list('events', null, signal)
  const refusal = items
    .filter((event) => jobOfEvent(event) !== null && /exceeded quota/.test(event.message ?? ''))
    .findLast((event) => Date.now() - lastSeenMs(event) < RECENT_MS)
  const fix = fixBy('See what it allows, and what is used of it.', `kubectl -n ${api.namespace} describe resourcequota`)
  if (refusal === undefined) {
    return skipped(
      'How much room the quota leaves is not known.',
      'The API may not read quotas, and none was reached lately.',
      fix,
    )
  }
  return warning('The quota of the namespace is used up, so agents wait.', refusal.message ?? '', fix)
}

interface Bound {
  readonly quota: string
  readonly key: string
  readonly hard: number
  readonly used: number
  readonly need: number
}

function judge(quotas: readonly Quota[], atWork: number, { api, template, maxAttempts }: QuotaOptions): Outcome {
  const needs = needsOf(template)
  const bounds = quotas.filter(isForAll).flatMap((quota) => boundsOf(quota, needs))
  if (bounds.length === 0) return ok('No quota limits the agents.')
  const room = Math.min(...bounds.map(roomIn))
  const fits = atWork + Math.max(0, room)
  const shown = `${atWork} at work, room for ${Math.max(0, room)} more`
  if (fits >= maxAttempts) return ok(`The quota has room for all ${maxAttempts} agents: ${shown}.`)
  const tight = bounds.filter((bound) => atWork + roomIn(bound) < maxAttempts)
  const cause = `${shown}, and MAX_ATTEMPTS is ${maxAttempts}. Short of: ${[...new Set(tight.map(({ key }) => key))].join(', ')}.`
  const fix = fixBy(
    fits > 0 ? `Raise the quota, or set MAX_ATTEMPTS=${fits}.` : 'Raise the quota.',
    raiseCommand(tight, maxAttempts - atWork, api.namespace),
  )
  if (fits === 0) return failed('The quota of the namespace has no room for an agent.', cause, fix)
  return warning('The quota has less room than agents may run.', cause, fix)
}

// one for certain pods only may or may not be for ours
const isForAll = ({ spec }: Quota) => (spec.scopes ?? []).length === 0 && spec.scopeSelector === undefined

const roomIn = ({ hard, used, need }: Bound) => Math.floor((hard - used) / need + 1e-9)

function boundsOf({ metadata, status }: Quota, needs: ReadonlyMap<string, number>): Bound[] {
  return Object.entries(status?.hard ?? {}).flatMap(([key, text]) => {
    const hard = quantity(text)
    const used = quantity(status?.used?.[key] ?? '0')
    const need = needs.get(key)
    return need === undefined || hard === null || used === null ? [] : [{ quota: metadata.name, key, hard, used, need }]
  })
}

/** What one agent takes of each thing that a quota can count. */
function needsOf({ spec }: JobTemplate): ReadonlyMap<string, number> {
  const needs = new Map([
    ['pods', 1],
    ['count/pods', 1],
    ['count/jobs.batch', 1],
  ])
  const add = (key: string, amount: number) => needs.set(key, (needs.get(key) ?? 0) + amount)
  for (const { resources } of spec.template.spec.containers) {
    for (const [name, text] of Object.entries(resources?.requests ?? {})) {
      const amount = quantity(text) ?? 0
      if (amount === 0) continue
      add(`requests.${name}`, amount)
      add(name, amount)
    }
    for (const [name, text] of Object.entries(resources?.limits ?? {})) {
      const amount = quantity(text) ?? 0
      if (amount > 0) add(`limits.${name}`, amount)
    }
  }
  return needs
}

/** One patch a quota, so that as many more agents fit. */
function raiseCommand(tight: readonly Bound[], more: number, namespace: string): string {
  const byQuota = Map.groupBy(tight, ({ quota }) => quota)
  return [...byQuota]
    .map(([quota, bounds]) => {
      const hard = Object.fromEntries(bounds.map(({ key, used, need }) => [key, quantityText(used + need * more)]))
      return `kubectl -n ${namespace} patch resourcequota ${quota} --type=merge -p '${JSON.stringify({ spec: { hard } })}'`
    })
    .join(' && ')
}
