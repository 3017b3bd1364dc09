import type { Batch, BatchWait, RequestCounts } from '#contract/batch.ts'
import type { RunOutcome } from '#contract/event.ts'
import { AppError } from '../../errors.ts'
import { countRows, findBatch, readBatch, type StoredBatch } from '../batch-view.ts'
import { and, eq, inArray, isNotNull } from '../drizzle.ts'
import { batches, batchRows } from '../schema-batches.ts'
import type { Answer, CommandContext } from '../store.ts'
import type { Tx } from '../writer/transaction.ts'
import { appendToBatch, batchDraft } from './batch-log.ts'
import { cancelAttempts } from './cancel.ts'
import { once } from './idempotent.ts'
import { queueWebhooks } from './webhook-queue.ts'

interface OfBatch {
  readonly batchId: string
  readonly context: CommandContext
}

/**
 * No further row is admitted; with `stop`, what runs is cancelled as well. The rows that wait are ended by the batches'
 * loop, some at a time. Of a batch that has ended or is cancelled already: nothing but, with `stop`, the latter.
 */
export function cancelBatch(tx: Tx, args: OfBatch & { running: 'finish' | 'stop' }): Answer<Batch> {
  return change(tx, args, (batch) => {
    const { running } = args
    if (batch.state === 'ended') return
    if (running === 'stop') for (const runId of runningRuns(tx, batch.id)) cancelAttempts(tx, runId)
    if (batch.state === 'cancelling') return
    setState(tx, batch, 'cancelling')
    appendToBatch(tx, batch.id, [batchDraft(tx, batch.id, null, 'batch-cancel', { running })])
  })
}

/** No further row is admitted until it is resumed; what runs goes on. */
export function pauseBatch(tx: Tx, args: OfBatch): Answer<Batch> {
  return change(tx, args, (batch) => {
    if (batch.state === 'paused') return
    if (batch.state !== 'running') throw over(batch, 'paused')
    setState(tx, batch, 'paused')
    appendToBatch(tx, batch.id, [batchDraft(tx, batch.id, null, 'batch-pause', {})])
  })
}

export function resumeBatch(tx: Tx, args: OfBatch): Answer<Batch> {
  return change(tx, args, (batch) => {
    if (batch.state === 'running') return
    if (batch.state !== 'paused') throw over(batch, 'resumed')
    setState(tx, batch, 'running')
    appendToBatch(tx, batch.id, [batchDraft(tx, batch.id, null, 'batch-resume', {})])
  })
}

/** Queues the rows that failed, in whole or in part; a batch that had ended is open again. */
export function retryBatch(tx: Tx, args: OfBatch): Answer<Batch> {
  return change(tx, args, (batch) => {
    if (batch.state === 'cancelling') throw over(batch, 'retried')
    const hasFailed = and(eq(batchRows.batchId, batch.id), inArray(batchRows.state, ['failed', 'partial']))
    const rows = tx.db.update(batchRows).set({ state: 'queued', fault: null }).where(hasFailed).run().changes
    if (rows === 0) return
    if (batch.state === 'ended') setState(tx, batch, 'running')
    appendToBatch(tx, batch.id, [batchDraft(tx, batch.id, null, 'batch-retry', { rows })])
  })
}

/** Shows why no row of a running batch is admitted; null ends the wait. The same wait again says nothing. */
export function waitBatch(tx: Tx, { batchId, wait }: { batchId: string; wait: BatchWait | null }): void {
  const isRunning = and(eq(batches.id, batchId), eq(batches.state, 'running'))
  const batch = tx.db.select().from(batches).where(isRunning).get()
  if (batch === undefined || JSON.stringify(batch.wait) === JSON.stringify(wait)) return
  tx.db.update(batches).set({ wait }).where(isRunning).run()
  const data = wait ?? { reason: null, message: 'The wait is over.', until: null }
  appendToBatch(tx, batchId, [batchDraft(tx, batchId, null, 'batch-wait', data)])
}

/** Ends a batch with nothing left to wait for; false while there is. */
export function endBatch(tx: Tx, { batchId }: { batchId: string }): boolean {
  const isOpen = and(eq(batches.id, batchId), inArray(batches.state, ['running', 'paused', 'cancelling']))
  const batch = tx.db.select().from(batches).where(isOpen).get()
  if (batch === undefined) return false
  const requestCounts = countRows(tx.db, batchId)
  if (requestCounts.queued + requestCounts.running > 0) return false
  tx.db.update(batches).set({ state: 'ended', endedAt: tx.now.toISOString(), wait: null }).where(isOpen).run()
  appendToBatch(tx, batchId, [batchDraft(tx, batchId, null, 'batch-end', { requestCounts })])
  const outcome = outcomeOf(requestCounts)
  const about = { id: batchId, href: `/v1/batches/${batchId}`, outcome, variation: null }
  queueWebhooks(tx, { owner: batch.owner, type: 'batch.ended', ...about })
  return true
}

/** As of a run: cancelled rows are left out. */
function outcomeOf({ succeeded, partial, failed }: RequestCounts): RunOutcome {
  if (succeeded + partial + failed === 0) return 'cancelled'
  if (partial + failed === 0) return 'succeeded'
  return succeeded + partial > 0 ? 'partial' : 'failed'
}

function change(tx: Tx, { batchId, context }: OfBatch, apply: (batch: StoredBatch) => void): Answer<Batch> {
  return once(tx, context, () => {
    apply(findBatch(tx.db, context.owner, batchId))
    return readBatch(tx.db, context.owner, batchId)
  })
}

function setState(tx: Tx, { id }: StoredBatch, state: 'running' | 'paused' | 'cancelling'): void {
  tx.db.update(batches).set({ state, endedAt: null, wait: null }).where(eq(batches.id, id)).run()
}

function over({ id, state }: StoredBatch, change: string): AppError {
  const is = state === 'ended' ? 'has ended' : 'is being cancelled'
  return new AppError('conflict', `Batch ${id} ${is} and cannot be ${change} any more.`)
}

/** As many as are admitted at a time, never all of a batch. */
function runningRuns(tx: Tx, batchId: string): string[] {
  const isRunning = and(eq(batchRows.batchId, batchId), eq(batchRows.state, 'running'), isNotNull(batchRows.runId))
  const rows = tx.db.select({ runId: batchRows.runId }).from(batchRows).where(isRunning).all()
  return rows.flatMap(({ runId }) => runId ?? [])
}
