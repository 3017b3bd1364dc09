import type { WireEvent, WireJob, WirePod } from './wire.ts'

/** The collections that are listed and watched, and what they hold. */
export interface CollectionObjects {
  readonly jobs: WireJob
  readonly pods: WirePod
  readonly events: WireEvent
}
export type Collection = keyof CollectionObjects

export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  /** Everything up to this version has been told. */
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string }

export interface ListResult<T> {
  readonly items: readonly T[]
  /** Of the whole list, whatever its pages: watch from here. */
  readonly resourceVersion: string
}

export interface WatchQuery {
  readonly selector: string | null
  readonly resourceVersion: string
  /** How long the server is asked to keep the watch; ours ends it a little later. */
  readonly timeoutMs: number
  /** Called once the server has agreed; a quiet collection gives nothing for minutes. */
  readonly onOpen?: () => void
}

export interface LogQuery {
  readonly container: string
  readonly follow: boolean
  /** RFC 3339; Kubernetes cuts it to whole seconds. */
  readonly sinceTime?: string
  readonly limitBytes?: number
}

/** One rule of what we may do, as SelfSubjectRulesReview gives it. */
export interface ResourceRule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  /** Not empty: the rule holds for these objects only. */
  readonly resourceNames: readonly string[]
}

export interface RulesReview {
  readonly rules: readonly ResourceRule[]
  /** The server could not ask all who decide: what is missing here may still be granted. */
  readonly isIncomplete: boolean
}

/** The calls of the Kubernetes API that the runner makes, in one namespace. Every call throws `KubeError` and nothing else. */
export interface KubeApi {
  readonly namespace: string
  /** All objects, in pages of 500. */
  list<C extends Collection>(
    collection: C,
    selector: string | null,
    signal: AbortSignal,
  ): Promise<ListResult<CollectionObjects[C]>>
  /** Changes behind `resourceVersion`; returns when the server ends the watch; 410 when the version is too old. */
  watch<C extends Collection>(
    collection: C,
    query: WatchQuery,
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent<CollectionObjects[C]>>
  /** A container's log with the kubelet's timestamps. A chunk's memory may be used again for the next one. */
  log(pod: string, query: LogQuery, signal: AbortSignal): AsyncIterable<Buffer>
  /** 409 is thrown, too: the caller knows whether it means that all is well. */
  createJob(job: WireJob, signal: AbortSignal): Promise<WireJob>
  /** Deletes a job and lets its pods follow; one that is not there is fine. */
  deleteJob(name: string, signal: AbortSignal): Promise<void>
  reviewRules(signal: AbortSignal): Promise<RulesReview>
  /** Breaks off whatever is still open. */
  close(): Promise<void>
}
