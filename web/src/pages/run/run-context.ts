import { computed, type ReadonlySignal, type Signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext, useMemo } from 'preact/hooks'
import { emptyLane, type LaneState } from '../../run/lane-state.ts'
import type { RunState } from '../../run/run-state.ts'
import type { RunActions } from './run-actions.ts'

export interface RunPageContext {
  readonly run: ReadonlySignal<RunState>
  readonly actions: RunActions
  /** The lane whose picture is open large. */
  readonly openPicture: Signal<number | null>
  /** Which vary menu is open: a lane has one, and so has its large picture. */
  readonly openVary: Signal<string | null>
  /** The field for the run's budget was asked for by hand. */
  readonly isBudgetOpen: Signal<boolean>
}

export const RunContext = createContext<RunPageContext | null>(null)

export function useRunPage(): RunPageContext {
  const context = useContext(RunContext)
  if (!context) throw new Error('a run component stands outside of the run page')
  return context
}

const noLane: LaneState = emptyLane({
  index: 0,
  direction: '',
  designer: 'scripted',
  renderer: 'sketch',
  model: null,
  seed: 0,
})

/** Part of a lane; the component is drawn again only when that part changes. */
export function useLane<T>(index: number, select: (lane: LaneState) => T): T {
  return useRun((run) => select(run.lanes[index] ?? noLane), index)
}

/**
 * Part of the run; the component is drawn again only when that part changes.
 * What `select` takes from the component must be told as `key`: a computed value does not see it change.
 */
export function useRun<T>(select: (run: RunState) => T, key?: number): T {
  const { run } = useRunPage()
  return useMemo(() => computed(() => select(run.value)), [run, key]).value
}
