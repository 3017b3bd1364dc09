import { randomBytes } from 'node:crypto'
import type { WireEvent, WireJob, WirePod } from '../../../api/runner/kubernetes/wire.ts'

/** What the fake keeps, by the name of its URL. */
export interface Objects {
  jobs: WireJob
  pods: WirePod
  events: WireEvent
}

export type Collection = keyof Objects
export type KubeObject = Objects[Collection]

export interface Kind {
  readonly apiVersion: string
  readonly kind: string
  /** Of the URL and of messages; empty for the core. */
  readonly group: string
}

export const kinds: Readonly<Record<Collection, Kind>> = {
  jobs: { apiVersion: 'batch/v1', kind: 'Job', group: 'batch' },
  pods: { apiVersion: 'v1', kind: 'Pod', group: '' },
  events: { apiVersion: 'v1', kind: 'Event', group: '' },
}

/** As API servers write times: whole seconds. */
export const kubeTime = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`

/** Letters and digits as at the end of a pod's name. */
export function nameSuffix(length = 5): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('')
}

export const nameOf = (object: KubeObject): string => object.metadata?.name ?? ''
export const namespaceOf = (object: KubeObject): string => object.metadata?.namespace ?? ''
export const uidOf = (object: KubeObject): string => object.metadata?.uid ?? ''

/** True when `pod` belongs to `job`. */
export function isOwnedBy(pod: WirePod, job: WireJob): boolean {
  return pod.metadata?.ownerReferences?.some(({ uid }) => uid === uidOf(job)) ?? false
}

/** True when nothing of the pod will run any more. */
export const isTerminal = (pod: WirePod): boolean => ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')
