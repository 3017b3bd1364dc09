import type { Usage } from '#contract/api.ts'
import { type BudgetLimits, type Budgets, readBudgets, readUsedUp, type UsedUp } from './budgets.ts'
import { type Begun, type CallRef, type CallUsage, type NewCall, type StoredCall, toStoredCall } from './call.ts'
import type { Db } from './database.ts'
import { and, asc, eq, sql } from './drizzle.ts'
import { prepared } from './prepared.ts'
import { calls } from './schema.ts'
import { readDayUsage } from './usage.ts'
import type { Writer } from './writer/writer.ts'

const byRef = prepared((db) => {
  const isIt = and(eq(calls.attemptId, sql.placeholder('attemptId')), eq(calls.id, sql.placeholder('id')))
  return db.select().from(calls).where(isIt).prepare()
})

/** Calls of agents to models and image servers, and the budgets they must fit into. */
export class CallStore {
  readonly #db: Db
  readonly #writer: Writer
  readonly #limits: BudgetLimits

  constructor(db: Db, writer: Writer, limits: BudgetLimits) {
    this.#db = db
    this.#writer = writer
    this.#limits = limits
  }

  /** Commits a call before anything is forwarded. Throws as `beginCall` says. */
  begin(call: NewCall): Promise<Begun> {
    return this.#writer.run('beginCall', { call, limits: this.#limits })
  }

  /** Keeps the back-end's own name of an open call. */
  setHandle(ref: CallRef, handle: string): Promise<void> {
    return this.#writer.run('setCallHandle', { ref, handle })
  }

  /** Says what a call used, with its one `usage` event; a repeat is a no-op, and an attempt may have ended before. */
  settle(ref: CallRef, usage: CallUsage): Promise<void> {
    return this.#writer.run('settleCall', { ref, usage })
  }

  /** At a start: settles what an earlier process left open and nobody can go on with. */
  settleLost(): Promise<number> {
    return this.#writer.run('settleLostCalls', undefined)
  }

  /** Settles what is still open of attempts that ended before that time; answers how many there were. */
  async settleOverdue(endedBefore: Date): Promise<number> {
    if (this.open().length === 0) return 0
    return this.#writer.run('settleOverdueCalls', { endedBefore: endedBefore.toISOString() })
  }

  get({ attemptId, id }: CallRef): StoredCall | undefined {
    const row = byRef(this.#db).get({ attemptId, id })
    return row && toStoredCall(row)
  }

  /** Calls not settled yet, oldest first. */
  open(): readonly StoredCall[] {
    const rows = this.#db.select().from(calls).where(eq(calls.state, 'open')).orderBy(asc(calls.createdAt)).all()
    return rows.map(toStoredCall)
  }

  /** How the budgets stand that a call of this run must fit into. */
  budgets(runId: string, now = new Date()): Budgets {
    return readBudgets(this.#db, runId, this.#limits, now)
  }

  /** The budgets with nothing left, as far as anything waits for them. */
  usedUp(now = new Date()): UsedUp {
    return readUsedUp(this.#db, this.#limits, now)
  }

  /** What was used today (UTC), by runs removed since as well. */
  usageToday(now = new Date()): Usage {
    return readDayUsage(this.#db, now)
  }
}
