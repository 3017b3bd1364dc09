import type { PatchRun, Run } from '#contract/api.ts'
import { eq } from '../drizzle.ts'
import { readRun } from '../run-view.ts'
import { runs } from '../schema.ts'
import type { Answer, CommandContext } from '../store.ts'
import type { Tx } from '../writer/transaction.ts'
import { findRun } from './find.ts'
import { once } from './idempotent.ts'

interface PatchArgs {
  readonly runId: string
  readonly change: PatchRun
  readonly context: CommandContext
}

/** Changes what no event tells of: budget, labels, priority. */
export function patchRun(tx: Tx, { runId, change, context }: PatchArgs): Answer<Run> {
  return once(tx, context, () => {
    findRun(tx, context.owner, runId)
    const set = {
      ...(change.budgetUsd === undefined ? {} : { budgetUsd: change.budgetUsd }),
      ...(change.labels === undefined ? {} : { labels: change.labels }),
      ...(change.priority === undefined ? {} : { priority: change.priority }),
    }
    if (Object.keys(set).length > 0) tx.db.update(runs).set(set).where(eq(runs.id, runId)).run()
    return readRun(tx.db, context.owner, runId)
  })
}
