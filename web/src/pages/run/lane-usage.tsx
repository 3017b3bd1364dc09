import { costText, tokensText } from '../../format-usage.ts'
import { modelStrings } from '../../model-strings.ts'
import { useLane } from './run-context.ts'

/** Which model makes the lane, and what that took so far. */
export function LaneUsage({ index }: { readonly index: number }) {
  const name = useLane(index, ({ plan }) => plan.model ?? modelStrings.designers[plan.designer])
  const usage = useLane(index, (lane) => lane.usage)
  return (
    <p class="flex gap-2 text-xs text-soft tabular-nums">
      <span class="min-w-0 truncate" title={name}>
        {name}
      </span>
      {usage.calls > 0 && (
        <span class="ml-auto whitespace-nowrap" title={modelStrings.usage.perLane}>
          {tokensText(usage)} · {costText(usage.cost)}
        </span>
      )}
    </p>
  )
}
