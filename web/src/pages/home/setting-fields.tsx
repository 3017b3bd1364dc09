import { FieldFault } from '../../components/field-fault.tsx'
import { modelStrings } from '../../model-strings.ts'
import { strings } from '../../strings.ts'
import { budgetText, faultOf, seedText } from './brief-form-state.ts'
import { hasCosts } from './model-choice.ts'

export function SeedField() {
  const fault = faultOf('/seed')
  return (
    <div class="flex flex-col gap-1.5">
      <label for="seed" class="text-sm font-semibold">
        {strings.home.seed}
      </label>
      <input
        id="seed"
        inputMode="numeric"
        class="field font-mono"
        value={seedText.value}
        aria-invalid={fault !== undefined}
        aria-describedby="seed-hint seed-fault"
        onInput={(event) => {
          seedText.value = event.currentTarget.value
        }}
      />
      <p id="seed-hint" class="text-xs text-soft">
        {strings.home.seedHint}
      </p>
      <FieldFault id="seed-fault" text={fault} />
    </div>
  )
}

/** The most the run may cost. Absent where nothing costs. */
export function BudgetField() {
  if (!hasCosts.value) return null
  const fault = faultOf('/budgetUsd')
  return (
    <div class="flex flex-col gap-1.5">
      <label for="budget" class="text-sm font-semibold">
        {modelStrings.form.budget}
      </label>
      <input
        id="budget"
        inputMode="decimal"
        autocomplete="off"
        class="field tabular-nums"
        value={budgetText.value}
        aria-invalid={fault !== undefined}
        aria-describedby="budget-hint budget-fault"
        onInput={(event) => {
          budgetText.value = event.currentTarget.value
        }}
      />
      <p id="budget-hint" class="text-xs text-soft">
        {modelStrings.form.budgetHint}
      </p>
      <FieldFault id="budget-fault" text={fault} />
    </div>
  )
}
