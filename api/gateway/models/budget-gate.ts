import { setTimeout as delay } from 'node:timers/promises'
import { ROUNDING_USD } from '../../store/budgets.ts'
import type { Begun } from '../../store/call.ts'
import type { CallStore } from '../../store/call-store.ts'
import type { OpenStore } from '../../store/open-store.ts'
import { ModelError } from './model-error.ts'

export type BudgetRefusal = Extract<Begun, { kind: 'budget' }>

export function budgetError(text: string): ModelError {
  return new ModelError(402, text, { isRetryable: false, reason: 'budget' })
}

/** After these a call may fit that did not before. */
const raises: ReadonlySet<string> = new Set(['patchRun', 'settleCall', 'removeRun'])

export interface BudgetWaitDeps {
  readonly calls: Pick<CallStore, 'budgets'>
  readonly onChange: OpenStore['onChange']
}

interface Wanted {
  readonly runId: string
  readonly maxCostUsd: number
}

/** True as soon as there is room for a call, false when there is none in time. Rejects with the signal's reason. */
export async function untilBudgetAllows(
  { calls, onChange }: BudgetWaitDeps,
  { runId, maxCostUsd }: Wanted,
  patienceMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const hasRoom = () => {
    const { run, day } = calls.budgets(runId)
    return [run, day].every(
      (budget) => budget === null || budget.usedUsd + maxCostUsd <= budget.budgetUsd + ROUNDING_USD,
    )
  }
  const raised = new AbortController()
  const removeListener = onChange((name) => {
    if (raises.has(name) && hasRoom()) raised.abort()
  })
  try {
    // what changed before the listener was there
    if (hasRoom()) return true
    await delay(patienceMs, undefined, { signal: AbortSignal.any([signal, raised.signal]) }).catch(() => {})
    signal.throwIfAborted()
    return raised.signal.aborted
  } finally {
    removeListener()
  }
}
