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

/** Tells a loop that looking at a job again is worth it. */
export interface JobChanges {
  /**
   * Resolves at the first change since the last call (for the first call: since `changes`), after `timeoutMs` at the
   * latest, or at once when aborted or closed.
   */
  next(timeoutMs: number | null, signal: AbortSignal): Promise<void>
  close(): void
}

/** The level of this installation's jobs, pods and events, kept by one watch per kind. */
export interface ClusterView {
  /** Resolves after the first list of each kind; rejects when aborted. */
  ready(signal: AbortSignal): Promise<void>
  objectsOf(jobName: string): JobObjects
  /** Jobs that exist, and those whose pods still do. */
  jobNames(): readonly string[]
  /** Takes in what a create answered; a list that began before it does not undo it. */
  noteCreated(job: WireJob): void
  /** Subscribe first, then read, then wait: nothing is missed. */
  changes(jobName: string): JobChanges
  /** False while the level may be old: then the absence of a job proves nothing. */
  isSynced(): boolean
  /** Drops what is kept of a job's deleted objects. */
  forget(jobName: string): void
  close(): Promise<void>
}
