import { AppError } from '../../errors.ts'
import { type BudgetLimits, ROUNDING_USD, readBudgets } from '../budgets.ts'
import {
  type Begun,
  type CallRef,
  type CallRow,
  type CallUsage,
  type NewCall,
  type StoredCall,
  toStoredCall,
} from '../call.ts'
import { and, count, eq, sql } from '../drizzle.ts'
import { prepared } from '../prepared.ts'
import { attempts, calls } from '../schema.ts'
import { append } from '../writer/append.ts'
import { draft, type Tx } from '../writer/transaction.ts'
import { refuseUnlessWanted } from './claim.ts'
import { type AttemptRow, findAttempt } from './find.ts'
import { addToDay } from './usage-day.ts'

/** Most calls of one attempt: ten passes of each of three kinds, with a few repeats of each. */
const MAX_CALLS = 128

interface BeginArgs {
  readonly call: NewCall
  readonly limits: BudgetLimits
}

/**
 * Commits that a call is about to be made, within the budgets. Nothing may be forwarded before this has answered `new`.
 * Throws AppError `not-found`, `forbidden` for an attempt that is not at work, `conflict` after too many calls, and
 * `unprocessable` when there is a budget and nobody knows what the call can cost.
 */
export function beginCall(tx: Tx, { call, limits }: BeginArgs): Begun {
  const attempt = findAttempt(tx, call.attemptId)
  if (attempt === undefined) throw new AppError('not-found', 'There is no such attempt.')
  refuseUnlessWanted(attempt)
  const known = findCall(tx, call)
  if (known !== undefined) return { kind: 'known', call: toStoredCall(known) }
  if (attempt.finish !== null) throw new AppError('forbidden', 'This attempt has finished: it makes no more calls.')
  if (countCalls(tx, attempt.id) >= MAX_CALLS) {
    throw new AppError('conflict', `An attempt makes at most ${MAX_CALLS} calls.`)
  }
  const refused = refusedBy(tx, attempt.runId, call, limits)
  if (refused !== null) {
    tx.db.update(attempts).set({ budgetRefusedAt: tx.now.toISOString() }).where(eq(attempts.id, attempt.id)).run()
    return refused
  }
  return { kind: 'new', call: insertCall(tx, attempt, call) }
}

/** Keeps how the back-end calls it. Nothing is kept once it is settled. */
export function setCallHandle(tx: Tx, { ref, handle }: { ref: CallRef; handle: string }): void {
  const isOpen = and(isCall(ref), eq(calls.state, 'open'))
  tx.db.update(calls).set({ handle }).where(isOpen).run()
}

/** Settles a call and tells what it used, once; also after its attempt has ended. The first settlement stands. */
export function settleCall(tx: Tx, { ref, usage }: { ref: CallRef; usage: CallUsage }): void {
  const call = findCall(tx, ref)
  // gone with its run, where its maximum was counted
  if (call === undefined || call.state === 'settled') return
  const used = { ...usage, firstTokenMs: whole(usage.firstTokenMs), ms: whole(usage.ms) }
  const place = { run: call.runId, variation: call.index, attempt: call.number }
  const { id, provider, model } = call
  const change = () => {
    setSettled(tx.db).run({ ...used, attemptId: call.attemptId, id, settledAt: tx.now.toISOString() })
    addToDay(tx, call, used)
  }
  const drafts = [draft(tx, place, 'usage', { call: id, provider, model, ...used })]
  append(tx, call.runId, drafts, change, { kind: 'command', key: `usage:${call.attemptId}:${id}` })
}

function refusedBy(tx: Tx, runId: string, call: NewCall, limits: BudgetLimits): (Begun & { kind: 'budget' }) | null {
  // what costs nothing is refused by no budget, not even by one that was lowered below what is spent
  if (call.maxCostUsd === 0) return null
  const budgets = readBudgets(tx.db, runId, limits, tx.now)
  for (const scope of ['run', 'day'] as const) {
    const budget = budgets[scope]
    if (budget === null) continue
    if (call.maxCostUsd === null) throw unpriced(call.model, scope)
    if (budget.usedUsd + call.maxCostUsd > budget.budgetUsd + ROUNDING_USD) return { kind: 'budget', scope, ...budget }
  }
  return null
}

function unpriced(model: string, scope: 'run' | 'day'): AppError {
  const text = `There is a budget for the ${scope}, and nobody knows what ${model} costs. Add its price to PRICES.`
  return new AppError('unprocessable', text)
}

const setSettled = prepared((db) => {
  const at = sql.placeholder
  const isIt = and(eq(calls.attemptId, at('attemptId')), eq(calls.id, at('id')))
  const tokens = { inputTokens: sql`${at('inputTokens')}`, outputTokens: sql`${at('outputTokens')}` }
  const used = { ...tokens, cachedTokens: sql`${at('cachedTokens')}`, costUsd: sql`${at('costUsd')}` }
  const times = { firstTokenMs: sql`${at('firstTokenMs')}`, ms: sql`${at('ms')}`, settledAt: sql`${at('settledAt')}` }
  return db
    .update(calls)
    .set({ ...used, ...times, state: 'settled' })
    .where(isIt)
    .prepare()
})

const callByRef = prepared((db) => {
  const isIt = and(eq(calls.attemptId, sql.placeholder('attemptId')), eq(calls.id, sql.placeholder('id')))
  return db.select().from(calls).where(isIt).prepare()
})

const callCount = prepared((db) => {
  const isOfAttempt = eq(calls.attemptId, sql.placeholder('attemptId'))
  return db.select({ count: count() }).from(calls).where(isOfAttempt).prepare()
})

const insertOpen = prepared((db) => {
  const at = sql.placeholder
  const of = { attemptId: at('attemptId'), id: at('id'), runId: at('runId'), index: at('index'), number: at('number') }
  const what = { provider: at('provider'), model: at('model'), maxCostUsd: at('maxCostUsd') }
  const row = { ...of, ...what, requestSha256: at('requestSha256'), createdAt: at('createdAt') }
  return db
    .insert(calls)
    .values({ ...row, state: 'open' })
    .prepare()
})

function insertCall(tx: Tx, { runId, index, number }: AttemptRow, call: NewCall): StoredCall {
  const { attemptId, id, provider, model, maxCostUsd, requestSha256 } = call
  const of = { attemptId, id, runId, index, number }
  const row = { ...of, provider, model, maxCostUsd, requestSha256, createdAt: tx.now.toISOString() }
  insertOpen(tx.db).run(row)
  return { ...row, state: 'open', handle: null, usage: null }
}

function findCall(tx: Tx, ref: CallRef): CallRow | undefined {
  return callByRef(tx.db).get({ attemptId: ref.attemptId, id: ref.id })
}

function countCalls(tx: Tx, attemptId: string): number {
  return callCount(tx.db).get({ attemptId })?.count ?? 0
}

function isCall({ attemptId, id }: CallRef) {
  return and(eq(calls.attemptId, attemptId), eq(calls.id, id))
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.max(0, Math.round(ms))
}
