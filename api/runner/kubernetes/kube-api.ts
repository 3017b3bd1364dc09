import type { KubeAccess } from './kube-access.ts'
import { KubeError } from './kube-error.ts'
import { type CallLimits, createKubeTransport, type KubeCall } from './kube-transport.ts'
import { readJson, readJsonLines } from './read-json.ts'
import { readList, readObject, readRulesReview, readWatchLine } from './read-wire.ts'
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
  /** Has the server check a job as if it were created; nothing is. */
  tryJob(job: WireJob, signal: AbortSignal): Promise<void>
  getJob(name: string, signal: AbortSignal): Promise<WireJob>
  /** Deletes a job and lets its pods follow; one that is not there is fine. */
  deleteJob(name: string, signal: AbortSignal): Promise<void>
  reviewRules(signal: AbortSignal): Promise<RulesReview>
  /** Anything else that can be had by GET, as it comes; `what` is for messages, as in `get namespace x`. */
  read(what: string, path: string, signal: AbortSignal): Promise<unknown>
  /** Breaks off whatever is still open. */
  close(): Promise<void>
}

export interface KubeApiOptions {
  /** Of the agents. */
  readonly namespace: string
  /** Longest a short call may take. */
  readonly callMs?: number
}

const CALL_MS = 30_000
const PAGE_ITEMS = 500
/** What the client gives a watch beyond the time it asked the server for. */
const WATCH_SLACK_MS = 15_000

/** Largest answer that is held: 500 pods are some 5 MB. */
const MAX_BODY_BYTES = 64 * 1_048_576
/** Largest object in a watch: the API server stores none over 1.5 MiB. */
const MAX_LINE_BYTES = 4 * 1_048_576

/** Talks to the API server over connections that are kept and shared. */
export function createKubeApi(access: KubeAccess, { namespace, callMs = CALL_MS }: KubeApiOptions): KubeApi {
  const transport = createKubeTransport(access)
  const short: CallLimits = { deadlineMs: callMs, headersTimeoutMs: callMs, bodyTimeoutMs: callMs }
  const send = (call: KubeCall, signal: AbortSignal) =>
    readJson(call.action, transport.stream(call, short, signal), MAX_BODY_BYTES)

  return {
    namespace,

    async list(collection, selector, signal) {
      const action = `list ${collection} in namespace ${namespace}`
      const path = collectionPath(namespace, collection)
      const items = []
      for (let from: string | undefined; ; ) {
        const query = { limit: PAGE_ITEMS, labelSelector: selector ?? undefined, continue: from }
        const page = readList(action, collection, await send({ action, method: 'GET', path, query }, signal))
        items.push(...page.items)
        if (page.next === null) return { items, resourceVersion: page.resourceVersion }
        from = page.next
      }
    },

    async *watch(collection, { selector, resourceVersion, timeoutMs, onOpen }, signal) {
      const action = `watch ${collection} in namespace ${namespace}`
      const query = {
        watch: true,
        allowWatchBookmarks: true,
        timeoutSeconds: Math.ceil(timeoutMs / 1000),
        resourceVersion,
        labelSelector: selector ?? undefined,
      }
      const path = collectionPath(namespace, collection)
      const limits = { deadlineMs: timeoutMs + WATCH_SLACK_MS, headersTimeoutMs: callMs, bodyTimeoutMs: 0, onOpen }
      const bytes = transport.stream({ action, method: 'GET', path, query }, limits, signal)
      for await (const line of readJsonLines(action, bytes, MAX_LINE_BYTES)) {
        const event = readWatchLine(action, collection, line)
        if (event !== null) yield event
      }
    },

    log(pod, { container, follow, sinceTime, limitBytes }, signal) {
      const action = `read the log of pod ${pod} in namespace ${namespace}`
      const path = `${collectionPath(namespace, 'pods')}/${encodeURIComponent(pod)}/log`
      const query = { container, follow, sinceTime, limitBytes, timestamps: true }
      // The head comes at once, also for a container that prints nothing; what follows may take as long as it likes.
      const limits = { deadlineMs: null, headersTimeoutMs: callMs, bodyTimeoutMs: follow ? 0 : callMs }
      return transport.stream({ action, method: 'GET', path, query }, limits, signal)
    },

    async createJob(job, signal) {
      const action = `create job ${job.metadata?.name} in namespace ${namespace}`
      const path = collectionPath(namespace, 'jobs')
      return readObject(action, 'jobs', await send({ action, method: 'POST', path, body: job }, signal))
    },

    async tryJob(job, signal) {
      const action = `create jobs of agents in namespace ${namespace}`
      const path = collectionPath(namespace, 'jobs')
      await send({ action, method: 'POST', path, query: { dryRun: 'All' }, body: job }, signal)
    },

    async getJob(name, signal) {
      const action = `get job ${name} in namespace ${namespace}`
      return readObject(action, 'jobs', await send({ action, method: 'GET', path: jobPath(namespace, name) }, signal))
    },

    async deleteJob(name, signal) {
      const action = `delete job ${name} in namespace ${namespace}`
      const query = { propagationPolicy: 'Background' }
      try {
        await send({ action, method: 'DELETE', path: jobPath(namespace, name), query }, signal)
      } catch (error) {
        if (!(error instanceof KubeError) || error.status !== 404) throw error
      }
    },

    async reviewRules(signal) {
      const action = `review our rights in namespace ${namespace}`
      const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
      const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } }
      return readRulesReview(action, await send({ action, method: 'POST', path, body }, signal))
    },

    read: (action, path, signal) => send({ action, method: 'GET', path }, signal),

    close: () => transport.close(),
  }
}

function collectionPath(namespace: string, collection: Collection): string {
  const group = collection === 'jobs' ? '/apis/batch/v1' : '/api/v1'
  return `${group}/namespaces/${encodeURIComponent(namespace)}/${collection}`
}

const jobPath = (namespace: string, name: string) => `${collectionPath(namespace, 'jobs')}/${encodeURIComponent(name)}`
