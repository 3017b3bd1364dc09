import type { BatchRowState } from '#contract/batch.ts'
import { batchStrings } from '../../batch-strings.ts'
import { Icon } from '../../components/icon.tsx'
import { Notice } from '../../components/notice.tsx'
import { isSingleKeyOn } from '../../components/shortcuts.ts'
import type { BatchPartProps } from './batch-header.tsx'
import { PAGE_ROWS } from './batch-store.ts'
import { RowOfSheet } from './row-of-sheet.tsx'

const states: readonly BatchRowState[] = ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']

/** Rows by variations, a page at a time. */
export function BatchSheet(props: BatchPartProps) {
  const { store } = props
  const onFilter = (value: string) => store.filter(states.find((state) => state === value) ?? null)
  return (
    <section aria-labelledby="sheet-heading">
      <div class="mb-4 flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line pt-5">
        <h2 id="sheet-heading" class="font-serif text-2xl tracking-tight">
          {batchStrings.sheet.heading}
        </h2>
        <select
          class="field w-auto rounded-full"
          aria-label={batchStrings.sheet.filter}
          value={store.state.value ?? ''}
          onChange={(event) => onFilter(event.currentTarget.value)}
        >
          <option value="">{batchStrings.sheet.any}</option>
          {states.map((state) => (
            <option key={state} value={state}>
              {batchStrings.rowStates[state]}
            </option>
          ))}
        </select>
        {isSingleKeyOn.value && <p class="text-sm text-soft max-lg:hidden">{batchStrings.sheet.keys}</p>}
        <Pager {...props} />
      </div>
      <Rows {...props} />
      <div class="mt-5 flex justify-end">
        <Pager {...props} />
      </div>
    </section>
  )
}

function Rows({ store, actions }: BatchPartProps) {
  const rows = store.rows.value
  if (rows === null) return <Loading />
  if (rows.length === 0) {
    return (
      <Notice heading={batchStrings.sheet.none} text={batchStrings.sheet.noneHint}>
        <button type="button" class="button button-quiet" onClick={() => store.filter(null)}>
          {batchStrings.sheet.showAll}
        </button>
      </Notice>
    )
  }
  return (
    <ol class="flex flex-col gap-4">
      {rows.map((row) => (
        <RowOfSheet key={row.row} row={row} actions={actions} />
      ))}
    </ol>
  )
}

function Pager({ batch, store }: BatchPartProps) {
  const rows = store.rows.value
  const page = store.page.value
  if (rows === null || (page === 1 && !store.hasNext.value)) return null
  const first = (page - 1) * PAGE_ROWS + 1
  const last = first + rows.length - 1
  const { sheet } = batchStrings
  const isFiltered = store.state.value !== null
  return (
    <fieldset class="ml-auto flex items-center gap-2 text-sm" aria-label={batchStrings.sheet.heading}>
      <span class="text-soft tabular-nums">
        {isFiltered ? sheet.some(first, last) : sheet.page(first, last, batch.requestCounts.total)}
      </span>
      <button
        type="button"
        class="button button-quiet px-2.5"
        aria-label={sheet.previous}
        disabled={page === 1}
        onClick={() => store.previous()}
      >
        <Icon name="left" />
      </button>
      <button
        type="button"
        class="button button-quiet px-2.5"
        aria-label={sheet.next}
        disabled={!store.hasNext.value}
        onClick={() => store.next()}
      >
        <Icon name="right" />
      </button>
    </fieldset>
  )
}

function Loading() {
  return (
    <div role="status" class="flex flex-col gap-4">
      <span class="sr-only">{batchStrings.page.loading}</span>
      {[0, 1, 2].map((key) => (
        <div key={key} class="plate pond h-44 animate-breathe opacity-60" />
      ))}
    </div>
  )
}
