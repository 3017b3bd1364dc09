import type { VariationState } from '#contract/api.ts'
import type { Colours } from '../terminal.ts'
import { oneLine } from '../text.ts'
import type { Lane } from './race.ts'

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** One sign for a state; what runs turns with `frame`. */
export function signOf(state: VariationState, frame: number, colours: Colours): string {
  switch (state) {
    case 'queued':
      return colours.dim('·')
    case 'starting':
    case 'running':
      return colours.cyan(spinner[frame % spinner.length] ?? '⠋')
    case 'succeeded':
      return colours.green('✓')
    case 'failed':
      return colours.red('✗')
    case 'cancelled':
      return colours.yellow('–')
  }
}

/** What a lane does, in two or three words: `imagine`, `render 12/20`, `waits`. */
export function doingOf(lane: Lane): string {
  if (lane.state !== 'running' && lane.state !== 'starting') return lane.wait === null ? lane.state : 'waits'
  if (lane.wait !== null) return 'waits'
  if (lane.step === null) return 'starts'
  const pass = lane.pass > 1 ? ` ${lane.pass}` : ''
  return lane.progress === null
    ? `${lane.step}${pass}`
    : `${lane.step}${pass} ${lane.progress.value}/${lane.progress.max}`
}

/** What a person wants to know most of a lane at this moment. */
export function tellingOf(lane: Lane): string {
  if (lane.wait !== null) return lane.wait
  if (lane.state === 'failed') return lane.message ?? 'it does not say why'
  if (lane.state === 'succeeded') return `“${lane.name ?? 'no name'}”`
  const thought = lastThought(lane.thoughts)
  return lane.name === null ? thought : `“${lane.name}” ${thought}`
}

function lastThought(thoughts: string): string {
  return oneLine(thoughts.trimEnd().split('\n').at(-1) ?? '')
}
