import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { holdClock } from '../../clock.ts'
import { isRunLive, type RunState } from '../../run/run-state.ts'
import type { RunStore } from '../../run/run-store.ts'
import { strings } from '../../strings.ts'
import { BudgetBar } from './budget-bar.tsx'
import { Family } from './family.tsx'
import { Lane } from './lane.tsx'
import { PickBar } from './pick-bar.tsx'
import { PictureDialog } from './picture-dialog.tsx'
import { createRunActions } from './run-actions.ts'
import { RunContext, useRun } from './run-context.ts'
import { RunHeader } from './run-header.tsx'
import { useRunKeys } from './run-keys.ts'

interface LoadedRunProps {
  readonly run: ReadonlySignal<RunState>
  readonly store: RunStore
}

export function LoadedRun({ run, store }: LoadedRunProps) {
  const openPicture = useSignal<number | null>(null)
  const openVary = useSignal<string | null>(null)
  const isBudgetOpen = useSignal(false)
  const page = useMemo(
    () => ({ run, actions: createRunActions(run, store), openPicture, openVary, isBudgetOpen }),
    [run, store, openPicture, openVary, isBudgetOpen],
  )
  useRunKeys(page)
  return (
    <RunContext.Provider value={page}>
      <Clock />
      <RunHeader connection={store.connection} />
      <BudgetBar />
      <Family />
      <PickBar />
      <Lanes />
      {openPicture.value !== null && <PictureDialog index={openPicture.value} />}
    </RunContext.Provider>
  )
}

function Lanes() {
  const count = useRun((run) => run.lanes.length)
  return (
    <section aria-labelledby="lanes-heading" class="-mx-4 sm:mx-0">
      <h2 id="lanes-heading" class="sr-only">
        {strings.run.lanes}
      </h2>
      <div class="lanes px-4 pt-3 pb-6 sm:px-0" data-count={count}>
        {Array.from({ length: count }, (_, index) => (
          <Lane key={index} index={index} />
        ))}
      </div>
    </section>
  )
}

/** Sets the title, and lets the clock tick only while something counts. */
function Clock() {
  const isCounting = useRun(isRunLive)
  const brief = useRun((run) => run.brief)
  useEffect(() => (isCounting ? holdClock() : undefined), [isCounting])
  useEffect(() => {
    document.title = `${brief.slice(0, 60)} · ${strings.product}`
  }, [brief])
  return null
}
