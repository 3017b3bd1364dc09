import { isLive } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { useLane } from './run-context.ts'
import { Swatches } from './swatches.tsx'

/** Who it became: name, story, colours. */
export function LaneDesign({ index }: { readonly index: number }) {
  const design = useLane(index, (lane) => lane.design)
  const isOver = useLane(index, (lane) => !isLive(lane))
  return (
    <div class="h-[8.75rem] px-4 pt-3">
      {design ? (
        <div class="flex h-full animate-arrive flex-col">
          <h4 class="truncate font-serif text-xl leading-7" title={design.name}>
            {design.name}
          </h4>
          <p class="clamp-3 text-sm leading-[1.3rem] text-soft" title={design.story}>
            {design.story}
          </p>
          <div class="mt-auto pb-2">
            <Swatches palette={design.palette} />
          </div>
        </div>
      ) : (
        <p class="pt-1 text-sm text-soft italic">{isOver ? strings.lane.neverDesigned : strings.lane.noDesign}</p>
      )}
    </div>
  )
}
