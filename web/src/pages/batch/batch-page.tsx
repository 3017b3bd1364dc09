import { useEffect, useMemo } from 'preact/hooks'
import type { Batch } from '#contract/batch.ts'
import { ApiProblem } from '#contract/client/api-problem.ts'
import { messageOf } from '../../api/server.ts'
import { batchStrings } from '../../batch-strings.ts'
import { announce } from '../../components/announcer.tsx'
import { Notice } from '../../components/notice.tsx'
import { pageKeys } from '../../components/shortcuts.ts'
import { strings } from '../../strings.ts'
import { createBatchActions } from './batch-actions.ts'
import { BatchHeader } from './batch-header.tsx'
import { useBatchKeys } from './batch-keys.ts'
import { BatchSheet } from './batch-sheet.tsx'
import { BatchStore } from './batch-store.ts'

export function BatchPage({ id }: { readonly id: string }) {
  const page = useMemo(() => {
    const store = new BatchStore(id)
    return { store, actions: createBatchActions(id, store) }
  }, [id])
  useEffect(() => () => page.store.close(), [page])
  useEffect(() => {
    pageKeys.value = batchStrings.help
    return () => {
      pageKeys.value = null
    }
  }, [])
  useBatchKeys(page)
  const { store, actions } = page
  const batch = store.batch.value
  if (store.problem.value !== null) return <NoBatch problem={store.problem.value} store={store} />
  if (batch === null) return <Opening />
  return (
    <>
      <Title batch={batch} />
      <BatchHeader batch={batch} store={store} actions={actions} />
      <BatchSheet batch={batch} store={store} actions={actions} />
    </>
  )
}

/** Sets the title, and says aloud when all is over. */
function Title({ batch: { name, status, requestCounts } }: { readonly batch: Batch }) {
  const isEnded = status === 'ended'
  const wasEnded = useMemo(() => isEnded, [])
  const { succeeded, total } = requestCounts
  useEffect(() => {
    document.title = `${name ?? batchStrings.page.unnamed} · ${strings.product}`
  }, [name])
  useEffect(() => {
    if (isEnded && !wasEnded) announce(batchStrings.announce.ended(succeeded, total))
  }, [isEnded])
  return null
}

function Opening() {
  return (
    <div role="status" class="pt-10">
      <span class="sr-only">{batchStrings.page.loading}</span>
      <div class="h-9 w-1/2 animate-breathe rounded-xl bg-mist" />
      <div class="mt-10 flex flex-col gap-4">
        {[0, 1, 2].map((key) => (
          <div key={key} class="plate pond h-44 animate-breathe opacity-60" />
        ))}
      </div>
    </div>
  )
}

function NoBatch({ problem, store }: { readonly problem: unknown; readonly store: BatchStore }) {
  const isMissing = problem instanceof ApiProblem && (problem.status === 404 || problem.status === 400)
  const heading = isMissing ? strings.missing.heading : strings.errors.notLoaded
  return (
    <Notice heading={heading} text={isMissing ? batchStrings.page.missing : messageOf(problem)}>
      <div class="flex gap-3">
        {!isMissing && (
          <button type="button" class="button button-quiet" onClick={() => store.reload()}>
            {strings.list.retry}
          </button>
        )}
        <a href="/batches" class="button button-coral">
          {batchStrings.page.back}
        </a>
      </div>
    </Notice>
  )
}
