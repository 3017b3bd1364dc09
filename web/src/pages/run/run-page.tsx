import { useComputed } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { ApiProblem } from '#contract/client/api-problem.ts'
import { messageOf } from '../../api/server.ts'
import { Notice } from '../../components/notice.tsx'
import { httpRunSource } from '../../run/http-run-source.ts'
import type { RunState } from '../../run/run-state.ts'
import { RunStore } from '../../run/run-store.ts'
import { strings } from '../../strings.ts'
import { createEventAnnouncer } from './announce-events.ts'
import { LoadedRun } from './loaded-run.tsx'

export function RunPage({ id }: { readonly id: string }) {
  const store = useMemo(() => new RunStore(id, httpRunSource(), { onLive: createEventAnnouncer() }), [id])
  useEffect(() => () => store.close(), [store])
  const problem = store.problem.value
  const isLoaded = useComputed(() => store.run.value !== null).value

  if (problem !== null) return <NoRun problem={problem} />
  if (!isLoaded) return <Opening />
  return <WithRun store={store} />
}

/** Below this the run is there: the null of the time before never has to be thought of again. */
function WithRun({ store }: { readonly store: RunStore }) {
  const first = store.run.peek()
  const run = useComputed<RunState>((): RunState => {
    const current = store.run.value ?? first
    if (!current) throw new Error('the run was drawn before it was loaded')
    return current
  })
  return <LoadedRun run={run} store={store} />
}

function Opening() {
  return (
    <div role="status" class="pt-10">
      <span class="sr-only">{strings.run.loading}</span>
      <div class="h-9 w-2/3 animate-breathe rounded-xl bg-mist" />
      <div class="lanes mt-10" data-count="4">
        {[0, 1, 2, 3].map((key) => (
          <div key={key} class="plate pond h-[38rem] animate-breathe opacity-60" />
        ))}
      </div>
    </div>
  )
}

function NoRun({ problem }: { readonly problem: unknown }) {
  const isMissing = problem instanceof ApiProblem && (problem.status === 404 || problem.status === 400)
  const heading = isMissing ? strings.missing.heading : strings.errors.notLoaded
  return (
    <Notice heading={heading} text={isMissing ? strings.missing.run : messageOf(problem)}>
      <div class="flex gap-3">
        {!isMissing && (
          <button type="button" class="button button-quiet" onClick={() => location.reload()}>
            {strings.list.retry}
          </button>
        )}
        <a href="/" class="button button-coral">
          {strings.missing.home}
        </a>
      </div>
    </Notice>
  )
}
