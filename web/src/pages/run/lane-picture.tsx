import type { Artifact } from '#contract/api.ts'
import { SoftPicture } from '../../components/soft-picture.tsx'
import { modelStrings } from '../../model-strings.ts'
import { isLive, shownPicture } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { LaneFailure, LaneFailureNote } from './lane-failure.tsx'
import { LaneNote } from './lane-note.tsx'
import { LanePond } from './lane-pond.tsx'
import { useLane, useRunPage } from './run-context.ts'

/** The square a lane is about: water while it works, the sketch, then the rendered picture; or why there is none. */
export function LanePicture({ index }: { readonly index: number }) {
  const picture = useLane(index, shownPicture)
  const attempt = useLane(index, (lane) => lane.attempt)
  const isOver = useLane(index, (lane) => !isLive(lane))
  return (
    <div class="pond relative aspect-square overflow-hidden border-y border-line">
      {picture ? (
        <Picture key={attempt} index={index} picture={picture} />
      ) : isOver ? (
        <LaneFailure index={index} />
      ) : (
        <LanePond index={index} />
      )}
      {picture && isOver && <LaneFailureNote index={index} />}
      {!isOver && <LaneNote index={index} />}
    </div>
  )
}

function Picture({ index, picture }: { readonly index: number; readonly picture: Artifact }) {
  const { openPicture } = useRunPage()
  const name = useLane(index, (lane) => lane.design?.name ?? strings.picture.noDesign)
  const direction = useLane(index, (lane) => lane.plan.direction)
  const alt = strings.lane.picture(name, direction)
  return (
    <>
      <button
        type="button"
        class="block size-full cursor-zoom-in -outline-offset-4"
        aria-label={strings.lane.open(name)}
        onClick={() => {
          openPicture.value = index
        }}
      >
        <SoftPicture
          picture={picture}
          alt={picture.kind === 'preview' ? modelStrings.picture.previewOf(alt) : alt}
          class="object-cover"
        />
      </button>
      <KindMark index={index} kind={picture.kind} />
    </>
  )
}

/** Says that this is not the rendered picture yet, or that it never came to one. */
function KindMark({ index, kind }: { readonly index: number; readonly kind: Artifact['kind'] }) {
  const isRendered = useLane(index, (lane) => lane.plan.renderer !== 'sketch')
  if (!isRendered || kind === 'render') return null
  return (
    <span class="pointer-events-none absolute top-2.5 left-2.5 rounded-full bg-surface px-2.5 py-0.5 text-xs font-semibold shadow-plate">
      {modelStrings.picture[kind]}
    </span>
  )
}
