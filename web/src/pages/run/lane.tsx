import { strings } from '../../strings.ts'
import { GillCrown } from './gill-crown.tsx'
import { LaneActions } from './lane-actions.tsx'
import { LaneDesign } from './lane-design.tsx'
import { LaneFeed } from './lane-feed.tsx'
import { LaneHead } from './lane-head.tsx'
import { LanePicture } from './lane-picture.tsx'
import { LaneSteps } from './lane-steps.tsx'
import { useLane, useRun } from './run-context.ts'

/** One variation. Every part of it has a height of its own, so that nothing moves while it fills. */
export function Lane({ index }: { readonly index: number }) {
  const direction = useLane(index, (lane) => lane.plan.direction)
  const isPicked = useRun((run) => run.pick?.variation === index, index)
  return (
    <article
      id={`lane-${index}`}
      data-lane={index}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the lane in focus is what the keys act on
      tabIndex={0}
      aria-label={strings.lane.label(index, direction)}
      class={`@container relative snap-start rounded-[1.35rem] transition-shadow ${isPicked ? 'ring-3 ring-coral' : ''}`}
    >
      {isPicked && <GillCrown />}
      <div class="plate relative flex h-full flex-col">
        <LaneHead index={index} />
        <LanePicture index={index} />
        <LaneSteps index={index} />
        <LaneDesign index={index} />
        <LaneFeed index={index} />
        <LaneActions index={index} />
      </div>
    </article>
  )
}
