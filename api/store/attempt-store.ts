import type { SQL } from 'drizzle-orm'
import type { Wait } from '#contract/api.ts'
import type { Assignment, FinishRequest } from '#contract/assignment.ts'
import type { Designer, EventData, Renderer, Where } from '#contract/event.ts'
import type { FailureReason } from '#contract/reason.ts'
import type { ExitFacts } from '../lifecycle/attempt-end.ts'
import type { AttemptState } from '../lifecycle/attempt-state.ts'
import { type AgentSettings, isOfVariation, readAssignment } from './assignment.ts'
import type { NewArtifact } from './commands/artifact.ts'
import type { CommandArgs } from './commands/commands.ts'
import type { Db } from './database.ts'
import { and, asc, eq, gte, inArray, isNotNull, lt, ne, sql } from './drizzle.ts'
import { prepared } from './prepared.ts'
import { attempts, runs, variations } from './schema.ts'
import type { Writer } from './writer/writer.ts'

/** An attempt as the orchestrator and the gateway see it. */
export interface StoredAttempt {
  readonly id: string
  readonly owner: string
  readonly runId: string
  /** The batch whose row its run is; null for a run that somebody posted. */
  readonly batchId: string | null
  readonly index: number
  readonly number: number
  readonly designer: Designer
  readonly renderer: Renderer
  readonly model: string | null
  readonly priority: number
  readonly desired: 'running' | 'cancelled'
  readonly state: AttemptState
  readonly stopReason: FailureReason | null
  /** When an agent first claimed it: from then on it ran somewhere. */
  readonly claimedAt: string | null
  readonly queuedAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly cursor: string | null
  readonly lastN: number
  readonly finish: FinishRequest | null
  readonly tokenSha256: string | null
  readonly isTokenUsed: boolean
  readonly isRemoved: boolean
}

/** What a follower read and where it then stands. */
export type IngestArgs = Omit<CommandArgs<'ingest'>, 'epoch'>

/** Of deleted runs, so many are named at a time. */
const MAX_DELETED = 20

const columns = {
  id: attempts.id,
  owner: runs.owner,
  runId: attempts.runId,
  batchId: runs.batchId,
  index: attempts.index,
  number: attempts.number,
  designer: variations.designer,
  renderer: variations.renderer,
  model: variations.model,
  priority: runs.priority,
  desired: attempts.desired,
  state: attempts.state,
  stopReason: attempts.stopReason,
  claimedAt: attempts.claimedAt,
  queuedAt: attempts.queuedAt,
  startedAt: attempts.startedAt,
  endedAt: attempts.endedAt,
  cursor: attempts.cursor,
  lastN: attempts.lastN,
  finish: attempts.finish,
  tokenSha256: attempts.tokenSha256,
  isTokenUsed: attempts.isTokenUsed,
  isRemoved: attempts.isRemoved,
}

function selectFrom(db: Db) {
  const all = db.select(columns).from(attempts).innerJoin(runs, eq(runs.id, attempts.runId))
  return all.innerJoin(variations, isOfVariation)
}

const byId = prepared((db) =>
  selectFrom(db)
    .where(eq(attempts.id, sql.placeholder('id')))
    .prepare(),
)
const byTokenHash = prepared((db) =>
  selectFrom(db)
    .where(eq(attempts.tokenSha256, sql.placeholder('sha256')))
    .prepare(),
)
const notEnded = prepared((db) => selectFrom(db).where(ne(attempts.state, 'ended')).orderBy(asc(attempts.id)).prepare())

/** Attempts for those who execute them. Reads see what is committed; every change is one transaction of the writer. */
export class AttemptStore {
  readonly #db: Db
  readonly #writer: Writer

  constructor(db: Db, writer: Writer) {
    this.#db = db
    this.#writer = writer
  }

  get(attemptId: string): StoredAttempt | undefined {
    return byId(this.#db).get({ id: attemptId })
  }

  byToken(tokenSha256: string): StoredAttempt | undefined {
    return byTokenHash(this.#db).get({ sha256: tokenSha256 })
  }

  /** Everything that has not ended, oldest first. */
  live(): StoredAttempt[] {
    return notEnded(this.#db).all()
  }

  /** Which of these have work ahead of them; the others have ended, or are unknown here. */
  liveAmong(attemptIds: readonly string[]): ReadonlySet<string> {
    return this.#idsWhere(attemptIds, ne(attempts.state, 'ended'))
  }

  /** Which of these the runner still holds for people to look at: ended, and not before that time. */
  endedSince(attemptIds: readonly string[], time: Date): ReadonlySet<string> {
    return this.#idsWhere(attemptIds, gte(attempts.endedAt, time.toISOString()))
  }

  /** What an agent gets to know; undefined for an attempt that is gone. */
  assignment(attemptId: string, settings: AgentSettings): Assignment | undefined {
    return readAssignment(this.#db, attemptId, settings)
  }

  launch(attemptId: string): Promise<boolean> {
    return this.#writer.run('launchAttempt', { attemptId })
  }

  start(attemptId: string, runner: 'local' | 'kubernetes', where: Where): Promise<void> {
    return this.#writer.run('startAttempt', { attemptId, runner, where })
  }

  wait(attemptId: string, wait: Wait | null): Promise<void> {
    return this.#writer.run('waitAttempt', { attemptId, wait })
  }

  /** Shows how far its picture is; whoever calls sees to it that it is not too often. */
  progress(attemptId: string, progress: EventData<'image-progress'>): Promise<void> {
    return this.#writer.run('showProgress', { attemptId, progress })
  }

  ingest(args: IngestArgs): Promise<boolean> {
    return this.#writer.run('ingest', { ...args, epoch: this.#writer.epoch })
  }

  stop(attemptId: string, reason: FailureReason): Promise<void> {
    return this.#writer.run('stopAttempt', { attemptId, reason })
  }

  end(attemptId: string, exit: ExitFacts, isDrained: boolean): Promise<boolean> {
    return this.#writer.run('endAttempt', { attemptId, exit, isDrained })
  }

  claim(attemptId: string, tokenSha256: string): Promise<void> {
    return this.#writer.run('claimAttempt', { attemptId, tokenSha256 })
  }

  useToken(attemptId: string, tokenSha256: string): Promise<boolean> {
    return this.#writer.run('useToken', { attemptId, tokenSha256 })
  }

  finish(attemptId: string, finish: FinishRequest): Promise<void> {
    return this.#writer.run('finishAttempt', { attemptId, finish })
  }

  addArtifact(artifact: NewArtifact): Promise<{ id: string; sha256: string }> {
    return this.#writer.run('addArtifact', artifact)
  }

  /** Some runs deleted before that time; they can no longer be restored. */
  deletedRuns(before: Date): string[] {
    const isOld = and(isNotNull(runs.deletedAt), lt(runs.deletedAt, before.toISOString()))
    return this.#db
      .select({ id: runs.id })
      .from(runs)
      .where(isOld)
      .limit(MAX_DELETED)
      .all()
      .map((row) => row.id)
  }

  /** Removes some of a deleted run; false while there is more. */
  removeSome(runId: string): Promise<boolean> {
    return this.#writer.run('removeRun', { runId })
  }

  /** Removes all of a deleted run, in chunks between which others write. */
  async removeRun(runId: string): Promise<void> {
    while (!(await this.removeSome(runId)));
  }

  async forgetAnswers(): Promise<void> {
    while (!(await this.#writer.run('forgetAnswers', undefined)));
  }

  #idsWhere(attemptIds: readonly string[], condition: SQL): ReadonlySet<string> {
    const isOne = and(inArray(attempts.id, [...attemptIds]), condition)
    const rows = this.#db.select({ id: attempts.id }).from(attempts).where(isOne).all()
    return new Set(rows.map(({ id }) => id))
  }
}
