import type { RunState } from '../../run/run-state.ts'
import { strings } from '../../strings.ts'

/** `4 variations, scripted + sketch`: what a run was started with, in a few words. */
export function settingsText(run: RunState): string {
  const plans = run.lanes.map((lane) => lane.plan)
  const designer = oneOf(plans.map((plan) => plan.designer))
  const renderer = oneOf(plans.map((plan) => plan.renderer))
  const model = oneOf(plans.map((plan) => plan.model ?? ''))
  const made = `${designer} + ${renderer}${model ? ` (${model})` : ''}`
  return `${strings.list.variations(plans.length)}, ${made}`
}

function oneOf(values: readonly string[]): string {
  const different = new Set(values)
  return different.size > 1 ? strings.run.mixed : (values[0] ?? '')
}
