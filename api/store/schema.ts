import type { Wait } from '#contract/api.ts'
import type { FinishRequest } from '#contract/assignment.ts'
import type { Design } from '#contract/design.ts'
import type { ArtifactKind, Designer, Outcome, Renderer, RunOutcome, Step, Strength, Where } from '#contract/event.ts'
import type { FailureReason } from '#contract/reason.ts'
import type { AttemptState } from '../lifecycle/attempt-state.ts'
import type { Provider } from './call.ts'
import { blob, index, integer, primaryKey, real, sql, sqliteTable, text, uniqueIndex } from './drizzle.ts'

// Times are RFC 3339 text, as the API shows them; JSON columns hold what was parsed at an edge.

/** One row: who this installation is. The epoch rises at each start and fences writers of earlier ones. */
export const installation = sqliteTable('installation', {
  id: integer().primaryKey(),
  installationId: text().notNull(),
  secret: blob({ mode: 'buffer' }).notNull(),
  epoch: integer().notNull(),
  gatewayPort: integer(),
  createdAt: text().notNull(),
})

export const logs = sqliteTable('logs', {
  id: text().primaryKey(),
  kind: text().$type<'run' | 'batch'>().notNull(),
  lastSeq: integer().notNull(),
})

/** The blocks of one flush, ready for a socket. `offsets` is where each block begins (little-endian uint32). */
export const segments = sqliteTable(
  'segments',
  {
    rowId: integer().primaryKey(),
    logId: text().notNull(),
    firstSeq: integer().notNull(),
    lastSeq: integer().notNull(),
    offsets: blob({ mode: 'buffer' }).notNull(),
    /** Large segments are compressed: their bytes on disk are what limits the writer. */
    encoding: text().$type<'plain' | 'deflate' | 'zstd'>().notNull(),
    frames: blob({ mode: 'buffer' }).notNull(),
  },
  (table) => [uniqueIndex('segments_by_last_seq').on(table.logId, table.lastSeq)],
)

/** Keys of commands already applied to a log: a repeat is a no-op. */
export const commandKeys = sqliteTable('command_keys', { logId: text().notNull(), key: text().notNull() }, (table) => [
  primaryKey({ columns: [table.logId, table.key] }),
])

export const runs = sqliteTable(
  'runs',
  {
    id: text().primaryKey(),
    owner: text().notNull().default('local'),
    kind: text().$type<'axolotl'>().notNull().default('axolotl'),
    brief: text().notNull(),
    seed: integer().notNull(),
    state: text().$type<'running' | RunOutcome>().notNull(),
    budgetUsd: real(),
    /** When it was raised last: an attempt that was refused before that and ends after it is queued again. */
    budgetRaisedAt: text(),
    priority: integer().notNull().default(0),
    labels: text({ mode: 'json' }).$type<Record<string, string>>().notNull(),
    traceparent: text(),
    /** The batch whose row it is; null for a run that somebody posted. */
    batchId: text(),
    createdAt: text().notNull(),
    endedAt: text(),
    deletedAt: text(),
  },
  (table) => [index('runs_by_owner').on(table.owner, table.id)],
)

export const runParents = sqliteTable(
  'run_parents',
  {
    runId: text().notNull(),
    position: integer().notNull(),
    parentRun: text().notNull(),
    parentVariation: integer().notNull(),
    parentAttempt: integer(),
    strength: text().$type<Strength>(),
    keep: text({ mode: 'json' }).$type<string[]>(),
    /** The design as it was: what happens to the parent later changes nothing for the child. */
    design: text({ mode: 'json' }).$type<Design>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.position] }),
    index('run_parents_by_parent').on(table.parentRun),
  ],
)

export const variations = sqliteTable(
  'variations',
  {
    runId: text().notNull(),
    index: integer('idx').notNull(),
    direction: text().notNull(),
    designer: text().$type<Designer>().notNull(),
    renderer: text().$type<Renderer>().notNull(),
    model: text(),
    seed: integer().notNull(),
    wait: text({ mode: 'json' }).$type<Wait>(),
    /** Number of the last attempt. */
    attempt: integer().notNull(),
    design: text({ mode: 'json' }).$type<Design>(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.index] })],
)

export const attempts = sqliteTable(
  'attempts',
  {
    id: text().primaryKey(),
    runId: text().notNull(),
    index: integer('idx').notNull(),
    number: integer().notNull(),
    cause: text().$type<'first' | 'retry' | 'disruption'>().notNull(),
    seed: integer().notNull(),
    /** What should be: committed before anything is done about it. */
    desired: text().$type<'running' | 'cancelled'>().notNull(),
    state: text().$type<AttemptState>().notNull(),
    /** Why the API itself ended it, committed before it is stopped. */
    stopReason: text().$type<FailureReason>(),
    outcome: text().$type<Outcome>(),
    reason: text().$type<FailureReason>(),
    message: text(),
    isRetryable: integer({ mode: 'boolean' }),
    queuedAt: text().notNull(),
    launchedAt: text(),
    startedAt: text(),
    endedAt: text(),
    where: text({ mode: 'json' }).$type<Where>(),
    /** Where the follower stands: opaque JSON text, compared byte for byte. */
    cursor: text(),
    lastN: integer().notNull().default(0),
    claimedAt: text(),
    tokenSha256: text(),
    isTokenUsed: integer({ mode: 'boolean' }).notNull().default(false),
    finish: text({ mode: 'json' }).$type<FinishRequest>(),
    /** When a budget last refused one of its calls. */
    budgetRefusedAt: text(),
    /** True once the runner has been told to forget it. */
    isRemoved: integer({ mode: 'boolean' }).notNull().default(false),
  },
  (table) => [
    uniqueIndex('attempts_by_number').on(table.runId, table.index, table.number),
    index('attempts_live').on(table.state).where(sql`state <> 'ended'`),
    uniqueIndex('attempts_by_token').on(table.tokenSha256),
  ],
)

/** Every call of an agent to a model or an image server, committed before anything is forwarded. */
export const calls = sqliteTable(
  'calls',
  {
    attemptId: text().notNull(),
    /** Chosen by the agent: the same again is the same call. */
    id: text().notNull(),
    runId: text().notNull(),
    index: integer('idx').notNull(),
    number: integer().notNull(),
    provider: text().$type<Provider>().notNull(),
    model: text().notNull(),
    /** The most it can cost; null when that is unknown. */
    maxCostUsd: real(),
    requestSha256: text().notNull(),
    state: text().$type<'open' | 'settled'>().notNull(),
    /** The back-end's own name for it, to find it again. */
    handle: text(),
    createdAt: text().notNull(),
    settledAt: text(),
    inputTokens: integer(),
    outputTokens: integer(),
    cachedTokens: integer(),
    firstTokenMs: integer(),
    ms: integer(),
    costUsd: real(),
  },
  (table) => [
    primaryKey({ columns: [table.attemptId, table.id] }),
    index('calls_by_run').on(table.runId),
    index('calls_open').on(table.createdAt).where(sql`state = 'open'`),
  ],
)

/** What the settled calls begun on a day (UTC) used. It stays when runs are removed: money spent is spent. */
export const usageDays = sqliteTable('usage_days', {
  /** As in 2026-11-21. */
  day: text().primaryKey(),
  calls: integer().notNull(),
  inputTokens: integer(),
  outputTokens: integer(),
  costUsd: real(),
  /** The same with unknown costs at their maxima: what budgets count. */
  countedUsd: real().notNull(),
})

export const artifacts = sqliteTable(
  'artifacts',
  {
    id: text().primaryKey(),
    owner: text().notNull().default('local'),
    kind: text().$type<ArtifactKind>().notNull(),
    runId: text().notNull(),
    index: integer('idx').notNull(),
    attemptId: text().notNull(),
    number: integer().notNull(),
    name: text().notNull(),
    step: text().$type<Step>().notNull(),
    mediaType: text().notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    bytes: integer().notNull(),
    sha256: text().notNull(),
    /** Of the bytes as the agent sent them: what makes a repeated upload the same. */
    sourceSha256: text().notNull(),
    state: text().$type<'held' | 'released' | 'rejected'>().notNull(),
    createdAt: text().notNull(),
  },
  (table) => [
    uniqueIndex('artifacts_by_name').on(table.attemptId, table.name),
    index('artifacts_by_run').on(table.runId, table.index),
    index('artifacts_by_sha256').on(table.sha256),
  ],
)

export const picks = sqliteTable('picks', {
  runId: text().primaryKey(),
  variation: integer().notNull(),
  attempt: integer().notNull(),
  note: text(),
  at: text().notNull(),
})

export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    owner: text().notNull().default('local'),
    route: text().notNull(),
    key: text().notNull(),
    bodySha256: text().notNull(),
    answer: text({ mode: 'json' }).$type<unknown>(),
    createdAt: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.owner, table.route, table.key] }),
    index('idempotency_by_age').on(table.createdAt),
  ],
)
