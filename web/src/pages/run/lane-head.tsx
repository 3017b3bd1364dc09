import { findDirection } from '#contract/directions.ts'
import { strings } from '../../strings.ts'
import { useLane } from './run-context.ts'

export function LaneHead({ index }: { readonly index: number }) {
  const direction = useLane(index, (lane) => lane.plan.direction)
  const known = findDirection(direction)
  return (
    <header class="flex h-[5.25rem] gap-3 px-4 pt-3.5">
      <span aria-hidden="true" class="font-serif text-3xl leading-7 text-coral tabular-nums">
        {index + 1}
      </span>
      <div class="min-w-0">
        <h3 class="truncate font-serif text-lg leading-7" title={direction}>
          {direction}
        </h3>
        <p class="clamp-2 text-[0.8125rem] leading-[1.15rem] text-soft" title={known?.sentence}>
          {known?.sentence ?? strings.lane.ownDirection}
        </p>
      </div>
    </header>
  )
}
