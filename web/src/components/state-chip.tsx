import type { RunState, VariationState } from '#contract/api.ts'
import { strings } from '../strings.ts'
import { Icon, type IconName } from './icon.tsx'

/** A lane that stands still for want of money is neither at work nor done for. */
type State = RunState | VariationState | 'parked'

const looks: Record<State, { readonly icon: IconName; readonly class: string }> = {
  queued: { icon: 'clock', class: 'text-soft' },
  starting: { icon: 'clock', class: 'text-lagoon' },
  running: { icon: 'wave', class: 'text-lagoon' },
  succeeded: { icon: 'check', class: 'text-good' },
  partial: { icon: 'half', class: 'text-warn' },
  failed: { icon: 'alert', class: 'text-bad' },
  parked: { icon: 'coin', class: 'text-warn' },
  cancelled: { icon: 'dash', class: 'text-soft' },
}

interface StateChipProps {
  readonly of: 'run' | 'lane'
  readonly state: State
}

/** A state as icon, word and colour: any one of them is enough. */
export function StateChip({ of, state }: StateChipProps) {
  const look = looks[state]
  const words: Partial<Record<State, string>> = of === 'run' ? strings.runStates : strings.laneStates
  return (
    <span class={`inline-flex items-center gap-1.5 text-sm font-semibold whitespace-nowrap ${look.class}`}>
      <Icon name={look.icon} class={`size-4 ${state === 'running' ? 'animate-breathe' : ''}`} />
      {words[state]}
    </span>
  )
}
