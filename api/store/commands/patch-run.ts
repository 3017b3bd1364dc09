import type { PatchRun, Run } from '#contract/api.ts'
import type { BudgetLimits } from '../budgets.ts'
import { eq } from '../drizzle.ts'
import { requireMatch } from '../entity-tag.ts'
import { readRun } from '../run-view.ts'
import { runs } from '../schema.ts'
import type { Answer, CommandContext } from '../store.ts'
import type { Tx } from '../writer/transaction.ts'
import { findRun } from './find.ts'
import { once } from './idempotent.ts'
import { queueAfterRaise } from './queue-after-raise.ts'

interface PatchArgs {
  readonly runId: string
  readonly change: PatchRun
  readonly limits: BudgetLimits
  readonly context: CommandContext
}

/** Changes budget, labels and priority. A budget that is raised takes up again what failed for want of it. */
export function patchRun(tx: Tx, { runId, change, limits, context }: PatchArgs): Answer<Run> {
  return once(tx, context, () => {
    const { budgetUsd: before } = findRun(tx, context.owner, runId)
    requireMatch(context, () => readRun(tx.db, context.owner, runId))
    const set = {
      ...(change.budgetUsd === undefined ? {} : { budgetUsd: change.budgetUsd }),
      ...(change.labels === undefined ? {} : { labels: change.labels }),
      ...(change.priority === undefined ? {} : { priority: change.priority }),
    }
    if (Object.keys(set).length > 0) tx.db.update(runs).set(set).where(eq(runs.id, runId)).run()
    const allowed = (budgetUsd: number | null) => budgetUsd ?? limits.budgetRunUsd ?? Number.POSITIVE_INFINITY
    if (change.budgetUsd !== undefined && allowed(change.budgetUsd) > allowed(before)) queueAfterRaise(tx, runId)
    return readRun(tx.db, context.owner, runId)
  })
}
