import { signal } from '@preact/signals'
import type { RunState, RunSummary } from '#contract/api.ts'
import { runs } from '../../api/runs.ts'
import { createPagedList } from '../../components/paged-list-state.ts'

const PAGE_SIZE = 24

/** The list of past runs, searched by the server. */
export function createRunList() {
  const text = signal('')
  const state = signal<RunState | null>(null)
  const list = createPagedList<RunSummary>({
    pageSize: PAGE_SIZE,
    load: (page, signal) => runs.list({ q: text.value.trim() || null, state: state.value, ...page }, { signal }),
    isLive: (run) => run.state === 'running',
  })
  return { ...list, text, state }
}

export type RunListState = ReturnType<typeof createRunList>
