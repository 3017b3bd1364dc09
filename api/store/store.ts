import type { Artifact, CreateRun, PatchRun, Pick, Run, RunList, RunState, Variation } from '#contract/api.ts'
import type { VariationPlan } from '#contract/event.ts'

/** A POST's Idempotency-Key: unique per (owner, route, key), kept 24 h, bound to the body by its hash. */
export interface Idempotency {
  readonly route: string
  readonly key: string
  /** SHA-256 of the canonical body. Another hash under the same key is refused with 422. */
  readonly bodySha256: string
}

/** Who asks for a change, and under which key it may be repeated. */
export interface CommandContext {
  readonly owner: string
  readonly idempotency?: Idempotency | undefined
  /** Tags one of which the thing must still have, as `If-Match` lists them; a command checks it with `requireMatch`. */
  readonly ifMatch?: string | undefined
}

/** What a command answered. A replay is the first answer again, unchanged. */
export interface Answer<T> {
  readonly value: T
  readonly isReplayed: boolean
}

export interface RunQuery {
  readonly state?: RunState | undefined
  /** Words that must occur in the brief. */
  readonly q?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Defaults from the settings for what a request leaves open. */
export interface RunDefaults {
  readonly designer: Variation['designer']
  readonly renderer: Variation['renderer']
}

/**
 * Runs as their owner sees and changes them. Every change is one transaction with its events.
 * Throws AppError: `not-found` for what the owner does not have, `conflict`, `unprocessable` (key reused),
 * `bad-request`, and `unavailable` when the disk takes no writes.
 */
export interface RunStore {
  create(request: CreateRun, defaults: RunDefaults, context: CommandContext): Promise<Answer<Run>>
  /** What `create` would plan; stores nothing. */
  preview(request: CreateRun, defaults: RunDefaults, owner: string): Promise<VariationPlan[]>
  get(owner: string, runId: string): Promise<Run>
  list(owner: string, query: RunQuery): Promise<RunList>
  /**
   * What a stream needs to begin: the head of the run's log, whether the run is ended there, and the first event that is
   * still kept (the next one to come where none is).
   */
  head(owner: string, runId: string): Promise<{ lastSeq: number; isEnded: boolean; keptFrom: number }>
  patch(runId: string, change: PatchRun, context: CommandContext): Promise<Answer<Run>>
  cancelRun(runId: string, context: CommandContext): Promise<Answer<Run>>
  cancelVariation(runId: string, index: number, context: CommandContext): Promise<Answer<Variation>>
  retryVariation(runId: string, index: number, context: CommandContext): Promise<Answer<Variation>>
  pick(runId: string, pick: { variation: number; note: string | null }, context: CommandContext): Promise<Answer<Pick>>
  unpick(runId: string, context: CommandContext): Promise<void>
  /** Hides the run at once; it is removed after 10 s. */
  delete(runId: string, context: CommandContext): Promise<void>
  restore(runId: string, context: CommandContext): Promise<Answer<Run>>
}

/** A stretch of committed SSE blocks, ready for a socket. */
export interface FrameBatch {
  readonly bytes: Buffer
  readonly firstSeq: number
  readonly lastSeq: number
}

/** Committed events of any log, as bytes. Readers are cursors: they read after a seq and wait to be woken. */
export interface EventLog {
  /** Blocks after `after`, about `maxBytes` of them and at least one; null at the head. Never sees what is not committed. */
  read(logId: string, after: number, maxBytes: number): FrameBatch | null
  /** Calls `wake` after each commit to the log; returns the remover. `wake` must not throw. */
  subscribe(logId: string, wake: () => void): () => void
}

export interface StoredArtifact {
  readonly artifact: Artifact
  /** Absolute path of the bytes. */
  readonly path: string
}

export interface ArtifactReader {
  /** Throws AppError `not-found`. */
  get(owner: string, artifactId: string): Promise<StoredArtifact>
}

/** What /metrics and /readyz read. */
export interface StoreHealth {
  /** False while the disk takes no writes; it heals by itself. */
  readonly isWritable: boolean
  readonly lastError: string | null
  runsByState(): Record<string, number>
  attemptsByState(): Record<string, number>
  /** Writes waiting for the writer. */
  queueDepth(): number
  /** Called after each group commit. */
  onCommit(listener: (commit: { events: number; bytes: number; ms: number }) => void): () => void
}
