import { useEffect, useMemo } from 'preact/hooks'
import { holdClock } from '../../clock.ts'
import { Notice } from '../../components/notice.tsx'
import { strings } from '../../strings.ts'
import { RunCard } from './run-card.tsx'
import { RunListFilter } from './run-list-filter.tsx'
import { createRunList, type RunListState } from './run-list-state.ts'

/** While a run is under way its card changes; lists are asked for, not streamed. */
const REFRESH_MS = 5000

export function RunListSection() {
  const list = useMemo(createRunList, [])
  useEffect(() => {
    void list.reload()
    const refresh = () => {
      const isWorthIt =
        document.visibilityState === 'visible' && list.items.value?.some((run) => run.state === 'running')
      if (isWorthIt) void list.refresh()
    }
    const timer = setInterval(refresh, REFRESH_MS)
    const releaseClock = holdClock()
    return () => {
      clearInterval(timer)
      releaseClock()
      list.close()
    }
  }, [list])

  return (
    <section aria-labelledby="runs-heading" class="mt-12">
      <div class="mb-6 flex flex-wrap items-end justify-between gap-4">
        <h2 id="runs-heading" class="font-serif text-3xl tracking-tight">
          {strings.list.heading}
        </h2>
        <RunListFilter list={list} />
      </div>
      <RunCards list={list} />
    </section>
  )
}

function RunCards({ list }: { readonly list: RunListState }) {
  const items = list.items.value
  if (list.fault.value !== null) {
    return (
      <Notice heading={strings.errors.notLoaded} text={list.fault.value}>
        <button type="button" class="button button-quiet" onClick={() => void list.reload()}>
          {strings.list.retry}
        </button>
      </Notice>
    )
  }
  if (items === null) return <Loading />
  if (items.length === 0) return <NoRuns list={list} />
  return (
    <>
      <ul class="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] gap-5">
        {items.map((run) => (
          <RunCard key={run.id} run={run} list={list} />
        ))}
      </ul>
      {list.nextCursor.value !== null && (
        <div class="mt-8 text-center">
          <button
            type="button"
            class="button button-quiet px-6"
            disabled={list.isLoadingMore.value}
            onClick={() => void list.more()}
          >
            {strings.list.loadMore}
          </button>
        </div>
      )}
    </>
  )
}

function Loading() {
  return (
    <div role="status" class="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] gap-5">
      <span class="sr-only">{strings.list.loading}</span>
      {[0, 1, 2, 3].map((key) => (
        <div key={key} class="plate pond aspect-[4/5] animate-breathe opacity-60" />
      ))}
    </div>
  )
}

function NoRuns({ list }: { readonly list: RunListState }) {
  const isFiltered = list.text.value.trim() !== '' || list.state.value !== null
  if (!isFiltered) return <Notice heading={strings.list.empty} text={strings.list.emptyHint} />
  const clear = () => {
    list.text.value = ''
    list.state.value = null
    void list.reload()
  }
  return (
    <Notice heading={strings.list.noMatch} text={strings.list.noMatchHint}>
      <button type="button" class="button button-quiet" onClick={clear}>
        {strings.list.clear}
      </button>
    </Notice>
  )
}
