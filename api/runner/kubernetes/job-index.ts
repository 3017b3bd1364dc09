import { type ChangeSource, createJobChanges, type JobChanges } from './job-changes.ts'
import { isNewer, uidOf, versionOf } from './resource-level.ts'
import type { WireEvent, WireJob, WirePod } from './wire.ts'

/** A pod as it was last seen. */
export interface KnownPod {
  readonly pod: WirePod
  /** Deleted; its last state is kept until the job is forgotten. */
  readonly isGone: boolean
}

/** All that is known of one job. */
export interface JobObjects {
  readonly job: WireJob | null
  /** Newest last. */
  readonly pods: readonly KnownPod[]
  /** Of the job and its pods; newest last. */
  readonly events: readonly WireEvent[]
}

interface Entry {
  job: WireJob | null
  readonly pods: Map<string, KnownPod>
  readonly events: Map<string, WireEvent>
  readonly listeners: Set<ChangeSource>
  /** What is still there is on its way out; nothing of it is kept. */
  isForgotten: boolean
}

/** Newest events kept of one job or pod: a refusal that repeats is one event with a count. */
const MAX_EVENTS_PER_OBJECT = 20
/** Jobs whose deleted pods are kept although nobody has forgotten them. */
const MAX_REMAINS = 2_000

/** What belongs to which job, and who wants to know of it. */
export class JobIndex {
  readonly #entries = new Map<string, Entry>()
  /** Names of jobs of which only deleted pods are left; oldest first. */
  readonly #remains = new Set<string>()
  #isClosed = false

  /** Jobs of which anything is kept. */
  get size(): number {
    return this.#entries.size
  }

  objectsOf(name: string): JobObjects {
    const entry = this.#entries.get(name)
    if (entry === undefined) return { job: null, pods: [], events: [] }
    const pods = [...entry.pods.values()].sort((a, b) => (createdAt(a) < createdAt(b) ? -1 : 1))
    return { job: entry.job, pods, events: [...entry.events.values()].sort(byVersion) }
  }

  /** Asked whenever something of its log comes, so it does not put all else that is known in order. */
  podOf(name: string, uid: string): KnownPod | undefined {
    return this.#entries.get(name)?.pods.get(uid)
  }

  /** Of what exists and was not forgotten: that is on its way out. */
  names(): string[] {
    return [...this.#entries].flatMap(([name, entry]) => (isThere(entry) && !entry.isForgotten ? [name] : []))
  }

  changeJob(job: WireJob, isGone: boolean): void {
    const name = job.metadata?.name ?? ''
    this.#change(name, (entry) => {
      if (!isGone) entry.job = job
      // A job of the same name may have come before the last one was told to be gone.
      else if (entry.job !== null && uidOf(entry.job) === uidOf(job)) entry.job = null
    })
  }

  changePod(pod: WirePod, isGone: boolean): void {
    const name = jobOfPod(pod)
    if (name === null || (isGone && !this.#entries.has(name))) return
    this.#change(name, (entry) => {
      if (isGone && entry.isForgotten) entry.pods.delete(uidOf(pod))
      else entry.pods.set(uidOf(pod), { pod, isGone })
    })
  }

  changeEvent(event: WireEvent, isGone: boolean): void {
    const name = jobOfEvent(event)
    if (name === null || (isGone && !this.#entries.has(name))) return
    this.#change(name, ({ events }) => {
      if (isGone) events.delete(uidOf(event))
      else keepNewest(events, event)
    })
  }

  forget(name: string): void {
    const entry = this.#entries.get(name)
    if (entry === undefined) return
    entry.isForgotten = true
    entry.events.clear()
    for (const [uid, { isGone }] of entry.pods) if (isGone) entry.pods.delete(uid)
    this.#tidy(name, entry)
  }

  /** A forgotten name is in use again. */
  remember(name: string): void {
    this.#entryOf(name).isForgotten = false
  }

  subscribe(name: string): JobChanges {
    const { listeners } = this.#entryOf(name)
    const changes = createJobChanges(() => {
      listeners.delete(changes)
      const entry = this.#entries.get(name)
      if (entry !== undefined) this.#tidy(name, entry)
    })
    listeners.add(changes)
    if (this.#isClosed) changes.close()
    return changes
  }

  touchAll(): void {
    for (const { listeners } of this.#entries.values()) for (const changes of listeners) changes.touch()
  }

  /** Whoever waits, or comes later, is told that nothing more will be told. */
  close(): void {
    this.#isClosed = true
    for (const { listeners } of [...this.#entries.values()]) for (const changes of [...listeners]) changes.close()
  }

  #entryOf(name: string): Entry {
    const found = this.#entries.get(name)
    if (found !== undefined) return found
    const entry = {
      job: null,
      pods: new Map(),
      events: new Map(),
      listeners: new Set<ChangeSource>(),
      isForgotten: false,
    }
    this.#entries.set(name, entry)
    return entry
  }

  #change(name: string, change: (entry: Entry) => void): void {
    const entry = this.#entryOf(name)
    change(entry)
    for (const changes of entry.listeners) changes.touch()
    this.#tidy(name, entry)
  }

  /** Drops what nobody needs any more, and the oldest of what nobody has said that he does not. */
  #tidy(name: string, entry: Entry): void {
    const isEmpty = !isThere(entry) && entry.pods.size === 0 && entry.events.size === 0
    if (isEmpty && entry.listeners.size === 0) this.#entries.delete(name)
    this.#remains.delete(name)
    if (isThere(entry) || entry.pods.size === 0) return
    this.#remains.add(name)
    const [oldest] = this.#remains
    if (oldest !== undefined && this.#remains.size > MAX_REMAINS) this.forget(oldest)
  }
}

function isThere({ job, pods }: Entry): boolean {
  return job !== null || [...pods.values()].some(({ isGone }) => !isGone)
}

function keepNewest(events: Map<string, WireEvent>, event: WireEvent): void {
  events.set(uidOf(event), event)
  const about = (other: WireEvent) => other.involvedObject.name === event.involvedObject.name
  const same = [...events.values()].filter(about).sort(byVersion)
  for (const old of same.slice(0, -MAX_EVENTS_PER_OBJECT)) events.delete(uidOf(old))
}

const createdAt = ({ pod }: KnownPod) => pod.metadata?.creationTimestamp ?? ''

// An event that repeats is written again: its version tells how fresh it is, its times have two formats.
const byVersion = (a: WireEvent, b: WireEvent) => (isNewer(versionOf(a), versionOf(b)) ? 1 : -1)

function jobOfPod({ metadata }: WirePod): string | null {
  const label = metadata?.labels?.['batch.kubernetes.io/job-name'] ?? metadata?.labels?.['job-name']
  return label ?? metadata?.ownerReferences?.find(({ kind }) => kind === 'Job')?.name ?? null
}

/** All jobs of ours begin like this, whatever their installation. */
const OUR_NAME = /^axoloom-/
/** What the job controller puts behind a job's name. */
const POD_SUFFIX = /-[a-z0-9]{5}$/

/** The job that an event is about, itself or by its pod; null for anything else that happens in the namespace. */
export function jobOfEvent({ involvedObject: { kind, name } }: WireEvent): string | null {
  if (name === undefined || !OUR_NAME.test(name)) return null
  if (kind === 'Job') return name
  return kind === 'Pod' && POD_SUFFIX.test(name) ? name.replace(POD_SUFFIX, '') : null
}
