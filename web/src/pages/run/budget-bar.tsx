import { Icon } from '../../components/icon.tsx'
import { costText, formatUsd, shortBudgetText } from '../../format-usage.ts'
import { modelStrings } from '../../model-strings.ts'
import { budgetOf, isParked } from '../../run/lane-state.ts'
import { BudgetForm } from './budget-form.tsx'
import { useRun, useRunPage } from './run-context.ts'

/** Says that lanes stand still for want of money, and takes more; also opened by hand from the run's facts. */
export function BudgetBar() {
  const { isBudgetOpen } = useRunPage()
  const parked = useRun((run) => run.lanes.filter(isParked).length)
  // One budget speaks for all: the day's first, because it is the one that this page cannot help.
  const short = useRun((run) => {
    const all = run.lanes.map(budgetOf).filter((one) => one !== null)
    return all.find((one) => one.of === 'day') ?? all[0] ?? null
  })
  if (parked === 0 && !isBudgetOpen.value) return null
  const isOfDay = short?.of === 'day'
  const close = () => {
    isBudgetOpen.value = false
    document.getElementById('budget-button')?.focus()
  }
  return (
    <section
      aria-label={modelStrings.budget.heading}
      class="plate mb-4 flex flex-wrap items-center gap-x-8 gap-y-3 px-5 py-4 text-sm"
    >
      <div class="flex min-w-64 flex-1 gap-3">
        <Icon name={parked > 0 ? 'alert' : 'coin'} class={`mt-0.5 size-5 ${parked > 0 ? 'text-warn' : 'text-soft'}`} />
        <div class="max-w-prose">
          {parked > 0 && <p class="text-base font-semibold">{modelStrings.budget.parked(parked)}</p>}
          {short ? <p class="tabular-nums">{shortBudgetText(short)}</p> : <Spent />}
          {parked > 0 && !isOfDay && <p class="text-soft">{modelStrings.budget.parkedHint(parked)}</p>}
        </div>
      </div>
      {!isOfDay && (
        <BudgetForm enoughUsd={short?.enoughUsd ?? null} onDone={close} onClose={parked === 0 ? close : null} />
      )}
    </section>
  )
}

function Spent() {
  const used = useRun((run) => costText(run.usage.cost))
  const budgetUsd = useRun((run) => run.budgetUsd)
  return (
    <p class="tabular-nums">
      {budgetUsd === null
        ? `${modelStrings.usage.total}: ${used}.`
        : modelStrings.budget.spent(used, formatUsd(budgetUsd))}{' '}
      <span class="text-soft">{modelStrings.budget.spentOpen}</span>
    </p>
  )
}
