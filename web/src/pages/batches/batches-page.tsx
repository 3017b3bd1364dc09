import { useEffect, useMemo } from 'preact/hooks'
import { batchStrings } from '../../batch-strings.ts'
import { holdClock } from '../../clock.ts'
import { Notice } from '../../components/notice.tsx'
import { strings } from '../../strings.ts'
import { BatchCard } from './batch-card.tsx'
import { type BatchListState, createBatchList } from './batch-list-state.ts'
import { NewBatchForm } from './new-batch-form.tsx'

/** While a batch is under way its line changes; lists are asked for, not streamed. */
const REFRESH_MS = 4000

export function BatchesPage() {
  const list = useMemo(createBatchList, [])
  useEffect(() => {
    document.title = batchStrings.list.title
    void list.reload()
    let isBusy = false
    const refresh = async () => {
      if (isBusy || document.visibilityState !== 'visible') return
      isBusy = true
      await list.refresh()
      isBusy = false
    }
    const timer = setInterval(() => void refresh(), REFRESH_MS)
    const releaseClock = holdClock()
    return () => {
      clearInterval(timer)
      releaseClock()
      list.close()
    }
  }, [list])
  return (
    <div class="mx-auto max-w-3xl pt-6 sm:pt-8">
      <h1 class="font-serif text-4xl tracking-tight sm:text-5xl">{batchStrings.list.heading}</h1>
      <p class="mt-3 max-w-2xl text-lg text-pretty text-soft">{batchStrings.list.lead}</p>
      <NewBatchForm />
      <section aria-labelledby="batches-heading" class="mt-12">
        <h2 id="batches-heading" class="mb-5 font-serif text-3xl tracking-tight">
          {batchStrings.list.past}
        </h2>
        <PastBatches list={list} />
      </section>
    </div>
  )
}

function PastBatches({ list }: { readonly list: BatchListState }) {
  const items = list.items.value
  if (items === null && list.fault.value !== null) {
    return (
      <Notice heading={strings.errors.notLoaded} text={list.fault.value}>
        <button type="button" class="button button-quiet" onClick={() => void list.reload()}>
          {strings.list.retry}
        </button>
      </Notice>
    )
  }
  if (items === null) {
    return (
      <div role="status" class="flex flex-col gap-4">
        <span class="sr-only">{batchStrings.list.loading}</span>
        {[0, 1].map((key) => (
          <div key={key} class="plate pond h-28 animate-breathe opacity-60" />
        ))}
      </div>
    )
  }
  if (items.length === 0) return <Notice heading={batchStrings.list.empty} text={batchStrings.list.emptyHint} />
  return (
    <>
      <ul class="flex flex-col gap-4">
        {items.map((batch) => (
          <BatchCard key={batch.id} batch={batch} />
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
            {batchStrings.list.more}
          </button>
        </div>
      )}
    </>
  )
}
