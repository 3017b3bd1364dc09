import type { RunState, VariationState } from '#contract/api.ts'
import type { BatchStatus } from '#contract/batch.ts'
import { Icon, type IconName } from './icon.tsx'

/** A lane that stands still for want of money is neither at work nor done for. */
type State = RunState | VariationState | BatchStatus | 'parked'

const looks: Record<State, { readonly icon: IconName; readonly class: string }> = {
  queued: { icon: 'clock', class: 'text-soft' },
  starting: { icon: 'clock', class: 'text-lagoon' },
  running: { icon: 'wave', class: 'text-lagoon' },
  paused: { icon: 'pause', class: 'text-warn' },
  cancelling: { icon: 'clock', class: 'text-soft' },
  ended: { icon: 'check', class: 'text-soft' },
  succeeded: { icon: 'check', class: 'text-good' },
  partial: { icon: 'half', class: 'text-warn' },
  failed: { icon: 'alert', class: 'text-bad' },
  parked: { icon: 'coin', class: 'text-warn' },
  cancelled: { icon: 'dash', class: 'text-soft' },
}

interface StateChipProps<S extends State> {
  readonly state: S
  /** What the state is called here: that of a run, of a lane, of a batch or of its rows. */
  readonly words: Readonly<Record<S, string>>
}

/** A state as icon, word and colour: any one of them is enough. */
export function StateChip<S extends State>({ state, words }: StateChipProps<S>) {
  const look = looks[state]
  return (
    <span class={`inline-flex items-center gap-1.5 text-sm font-semibold whitespace-nowrap ${look.class}`}>
      <Icon name={look.icon} class={`size-4 ${state === 'running' ? 'animate-breathe' : ''}`} />
      {words[state]}
    </span>
  )
}
