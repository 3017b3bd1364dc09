import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { FieldFault } from '../../components/field-fault.tsx'
import { formatUsd } from '../../format-usage.ts'
import { modelStrings } from '../../model-strings.ts'
import { inCents, parseUsd, suggestBudget } from '../../usd.ts'
import { useRun, useRunPage } from './run-context.ts'

interface BudgetFormProps {
  /** What the server says would be enough, in US dollars. */
  readonly enoughUsd: number | null
  /** The budget is set. */
  readonly onDone: () => void
  /** Null: it stays while a lane waits for it. */
  readonly onClose: (() => void) | null
}

/** One field: what the run may cost from now on. */
export function BudgetForm({ enoughUsd, onDone, onClose }: BudgetFormProps) {
  const { actions, run } = useRunPage()
  const budgetUsd = useRun((current) => current.budgetUsd)
  const input = useRef<HTMLInputElement>(null)
  const fault = useSignal<string | undefined>(undefined)

  async function submit(): Promise<void> {
    const wanted = parseUsd(input.current?.value ?? '')
    const used = run.value.usage.cost.known
    if (wanted === null) fault.value = modelStrings.form.badBudget
    else if (wanted <= used) fault.value = modelStrings.budget.tooLow(formatUsd(used))
    else {
      fault.value = undefined
      if (await actions.raiseBudget(wanted)) onDone()
      return
    }
    input.current?.focus()
  }
  return (
    <form
      class="flex flex-col gap-1.5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <label for="new-budget" class="font-semibold">
        {modelStrings.budget.field}
      </label>
      <div class="flex flex-wrap items-center gap-2">
        <span aria-hidden="true" class="text-soft">
          $
        </span>
        <input
          key={`${budgetUsd} ${enoughUsd}`}
          ref={input}
          id="new-budget"
          inputMode="decimal"
          autocomplete="off"
          class="field w-28! tabular-nums"
          defaultValue={enoughUsd === null ? suggestBudget(budgetUsd, run.peek().usage.cost.known) : inCents(enoughUsd)}
          aria-invalid={fault.value !== undefined}
          aria-describedby="new-budget-fault"
        />
        <button type="submit" class="button button-coral">
          {budgetUsd === null ? modelStrings.budget.set : modelStrings.budget.raise}
        </button>
        {onClose && (
          <button type="button" class="button button-bare" onClick={onClose}>
            {modelStrings.budget.close}
          </button>
        )}
      </div>
      <FieldFault id="new-budget-fault" text={fault.value} />
    </form>
  )
}
