import { signal } from '@preact/signals'
import type { RunState, RunSummary } from '#contract/api.ts'
import { runs } from '../../api/runs.ts'
import { messageOf } from '../../api/server.ts'

const PAGE_SIZE = 24

/** The list of past runs: loaded by pages, searched by the server. */
export function createRunList() {
  const items = signal<readonly RunSummary[] | null>(null)
  const nextCursor = signal<string | null>(null)
  const fault = signal<string | null>(null)
  const isLoadingMore = signal(false)
  const text = signal('')
  const state = signal<RunState | null>(null)
  // Only the last question's answer counts.
  let asking = new AbortController()

  async function ask(cursor: string | null): Promise<void> {
    asking.abort()
    asking = new AbortController()
    const { signal: own } = asking
    try {
      const page = await runs.list(
        { q: text.value.trim() || null, state: state.value, limit: PAGE_SIZE, cursor },
        { signal: own },
      )
      if (own.aborted) return
      items.value = cursor === null ? page.data : [...(items.value ?? []), ...page.data]
      nextCursor.value = page.nextCursor
      fault.value = null
    } catch (error) {
      if (!own.aborted) fault.value = messageOf(error)
    }
  }

  return {
    items,
    nextCursor,
    fault,
    isLoadingMore,
    text,
    state,
    reload: () => ask(null),
    async more(): Promise<void> {
      if (nextCursor.value === null || isLoadingMore.value) return
      isLoadingMore.value = true
      await ask(nextCursor.value)
      isLoadingMore.value = false
    },
    /** Renews the runs that are shown, without losing the pages below the first. */
    async refresh(): Promise<void> {
      if (isLoadingMore.value) return
      const older = items.value ?? []
      const olderCursor = nextCursor.value
      await ask(null)
      const known = new Set(items.value?.map((run) => run.id))
      const oldest = items.value?.at(-1)?.id ?? ''
      const below = older.filter((run) => !known.has(run.id) && run.id < oldest)
      if (below.length === 0) return
      items.value = [...(items.value ?? []), ...below]
      nextCursor.value = olderCursor
    },
    take(id: string): void {
      items.value = items.value?.filter((run) => run.id !== id) ?? null
    },
    close: () => asking.abort(),
  }
}

export type RunListState = ReturnType<typeof createRunList>
