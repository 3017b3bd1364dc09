import { type ReadonlySignal, type Signal, useComputed } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { emptyLane, type LaneState } from '../../run/lane-state.ts'
import type { RunState } from '../../run/run-state.ts'
import type { RunActions } from './run-actions.ts'

export interface RunPageContext {
  readonly run: ReadonlySignal<RunState>
  readonly actions: RunActions
  /** The lane whose picture is open large. */
  readonly openPicture: Signal<number | null>
  /** The lane whose vary menu is open. */
  readonly openVary: Signal<number | null>
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
  const { run } = useRunPage()
  return useComputed(() => select(run.value.lanes[index] ?? noLane)).value
}

/** Part of the run; the component is drawn again only when that part changes. */
export function useRun<T>(select: (run: RunState) => T): T {
  const { run } = useRunPage()
  return useComputed(() => select(run.value)).value
}
