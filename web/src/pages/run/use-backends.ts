import { useEffect } from 'preact/hooks'
import type { BackendState } from '#contract/backends.ts'
import type { VariationPlan } from '#contract/event.ts'
import { backends, holdBackends } from '../../api/backends.ts'
import type { LaneState } from '../../run/lane-state.ts'

/** The servers that a lane needs, kept fresh while this is on the screen. */
export function useBackends(plan: VariationPlan, isWanted: boolean): readonly BackendState[] {
  useEffect(() => (isWanted ? holdBackends() : undefined), [isWanted])
  if (!isWanted) return []
  const states = backends.value?.backends ?? []
  return states.filter(({ name }) => name === plan.designer || name === plan.renderer)
}

/** Which server a lane stands in line for; null: for none. */
export function awaitedBackend(plan: VariationPlan, reason: NonNullable<LaneState['wait']>['reason']): string | null {
  if (reason === 'render-queue') return plan.renderer
  return reason === 'model-queue' || reason === 'model-load' || reason === 'leader' ? plan.designer : null
}
