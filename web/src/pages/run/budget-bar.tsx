import { Icon } from '../../components/icon.tsx'
import { costText, formatUsd } from '../../format-usage.ts'
import { modelStrings } from '../../model-strings.ts'
import { isParked, type LaneState } from '../../run/lane-state.ts'
import { BudgetForm } from './budget-form.tsx'
import { isRaisedHere } from './lane-note.tsx'
import { useRun, useRunPage } from './run-context.ts'

/** Says that lanes stand still for want of money, and takes more; also opened by hand from the run's facts. */
export function BudgetBar() {
  const { isBudgetOpen } = useRunPage()
  const parked = useRun((run) => run.lanes.filter(isParked).length)
  const dayMessage = useRun((run) => run.lanes.map(dayMessageOf).find((message) => message !== '') ?? '')
  if (parked === 0 && !isBudgetOpen.value) return null
  const close = () => {
    isBudgetOpen.value = false
    document.getElementById('budget-button')?.focus()
  }
  return (
    <section
      id="budget"
      aria-label={modelStrings.budget.heading}
      class="plate mb-4 flex flex-wrap items-center gap-x-8 gap-y-3 px-5 py-4 text-sm"
    >
      <div class="flex min-w-64 flex-1 gap-3">
        <Icon name={parked > 0 ? 'alert' : 'coin'} class={`mt-0.5 size-5 ${parked > 0 ? 'text-warn' : 'text-soft'}`} />
        <div>
          {parked > 0 && <p class="text-base font-semibold">{modelStrings.budget.parked(parked)}</p>}
          <Spent />
          {parked > 0 && <p class="text-soft">{dayMessage || modelStrings.budget.parkedHint}</p>}
        </div>
      </div>
      {dayMessage === '' && <BudgetForm onDone={close} onClose={parked === 0 ? close : null} />}
    </section>
  )
}

/** What was said of the day's budget, which no run can raise. */
function dayMessageOf(lane: LaneState): string {
  const message = (isParked(lane) && (lane.wait?.message ?? lane.failure?.message)) || ''
  return isRaisedHere(message) ? '' : message
}

function Spent() {
  const cost = useRun((run) => run.usage.cost)
  const budgetUsd = useRun((run) => run.budgetUsd)
  const used = costText(cost)
  return (
    <p class="tabular-nums">
      {budgetUsd === null
        ? `${modelStrings.usage.total}: ${used}.`
        : modelStrings.budget.spent(used, formatUsd(budgetUsd))}{' '}
      <span class="text-soft">{modelStrings.budget.spentOpen}</span>
    </p>
  )
}
