import type { Wait } from '#contract/api.ts'
import type { StoredAttempt } from '../store/attempt-store.ts'
import { budgetWait } from '../store/budget-wait.ts'
import type { OrchestratorDeps } from './orchestrator-deps.ts'

/** Which of these may not start because a budget is used up, and what each is told. What costs nothing is never among them. */
export function parkedAttempts(
  { calls, mayCost }: Pick<OrchestratorDeps, 'calls' | 'mayCost'>,
  queued: readonly StoredAttempt[],
): ReadonlyMap<string, Wait> {
  const paid = queued.filter(mayCost)
  if (paid.length === 0) return new Map()
  const { day, runs } = calls.usedUp()
  const parked = new Map<string, Wait>()
  for (const { id, runId } of paid) {
    const run = runs.get(runId)
    if (run !== undefined) parked.set(id, budgetWait(runId, 'run', run))
    else if (day !== null) parked.set(id, budgetWait(runId, 'day', day))
  }
  return parked
}
