import type { Db } from './database.ts'
import { and, eq, gte, inArray, ne, sql } from './drizzle.ts'
import { attempts, calls, runs, usageDays } from './schema.ts'

/** What the settings allow; null is no limit. A run may have a budget of its own instead. */
export interface BudgetLimits {
  readonly budgetRunUsd: number | null
  readonly budgetDayUsd: number | null
}

export const noLimits: BudgetLimits = { budgetRunUsd: null, budgetDayUsd: null }

/** A budget and what counts against it: settled costs, and open calls and unknown costs at their maxima. */
export interface BudgetUse {
  readonly budgetUsd: number
  readonly usedUsd: number
}

/** Null where there is no budget. */
export interface Budgets {
  readonly run: BudgetUse | null
  readonly day: BudgetUse | null
}

/** Budgets with nothing left. */
export interface UsedUp {
  readonly day: BudgetUse | null
  /** By run, of those that have attempts in the queue. */
  readonly runs: ReadonlyMap<string, BudgetUse>
}

/** A billionth of a dollar: sums of floating point numbers miss by far less, and no price is that small. */
export const ROUNDING_USD = 1e-9

/** The day of a time, as budgets count: UTC. */
export function dayOf(time: string): string {
  return time.slice(0, 'YYYY-MM-DD'.length)
}

/** How the budgets of a run and of the day stand. */
export function readBudgets(db: Db, runId: string, limits: BudgetLimits, now: Date): Budgets {
  const run = db.select({ budgetUsd: runs.budgetUsd }).from(runs).where(eq(runs.id, runId)).get()
  const budgetRunUsd = run?.budgetUsd ?? limits.budgetRunUsd
  return {
    run: budgetRunUsd === null ? null : { budgetUsd: budgetRunUsd, usedUsd: usedByRun(db, runId) },
    day: readDayBudget(db, limits, now),
  }
}

/** Which budgets leave nothing: no call that costs anything can be made there. */
export function readUsedUp(db: Db, limits: BudgetLimits, now: Date): UsedUp {
  const day = readDayBudget(db, limits, now)
  // the first half is what the index of live attempts is asked by
  const isQueued = and(ne(attempts.state, 'ended'), eq(attempts.state, 'queued'))
  const waiting = db.select({ id: attempts.runId }).from(attempts).where(isQueued)
  const rows = db
    .select({ id: runs.id, own: runs.budgetUsd, usedUsd: sql<number>`total(${countedCost})` })
    .from(runs)
    .leftJoin(calls, eq(calls.runId, runs.id))
    .where(inArray(runs.id, waiting))
    .groupBy(runs.id)
    .all()
  const budgets = rows.flatMap(({ id, own, usedUsd }): [string, BudgetUse][] => {
    const budgetUsd = own ?? limits.budgetRunUsd
    return budgetUsd === null ? [] : [[id, { budgetUsd, usedUsd }]]
  })
  return { day: day !== null && isUsedUp(day) ? day : null, runs: new Map(budgets.filter(([, use]) => isUsedUp(use))) }
}

function isUsedUp({ budgetUsd, usedUsd }: BudgetUse): boolean {
  return usedUsd > budgetUsd - ROUNDING_USD
}

function readDayBudget(db: Db, { budgetDayUsd }: BudgetLimits, now: Date): BudgetUse | null {
  return budgetDayUsd === null ? null : { budgetUsd: budgetDayUsd, usedUsd: usedOnDay(db, now) }
}

/** A call as budgets count it: its cost, or its maximum while that is not known. */
const countedCost = sql<number>`coalesce(${calls.costUsd}, ${calls.maxCostUsd}, 0)`

function usedByRun(db: Db, runId: string): number {
  const used = sql<number>`total(${countedCost})`
  return db.select({ used }).from(calls).where(eq(calls.runId, runId)).get()?.used ?? 0
}

function usedOnDay(db: Db, now: Date): number {
  const day = dayOf(now.toISOString())
  const settled = db.select({ usd: usageDays.countedUsd }).from(usageDays).where(eq(usageDays.day, day)).get()
  const isOpen = and(eq(calls.state, 'open'), gte(calls.createdAt, day))
  const open = db
    .select({ usd: sql<number>`total(${countedCost})` })
    .from(calls)
    .where(isOpen)
    .get()
  return (settled?.usd ?? 0) + (open?.usd ?? 0)
}
