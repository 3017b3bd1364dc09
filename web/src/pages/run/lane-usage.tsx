import { costText, tokensText } from '../../format-usage.ts'
import { modelStrings } from '../../model-strings.ts'
import type { LaneState } from '../../run/lane-state.ts'
import { tokensOf, type UsageSum } from '../../run/usage-sum.ts'
import { useLane } from './run-context.ts'

/** Which model makes the lane, and what that took so far. */
export function LaneUsage({ index }: { readonly index: number }) {
  const name = useLane(index, modelOf)
  const usage = useLane(index, (lane) => lane.usage)
  return (
    <p class="flex gap-2 text-xs text-soft tabular-nums">
      <span class="min-w-0 truncate" title={name}>
        {name}
      </span>
      {usage.calls > 0 && (
        <span class="ml-auto whitespace-nowrap" title={hintOf(usage)}>
          {tokensText(usage, true)} · {costText(usage.cost, true)}
        </span>
      )}
    </p>
  )
}

/** The model that answered, else the one that was asked for, else who designs. */
function modelOf({ plan, calls }: LaneState): string {
  const answered = calls.findLast(({ provider }) => provider === plan.designer)?.model
  return answered ?? plan.model ?? modelStrings.designers[plan.designer]
}

function hintOf(usage: UsageSum): string {
  const { partly, perLane } = modelStrings.usage
  return usage.cost.isWhole && tokensOf(usage).isWhole ? perLane : `${perLane}. ${partly}`
}
