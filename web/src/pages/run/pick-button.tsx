import { Icon } from '../../components/icon.tsx'
import { strings } from '../../strings.ts'
import { useRun, useRunPage } from './run-context.ts'

/** Picks the lane, or takes the pick back. */
export function PickButton({ index }: { readonly index: number }) {
  const { actions } = useRunPage()
  const isPicked = useRun((run) => run.pick?.variation === index, index)
  return (
    <button
      type="button"
      class={`button ${isPicked ? 'button-coral' : 'button-quiet'}`}
      aria-pressed={isPicked}
      aria-label={strings.lane.pickLabel(index)}
      title={isPicked ? strings.lane.unpick : undefined}
      onClick={() => void actions.togglePick(index)}
    >
      <Icon name={isPicked ? 'check' : 'heart'} />
      {isPicked ? strings.lane.picked : strings.lane.pick}
    </button>
  )
}
