import { useEffect, useMemo } from 'preact/hooks'
import type { Batch } from '#contract/batch.ts'
import { batches } from '../../api/batches.ts'
import { batchStrings } from '../../batch-strings.ts'
import { Notice } from '../../components/notice.tsx'
import { PagedList } from '../../components/paged-list.tsx'
import { createPagedList } from '../../components/paged-list-state.ts'
import { BatchCard } from './batch-card.tsx'
import { NewBatchForm } from './new-batch-form.tsx'

const PAGE_SIZE = 20

const createBatchList = () =>
  createPagedList<Batch>({
    pageSize: PAGE_SIZE,
    load: (page, signal) => batches.list(page, { signal }),
    isLive: ({ status }) => status !== 'ended',
  })

export function BatchesPage() {
  const list = useMemo(createBatchList, [])
  useEffect(() => {
    document.title = batchStrings.list.title
  }, [])
  return (
    <div class="mx-auto max-w-3xl pt-6 sm:pt-8">
      <h1 class="font-serif text-4xl tracking-tight sm:text-5xl">{batchStrings.list.heading}</h1>
      <p class="mt-3 max-w-2xl text-lg text-pretty text-soft">{batchStrings.list.lead}</p>
      <NewBatchForm />
      <section aria-labelledby="batches-heading" class="mt-12">
        <h2 id="batches-heading" class="mb-5 font-serif text-3xl tracking-tight">
          {batchStrings.list.past}
        </h2>
        <PagedList
          list={list}
          words={{ loading: batchStrings.list.loading, more: batchStrings.list.more }}
          class="flex flex-col gap-4"
          blank={{ class: 'h-28', count: 2 }}
          empty={<Notice heading={batchStrings.list.empty} text={batchStrings.list.emptyHint} />}
        >
          {(batch) => <BatchCard key={batch.id} batch={batch} />}
        </PagedList>
      </section>
    </div>
  )
}
