import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../components/icon.tsx'
import { modelStrings } from '../../model-strings.ts'
import { strings } from '../../strings.ts'
import { faults } from './brief-form-state.ts'
import { LaneFields } from './lane-fields.tsx'
import { hasChoice } from './model-choice.ts'
import { BudgetField, SeedField } from './setting-fields.tsx'

const inHere = /^\/(seed|budgetUsd|directions)/

/** What most people never need, closed until asked for, or until something in it is wrong. */
export function FormDetails() {
  const details = useRef<HTMLDetailsElement>(null)
  const found = faults.value
  useEffect(() => {
    if (details.current && [...found.keys()].some((pointer) => inHere.test(pointer))) details.current.open = true
  }, [found])
  return (
    <details ref={details} class="group mt-5">
      <summary class="flex w-fit list-none items-center gap-1.5 rounded-lg text-sm text-soft hover:text-ink [&::-webkit-details-marker]:hidden">
        <Icon name="right" class="size-3.5 transition-transform group-open:rotate-90" />
        <span class="font-semibold">{strings.home.details}</span>
        <span>{hasChoice.value ? modelStrings.form.hint : strings.home.detailsHint}</span>
      </summary>
      <div class="mt-4 flex flex-col gap-6">
        <LaneFields />
        <div class="grid gap-4 sm:grid-cols-2">
          <SeedField />
          <BudgetField />
        </div>
      </div>
    </details>
  )
}
