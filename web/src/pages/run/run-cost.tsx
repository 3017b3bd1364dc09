import { Icon } from '../../components/icon.tsx'
import { costText, formatUsd, tokensText } from '../../format-usage.ts'
import { modelStrings } from '../../model-strings.ts'
import { usesModels } from '../../run/lane-state.ts'
import { useRun, useRunPage } from './run-context.ts'

/** What the run used so far and may use; a click opens the field that changes it. Absent where nothing can cost. */
export function RunCost() {
  const { isBudgetOpen } = useRunPage()
  const isShown = useRun((run) => run.usage.calls > 0 || run.budgetUsd !== null || run.lanes.some(usesModels))
  const usage = useRun((run) => run.usage)
  const budgetUsd = useRun((run) => run.budgetUsd)
  if (!isShown) return null
  const cost = costText(usage.cost)
  return (
    <button
      id="budget-button"
      type="button"
      class="-mx-2 inline-flex items-center gap-1.5 rounded-lg px-2 py-1 tabular-nums hover:bg-sunken hover:text-ink"
      title={modelStrings.budget.change}
      aria-expanded={isBudgetOpen.value}
      onClick={() => {
        isBudgetOpen.value = !isBudgetOpen.value
      }}
    >
      <Icon name="coin" class="size-3.5" />
      <span class="sr-only">{modelStrings.usage.total}:</span>
      <span>{budgetUsd === null ? cost : modelStrings.usage.ofBudget(cost, formatUsd(budgetUsd))}</span>
      {usage.calls > 0 && <span>· {tokensText(usage)}</span>}
      <span class="sr-only">. {modelStrings.budget.change}</span>
    </button>
  )
}
