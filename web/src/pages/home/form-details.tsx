import { useEffect, useRef } from 'preact/hooks'
import { Summary } from '../../components/summary.tsx'
import { strings } from '../../strings.ts'
import { faults } from './brief-form-state.ts'
import { LaneFields } from './lane-fields.tsx'
import { hasChoice, hasCosts } from './model-choice.ts'
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
    <details ref={details} class="group mt-3">
      <Summary>
        <span class="font-semibold">{strings.home.details}</span>
        <span>{hintOf(hasChoice.value, hasCosts.value)}</span>
      </Summary>
      <div class="mt-2 flex flex-col gap-6">
        <LaneFields />
        <div class="grid gap-4 sm:grid-cols-2">
          <SeedField />
          <BudgetField />
        </div>
      </div>
    </details>
  )
}

/** Names what is inside, and nothing that this server does not offer. */
function hintOf(isChoice: boolean, isCosting: boolean): string {
  const { directions, mixing, seed, budget } = strings.home.detailsHint
  return [directions, ...(isChoice ? [mixing] : []), seed, ...(isCosting ? [budget] : [])].join(', ')
}
