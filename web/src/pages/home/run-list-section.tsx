import { useMemo } from 'preact/hooks'
import { Notice } from '../../components/notice.tsx'
import { PagedList } from '../../components/paged-list.tsx'
import { strings } from '../../strings.ts'
import { RunCard } from './run-card.tsx'
import { RunListFilter } from './run-list-filter.tsx'
import { createRunList, type RunListState } from './run-list-state.ts'

export function RunListSection() {
  const list = useMemo(createRunList, [])
  return (
    <section aria-labelledby="runs-heading" class="mt-12">
      <div class="mb-6 flex flex-wrap items-end justify-between gap-4">
        <h2 id="runs-heading" class="font-serif text-3xl tracking-tight">
          {strings.list.heading}
        </h2>
        <RunListFilter list={list} />
      </div>
      <PagedList
        list={list}
        words={{ loading: strings.list.loading, more: strings.list.loadMore }}
        class="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] gap-5"
        blank={{ class: 'aspect-[4/5]', count: 4 }}
        empty={<NoRuns list={list} />}
      >
        {(run) => <RunCard key={run.id} run={run} list={list} />}
      </PagedList>
    </section>
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
