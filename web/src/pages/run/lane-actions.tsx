import { MAX_ATTEMPTS_PER_VARIATION } from '#contract/limits.ts'
import { Icon } from '../../components/icon.tsx'
import { hasPicture, isLive, type LaneState, pictureOf } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { DownloadLink } from './download-link.tsx'
import { PickButton } from './pick-button.tsx'
import { useLane, useRunPage } from './run-context.ts'
import { VaryMenu } from './vary-menu.tsx'

/** Beside the buttons of a picture a narrow lane has room for the icon only; the name of the button stays. */
const crowdedWord = 'hidden @min-[22rem]:inline'

/** What can be done with the lane as it is now. */
export function LaneActions({ index }: { readonly index: number }) {
  const isPickable = useLane(index, hasPicture)
  const hasOwnPicture = useLane(index, (lane) => pictureOf(lane) !== null)
  const isOver = useLane(index, (lane) => !isLive(lane))
  return (
    <div class="flex h-15 items-center gap-1 border-t border-line px-2.5 *:[.button]:px-3">
      {isPickable && <PickButton index={index} />}
      {hasOwnPicture && <VaryMenu index={index} id={`lane-${index}`} />}
      <div class="ml-auto flex items-center">
        {hasOwnPicture && <DownloadLink index={index} />}
        {isOver ? <RetryButton index={index} /> : <CancelButton index={index} />}
      </div>
    </div>
  )
}

function CancelButton({ index }: { readonly index: number }) {
  const { actions } = useRunPage()
  const isCancelling = useLane(index, (lane) => lane.isCancelling)
  const isCrowded = useLane(index, (lane) => pictureOf(lane) !== null)
  return (
    <button
      type="button"
      class="button button-bare"
      aria-label={strings.lane.cancelLabel(index)}
      title={strings.lane.cancel}
      disabled={isCancelling}
      onClick={() => void actions.cancelLane(index)}
    >
      <Icon name="cross" class="size-3.5" />
      <span class={isCrowded ? crowdedWord : ''}>{strings.lane.cancel}</span>
    </button>
  )
}

/** Offered where a retry can help: after a success it is another roll, after some failures it is pointless. */
const canRetry = (lane: LaneState) => lane.failure === null || lane.failure.isRetryable

function RetryButton({ index }: { readonly index: number }) {
  const { actions } = useRunPage()
  const isOffered = useLane(index, canRetry)
  const isUsedUp = useLane(index, (lane) => lane.attempt >= MAX_ATTEMPTS_PER_VARIATION)
  const isReroll = useLane(index, (lane) => lane.state === 'succeeded')
  const isCrowded = useLane(index, (lane) => pictureOf(lane) !== null)
  if (!isOffered) return null
  if (isUsedUp) return <span class="px-2 text-xs text-soft">{strings.lane.noRetries}</span>
  return (
    <button
      type="button"
      class={isReroll ? 'button button-bare px-2.5' : 'button button-quiet'}
      aria-label={isReroll ? strings.lane.rerollLabel(index) : strings.lane.retryLabel(index)}
      title={isReroll ? strings.lane.reroll : strings.lane.retry}
      onClick={() => void actions.retryLane(index)}
    >
      <Icon name="retry" />
      {!isReroll && <span class={isCrowded ? crowdedWord : ''}>{strings.lane.retry}</span>}
    </button>
  )
}
