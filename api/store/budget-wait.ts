import type { Wait } from '#contract/api.ts'
import type { BudgetShort } from '#contract/budget.ts'
import type { BudgetUse } from './budgets.ts'

/**
 * What an attempt that meets a used-up budget is told, in words and in numbers: which one it is, and what raises it.
 * `callUsd`: the most that the call can cost for which there is no room.
 */
export function budgetWait(
  runId: string,
  scope: 'run' | 'day',
  { budgetUsd, usedUsd }: BudgetUse,
  callUsd: number | null = null,
): Wait & { readonly budget: BudgetShort } {
  const wish = callUsd === null ? '' : `, and this call may cost ${dollars(callUsd)}`
  const state = `${dollars(usedUsd)} of ${dollars(budgetUsd)} are used or promised${wish}`
  const short = { of: scope, budgetUsd, usedUsd, callUsd }
  if (scope === 'day') {
    const text = `The budget of the day does not allow more: ${state}. It begins anew at 00:00 UTC; BUDGET_DAY_USD raises it.`
    return { reason: 'budget', message: text, budget: { ...short, enoughUsd: null } }
  }
  const enoughUsd = higher(Math.max(budgetUsd, usedUsd + (callUsd ?? 0)))
  const call = `PATCH /v1/runs/${runId} {"budgetUsd": ${enoughUsd}}`
  const message = `The budget of this run does not allow more: ${state}. Raise it: ${call}`
  return { reason: 'budget', message, budget: { ...short, enoughUsd } }
}

/** Twice as much, so that the call can be used as it stands. */
function higher(usd: number): number {
  return usd === 0 ? 1 : Number((usd * 2).toPrecision(6))
}

/** With as many digits as a small budget needs. */
function dollars(usd: number): string {
  return `$${usd !== 0 && usd < 1 ? Number(usd.toPrecision(2)) : usd.toFixed(2)}`
}
