import type { Artifact } from '#contract/api.ts'
import { isLive, pictureOf } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { LaneFailure } from './lane-failure.tsx'
import { LanePond } from './lane-pond.tsx'
import { useLane, useRunPage } from './run-context.ts'

/** The square a lane is about: water while it works, then the picture; or why there will be none. */
export function LanePicture({ index }: { readonly index: number }) {
  const picture = useLane(index, (lane) => pictureOf(lane))
  const isOver = useLane(index, (lane) => !isLive(lane))
  return (
    <div class="pond relative aspect-square overflow-hidden border-y border-line">
      {picture ? (
        <Picture key={picture.id} index={index} picture={picture} />
      ) : isOver ? (
        <LaneFailure index={index} />
      ) : (
        <LanePond index={index} />
      )}
    </div>
  )
}

function Picture({ index, picture }: { readonly index: number; readonly picture: Artifact }) {
  const { openPicture } = useRunPage()
  const name = useLane(index, (lane) => lane.design?.name ?? strings.picture.noDesign)
  const direction = useLane(index, (lane) => lane.plan.direction)
  return (
    <button
      type="button"
      class="block size-full cursor-zoom-in -outline-offset-4"
      aria-label={strings.lane.open(name)}
      onClick={() => {
        openPicture.value = index
      }}
    >
      <img
        src={picture.href}
        width={picture.width}
        height={picture.height}
        alt={strings.lane.picture(name, direction)}
        class="size-full animate-arrive object-cover"
      />
    </button>
  )
}
