import { signal } from '@preact/signals'
import { messageOf } from '../api/server.ts'

/** The most entries that the server gives at once. */
const MOST_AT_ONCE = 100

export interface PageQuery {
  readonly limit: number
  /** Null: from the newest on. */
  readonly cursor: string | null
}

interface Page<Item> {
  readonly data: readonly Item[]
  readonly nextCursor: string | null
}

export interface PagedListSource<Item> {
  readonly pageSize: number
  /** May throw whatever the server said. */
  readonly load: (query: PageQuery, signal: AbortSignal) => Promise<Page<Item>>
  /** Whether it changes by itself: while one does, all that is shown is renewed from time to time. */
  readonly isLive: (item: Item) => boolean
}

export type PagedListState<Item> = ReturnType<typeof createPagedList<Item & { readonly id: string }>>

/** Entries of the server, newest first, loaded by pages. Ids are in the order of the list. */
export function createPagedList<Item extends { readonly id: string }>(source: PagedListSource<Item>) {
  const items = signal<readonly Item[] | null>(null)
  const nextCursor = signal<string | null>(null)
  const fault = signal<string | null>(null)
  const isLoadingMore = signal(false)
  const closing = new AbortController()
  let asking: AbortController | null = null

  /** Only the last question's answer counts: null where another was asked since. */
  async function ask(query: PageQuery): Promise<Page<Item> | null> {
    asking?.abort()
    const own = new AbortController()
    asking = own
    const isOld = () => own.signal.aborted || closing.signal.aborted
    try {
      const page = await source.load(query, AbortSignal.any([own.signal, closing.signal]))
      return isOld() ? null : page
    } catch (error) {
      if (isOld()) return null
      throw error
    } finally {
      if (asking === own) asking = null
    }
  }

  async function reload(): Promise<void> {
    try {
      const page = await ask({ limit: source.pageSize, cursor: null })
      if (page === null) return
      items.value = page.data
      nextCursor.value = page.nextCursor
      fault.value = null
    } catch (error) {
      // what was shown may answer another search
      items.value = null
      fault.value = messageOf(error)
    }
  }

  async function more(): Promise<void> {
    if (nextCursor.value === null || isLoadingMore.value) return
    isLoadingMore.value = true
    try {
      const page = await ask({ limit: source.pageSize, cursor: nextCursor.value })
      if (page === null) return
      items.value = [...(items.value ?? []), ...page.data]
      nextCursor.value = page.nextCursor
      fault.value = null
    } catch (error) {
      fault.value = messageOf(error)
    } finally {
      isLoadingMore.value = false
    }
  }

  /** Renews what is shown, where it stands. It never gets in the way of a question, and its own fault says nothing. */
  async function refresh(): Promise<void> {
    const shown = items.value
    if (shown === null || asking !== null || !shown.some(source.isLive)) return
    const limit = Math.min(MOST_AT_ONCE, Math.max(source.pageSize, shown.length))
    const page = await ask({ limit, cursor: null }).catch(() => null)
    if (page === null) return
    const oldest = page.data.at(-1)?.id
    const isWhole = page.nextCursor === null || oldest === undefined
    const below = isWhole ? [] : (items.value ?? []).filter(({ id }) => id < oldest)
    items.value = [...page.data, ...below]
    if (below.length === 0) nextCursor.value = page.nextCursor
  }

  return {
    /** Null until there is an answer. */
    items,
    nextCursor,
    /** Why there is nothing, or no more. */
    fault,
    isLoadingMore,
    reload,
    more,
    refresh,
    take(id: string): void {
      items.value = items.value?.filter((item) => item.id !== id) ?? null
    },
    close: () => closing.abort(),
  }
}
