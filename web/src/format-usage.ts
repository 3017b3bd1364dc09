import type { BudgetShort } from '#contract/budget.ts'
import { formatNumber } from './format.ts'
import { modelStrings } from './model-strings.ts'
import { type Amount, tokensOf, type UsageSum } from './run/usage-sum.ts'

const fine = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 4 })
const coarse = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** `$0.0031`, `$0.50`, `$12.40`: small sums by the hundredth of a cent, because calls cost that little. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0'
  if (usd < 0.0001) return '<$0.0001'
  return `$${(usd < 1 ? fine : coarse).format(usd)}`
}

/** `$0.03`; `over $0.03`, or short `$0.03+`, where a part is not known; `cost unknown` where nothing is. */
export function costText({ known, isWhole }: Amount, isShort = false): string {
  if (isWhole) return formatUsd(known)
  return known > 0 ? atLeast(formatUsd(known), isShort) : modelStrings.usage.noCost
}

/** `$0.04 of $0.05 are used or promised, …`: how a budget stands that leaves no room, and what begins the day's anew. */
export function shortBudgetText({ of, budgetUsd, usedUsd, callUsd }: BudgetShort): string {
  const { budget } = modelStrings
  const state = budget.short(formatUsd(usedUsd), formatUsd(budgetUsd), callUsd === null ? null : formatUsd(callUsd))
  return of === 'day' ? `${state} ${budget.ofDay}` : state
}

/** `1,204 tokens`; from a hundred thousand on `124.3K tokens`. */
export function tokensText(usage: UsageSum, isShort = false): string {
  const { known, isWhole } = tokensOf(usage)
  const count = known < 100_000 ? formatNumber(known) : compact.format(known)
  if (isWhole) return modelStrings.usage.tokens(count)
  return known > 0 ? modelStrings.usage.tokens(atLeast(count, isShort)) : modelStrings.usage.noTokens
}

const atLeast = (amount: string, isShort: boolean) =>
  isShort ? modelStrings.usage.atLeast(amount) : modelStrings.usage.over(amount)
