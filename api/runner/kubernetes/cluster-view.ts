import type { JobChanges } from './job-changes.ts'
import { JobIndex, type JobObjects, jobOfEvent, type KnownPod } from './job-index.ts'
import type { KubeApi } from './kube-api.ts'
import { ResourceLevel } from './resource-level.ts'
import { type WatchLogger, watchResource } from './watch-resource.ts'
import type { WireEvent, WireJob, WirePod } from './wire.ts'

export type { JobChanges } from './job-changes.ts'
export type { JobObjects, KnownPod } from './job-index.ts'

/** The level of this installation's jobs, pods and events, kept by one watch per kind. */
export interface ClusterView {
  /** Resolves after the first list of each kind; rejects when aborted or closed. */
  ready(signal: AbortSignal): Promise<void>
  objectsOf(jobName: string): JobObjects
  /** One of its pods, as it was last seen. */
  podOf(jobName: string, uid: string): KnownPod | undefined
  /** Jobs that exist, and those whose pods still do, unless they were forgotten. */
  jobNames(): readonly string[]
  /** Takes in what a create answered; a list that began before it does not undo it. */
  noteCreated(job: WireJob): void
  /** Subscribe first, then read, then wait: nothing is missed. Also told when `isSynced` changes. */
  changes(jobName: string): JobChanges
  /** False while the level may be old: then the absence of a job proves nothing. */
  isSynced(): boolean
  /** Drops what is kept of a job's deleted objects. */
  forget(jobName: string): void
  close(): Promise<void>
}

export interface ClusterViewOptions {
  /** Label selector of this installation's jobs and pods. */
  readonly selector: string
  readonly logger?: WatchLogger
  /** How often jobs and pods are listed beside the watch. */
  readonly relistMs?: number
}

/** Events carry no labels of ours, so all of the namespace come; they explain and decide nothing, so they are listed less often. */
const RELIST_EVENTS_MS = 300_000
/** Events live for an hour: this is some 2,000 attempts. */
const MAX_EVENTS = 10_000

/** Begins to list and watch at once. */
export function createClusterView(api: KubeApi, options: ClusterViewOptions): ClusterView {
  const { selector, logger, relistMs } = options
  const index = new JobIndex()
  const jobs = new ResourceLevel<WireJob>({ onChange: (job, isGone) => index.changeJob(job, isGone) })
  const pods = new ResourceLevel<WirePod>({ onChange: (pod, isGone) => index.changePod(pod, isGone) })
  const events = new ResourceLevel<WireEvent>({
    onChange: (event, isGone) => index.changeEvent(event, isGone),
    isWanted: (event) => jobOfEvent(event) !== null,
    maxObjects: MAX_EVENTS,
  })
  const shared = { logger, onSync: () => index.touchAll() }
  const own = { ...shared, selector, ...(relistMs !== undefined && { relistMs }) }
  const watches = [
    watchResource(api, 'jobs', jobs, own),
    watchResource(api, 'pods', pods, own),
    watchResource(api, 'events', events, { ...shared, selector: null, relistMs: RELIST_EVENTS_MS }),
  ]

  return {
    ready: async (signal) => {
      await Promise.all(watches.map((watch) => watch.ready(signal)))
    },
    objectsOf: (name) => index.objectsOf(name),
    podOf: (name, uid) => index.podOf(name, uid),
    jobNames: () => index.names(),
    noteCreated(job) {
      index.remember(job.metadata?.name ?? '')
      jobs.note(job)
    },
    changes: (name) => index.subscribe(name),
    // Events come and go by themselves: their absence proves nothing anyway.
    isSynced: () => watches.slice(0, 2).every((watch) => watch.isSynced()),
    forget: (name) => index.forget(name),
    async close() {
      await Promise.all(watches.map((watch) => watch.close()))
      index.close()
    },
  }
}
