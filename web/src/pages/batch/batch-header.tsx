import { useSignal } from '@preact/signals'
import type { Batch } from '#contract/batch.ts'
import { resultsPath, sheetPicturePath } from '../../api/batches.ts'
import { batchStrings } from '../../batch-strings.ts'
import { ConnectionDot } from '../../components/connection-dot.tsx'
import { Icon } from '../../components/icon.tsx'
import { StateChip } from '../../components/state-chip.tsx'
import type { BatchActions } from './batch-actions.ts'
import { BatchProgress } from './batch-progress.tsx'
import type { BatchStore } from './batch-store.ts'
import { CancelDialog } from './cancel-dialog.tsx'

export interface BatchPartProps {
  readonly batch: Batch
  readonly store: BatchStore
  readonly actions: BatchActions
}

/** A fault list of this length may have been cut. */
const MOST_FAULTS_KEPT = 100

export function BatchHeader(props: BatchPartProps) {
  const { batch, store } = props
  const { page } = batchStrings
  const { faults } = batch
  return (
    <header class="flex flex-col gap-5 pt-2 pb-6">
      <div class="flex flex-col gap-4 lg:flex-row lg:items-start lg:justify-between lg:gap-12">
        <div class="min-w-0">
          <h1 class="font-serif text-3xl tracking-tight break-words">{batch.name ?? page.unnamed}</h1>
          <p class="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-soft">
            <StateChip state={batch.status} words={batchStrings.statuses} />
            <ConnectionDot connection={store.connection} />
            {batch.wait && <span class="text-warn">{batch.wait.message}</span>}
            <span>{page.rule(batch.selection)}</span>
            {faults.length > 0 && (
              <span class="text-warn">
                {faults.length < MOST_FAULTS_KEPT ? page.leftOut(faults.length) : page.leftOutMany}
              </span>
            )}
          </p>
        </div>
        <Actions {...props} />
      </div>
      <BatchProgress counts={batch.requestCounts} />
    </header>
  )
}

function Actions({ batch, store, actions }: BatchPartProps) {
  const isAsking = useSignal(false)
  const { page } = batchStrings
  const { status, requestCounts } = batch
  const failed = requestCounts.failed + requestCounts.partial
  return (
    <div class="flex shrink-0 flex-wrap gap-2">
      {status === 'running' && (
        <button type="button" class="button button-quiet" onClick={() => void actions.pause()}>
          {page.pause}
        </button>
      )}
      {status === 'paused' && (
        <button type="button" class="button button-coral" onClick={() => void actions.resume()}>
          {page.resume}
        </button>
      )}
      {(status === 'running' || status === 'paused') && (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            isAsking.value = true
          }}
        >
          <Icon name="cross" class="size-3.5" />
          {page.cancel}
        </button>
      )}
      {failed > 0 && (
        <button type="button" class="button button-quiet" title={page.retryHint} onClick={() => void actions.retry()}>
          <Icon name="retry" />
          {page.retry(failed)}
        </button>
      )}
      <Downloads id={batch.id} store={store} />
      {isAsking.value && (
        <CancelDialog
          actions={actions}
          onClose={() => {
            isAsking.value = false
          }}
        />
      )}
    </div>
  )
}

function Downloads({ id, store }: { readonly id: string; readonly store: BatchStore }) {
  const { page } = batchStrings
  const item = 'block rounded-lg px-3 py-2 text-sm whitespace-nowrap hover:bg-mist pointer-coarse:py-3'
  return (
    <details
      class="relative"
      onFocusOut={(event) => {
        const { currentTarget, relatedTarget } = event
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) currentTarget.open = false
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.currentTarget.open = false
        event.currentTarget.querySelector('summary')?.focus()
      }}
    >
      <summary class="button button-quiet list-none [&::-webkit-details-marker]:hidden">
        <Icon name="download" />
        {page.download}
        <Icon name="down" class="size-3.5" />
      </summary>
      <div class="plate absolute z-20 mt-2 min-w-full p-1.5 shadow-float lg:right-0">
        {page.formats.map(([format, label]) => (
          <a key={format} href={resultsPath(id, format)} download class={item}>
            {label}
          </a>
        ))}
        {store.state.value === null && (
          <a href={sheetPicturePath(id, store.page.value)} target="_blank" rel="noreferrer" class={item}>
            {page.sheetPicture}
          </a>
        )}
      </div>
    </details>
  )
}
