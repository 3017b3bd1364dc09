import type { LaneState } from '../../run/lane-state.ts'
import type { RunState } from '../../run/run-state.ts'
import { strings } from '../../strings.ts'

/** `4 variations, scripted + sketch`: what a run was started with, in a few words; each lane has its own beside it. */
export function settingsText({ lanes }: Pick<RunState, 'lanes'>): string {
  const ways = new Set(lanes.map(({ plan }) => wayOf(plan)))
  const [only = ''] = ways
  return `${strings.list.variations(lanes.length)}, ${ways.size > 1 ? strings.run.ways(ways.size) : only}`
}

function wayOf({ designer, renderer, model }: LaneState['plan']): string {
  return `${designer} + ${renderer}${model ? ` (${model})` : ''}`
}
