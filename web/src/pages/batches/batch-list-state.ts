import { signal } from '@preact/signals'
import type { Batch } from '#contract/batch.ts'
import { batches } from '../../api/batches.ts'
import { messageOf } from '../../api/server.ts'

const PAGE_SIZE = 20

/** The batches of this owner, newest first, loaded by pages. */
export function createBatchList() {
  const items = signal<readonly Batch[] | null>(null)
  const nextCursor = signal<string | null>(null)
  const fault = signal<string | null>(null)
  const isLoadingMore = signal(false)
  const closing = new AbortController()

  async function ask(cursor: string | null): Promise<readonly Batch[] | null> {
    try {
      const page = await batches.list({ limit: PAGE_SIZE, cursor }, { signal: closing.signal })
      if (closing.signal.aborted) return null
      fault.value = null
      nextCursor.value = page.nextCursor
      return page.data
    } catch (error) {
      if (!closing.signal.aborted) fault.value = messageOf(error)
      return null
    }
  }

  return {
    items,
    nextCursor,
    fault,
    isLoadingMore,
    async reload(): Promise<void> {
      items.value = (await ask(null)) ?? items.value
    },
    async more(): Promise<void> {
      if (nextCursor.value === null || isLoadingMore.value) return
      isLoadingMore.value = true
      const older = await ask(nextCursor.value)
      items.value = [...(items.value ?? []), ...(older ?? [])]
      isLoadingMore.value = false
    },
    /** Renews those that have not ended, where they stand. A fault says nothing: what is shown stays. */
    async refresh(): Promise<void> {
      const open = items.value?.filter(({ status }) => status !== 'ended') ?? []
      const renewed = new Map<string, Batch>()
      for (const { id } of open) {
        const one = await batches.get(id, { signal: closing.signal }).catch(() => null)
        if (one) renewed.set(id, one)
      }
      items.value = items.value?.map((one) => renewed.get(one.id) ?? one) ?? null
    },
    close: () => closing.abort(),
  }
}

export type BatchListState = ReturnType<typeof createBatchList>
