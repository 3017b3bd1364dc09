import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { holdClock } from '../clock.ts'
import { strings } from '../strings.ts'
import { Notice } from './notice.tsx'
import type { PagedListState } from './paged-list-state.ts'

/** While something is under way its card changes; lists are asked for, not streamed. */
const REFRESH_MS = 4000

interface PagedListProps<Item> {
  readonly list: PagedListState<Item>
  readonly words: { readonly loading: string; readonly more: string }
  /** Classes of the list. */
  readonly class: string
  /** What stands in the places of a list that is on its way: classes of one, and how many. */
  readonly blank: { readonly class: string; readonly count: number }
  /** A list item for an entry. */
  readonly children: (item: Item & { readonly id: string }) => ComponentChildren
  /** What is shown where there is nothing. */
  readonly empty: ComponentChildren
}

/** A list of the server's that grows by a button, and is kept fresh while it is shown. */
export function PagedList<Item>(props: PagedListProps<Item>) {
  const { list, words, class: className, blank, children, empty } = props
  const entries = useRef<HTMLUListElement>(null)
  useKeptFresh(list)
  const items = list.items.value
  if (items === null)
    return list.fault.value === null ? (
      <Blanks class={className} words={words} blank={blank} />
    ) : (
      <NotLoaded list={list} />
    )
  if (items.length === 0) return empty
  const more = async () => {
    await list.more()
    // the button goes when all is there: the first of the new ones is where a reader goes on
    entries.current?.children[items.length]?.querySelector<HTMLElement>('a')?.focus({ preventScroll: true })
  }
  return (
    <>
      <ul ref={entries} class={className}>
        {items.map((item) => children(item))}
      </ul>
      {list.nextCursor.value !== null && (
        <div class="mt-8 flex flex-col items-center gap-3">
          {list.fault.value !== null && (
            <p role="alert" class="text-sm text-bad">
              {list.fault.value}
            </p>
          )}
          <button
            type="button"
            class="button button-quiet px-6"
            aria-disabled={list.isLoadingMore.value}
            onClick={() => void more()}
          >
            {list.isLoadingMore.value ? strings.loading : words.more}
          </button>
        </div>
      )}
    </>
  )
}

function useKeptFresh<Item>(list: PagedListState<Item>): void {
  useEffect(() => {
    void list.reload()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void list.refresh()
    }, REFRESH_MS)
    const releaseClock = holdClock()
    return () => {
      clearInterval(timer)
      releaseClock()
      list.close()
    }
  }, [list])
}

function NotLoaded<Item>({ list }: Pick<PagedListProps<Item>, 'list'>) {
  return (
    <Notice heading={strings.errors.notLoaded} text={list.fault.value ?? ''}>
      <button type="button" class="button button-quiet" onClick={() => void list.reload()}>
        {strings.list.retry}
      </button>
    </Notice>
  )
}

function Blanks<Item>({ class: className, words, blank }: Pick<PagedListProps<Item>, 'class' | 'words' | 'blank'>) {
  return (
    <div role="status" class={className}>
      <span class="sr-only">{words.loading}</span>
      {Array.from({ length: blank.count }, (_, key) => (
        <div key={key} class={`plate pond animate-breathe opacity-60 ${blank.class}`} />
      ))}
    </div>
  )
}
