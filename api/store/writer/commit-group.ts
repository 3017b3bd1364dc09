import { performance } from 'node:perf_hooks'
import type { Transaction } from 'better-sqlite3'
import { commands } from '../commands/commands.ts'
import type { Db, Sqlite } from '../database.ts'
import { isStorageError } from '../storage-error.ts'
import type { BlockWriter } from './block-writer.ts'
import type { LogStatements } from './log-statements.ts'
import type { CommitMessage, WriteRequest, WriteResult } from './messages.ts'
import { cutSegments, type Segment } from './segment.ts'
import type { PendingFrames, Tx } from './transaction.ts'
import { toWireError } from './wire-error.ts'

export interface GroupContext {
  readonly sqlite: Sqlite
  readonly db: Db
  readonly log: LogStatements
  readonly blocks: BlockWriter
  readonly epoch: number
  /** A ULID that is greater than the last one; its time is at least `atMs`. */
  readonly nextUlid: (atMs: number) => string
  readonly transactions: Transactions
}

/** Made once: to make one takes longer than the statements of a small commit. */
export interface Transactions {
  readonly ofGroup: Transaction<typeof runGroup>
  /** Inside the other it is a savepoint. */
  readonly ofCommand: Transaction<typeof applyCommand>
}

export function prepareTransactions(sqlite: Sqlite): Transactions {
  return { ofGroup: sqlite.transaction(runGroup), ofCommand: sqlite.transaction(applyCommand) }
}

/**
 * Runs a group of commands in one transaction, and says what came of each. Each has a savepoint of its own, unless it is
 * alone: then all of the transaction is.
 */
export function commitGroup(context: GroupContext, group: readonly WriteRequest[]): CommitMessage {
  const startedAt = performance.now()
  try {
    const changesBefore = context.log.totalChanges()
    const { results, segments } = context.transactions.ofGroup.immediate(context, group)
    const hasWritten = context.log.totalChanges() > changesBefore
    return { results, segments, ms: performance.now() - startedAt, hasWritten }
  } catch (error) {
    if (group.length > 1 && !isStorageError(error)) return commitOneByOne(context, group, startedAt)
    const failure = toWireError(error)
    const results = group.map(({ id }): WriteResult => ({ id, isOk: false, error: failure }))
    return { results, segments: [], ms: performance.now() - startedAt, hasWritten: false }
  }
}

// A command that breaks the whole transaction must not take its neighbours down with it.
function commitOneByOne(context: GroupContext, group: readonly WriteRequest[], startedAt: number): CommitMessage {
  const commits = group.map((request) => commitGroup(context, [request]))
  return {
    results: commits.flatMap((commit) => commit.results),
    segments: commits.flatMap((commit) => commit.segments),
    ms: performance.now() - startedAt,
    hasWritten: commits.some((commit) => commit.hasWritten),
  }
}

function runGroup(
  context: GroupContext,
  group: readonly WriteRequest[],
): { results: WriteResult[]; segments: Segment[] } {
  const now = new Date()
  const pending: PendingFrames[] = []
  const isAlone = group.length === 1
  const results = group.map((request) => runCommand(context, request, { now, pending, isAlone }))
  const segments = cutSegments(pending, context.blocks)
  for (const segment of segments) context.log.insertSegment(segment)
  return { results, segments }
}

interface GroupState {
  readonly now: Date
  readonly pending: PendingFrames[]
  readonly isAlone: boolean
}

function runCommand(context: GroupContext, request: WriteRequest, state: GroupState): WriteResult {
  const { db, log, epoch } = context
  const { now, pending, isAlone } = state
  const newId = () => context.nextUlid(now.getTime()).toLowerCase()
  const tx: Tx = { db, log, epoch, now, newId, pending: [] }
  try {
    const value = isAlone ? applyCommand(tx, request) : context.transactions.ofCommand(tx, request)
    pending.push(...tx.pending)
    return { id: request.id, isOk: true, value }
  } catch (error) {
    // a full disk has rolled back everything already: the whole group must fail
    if (isAlone || isStorageError(error) || !context.sqlite.inTransaction) throw error
    return { id: request.id, isOk: false, error: toWireError(error) }
  }
}

function applyCommand(tx: Tx, request: WriteRequest): unknown {
  const command = commands[request.name]
  if (command === undefined) throw new Error(`There is no command ${request.name}.`)
  return command(tx, request.args as never)
}
