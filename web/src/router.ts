import { computed, signal } from '@preact/signals'

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'run'; readonly id: string }
  | { readonly page: 'batches' }
  | { readonly page: 'batch'; readonly id: string }
  | { readonly page: 'doctor' }
  | { readonly page: 'missing' }

/** Ids are checked by the server; here only what cannot be one is turned away. */
export function parsePath(path: string): Route {
  if (path === '/' || path === '') return { page: 'home' }
  if (/^\/batches\/?$/.test(path)) return { page: 'batches' }
  if (/^\/doctor\/?$/.test(path)) return { page: 'doctor' }
  const [, kind, id] = /^\/(runs|batches)\/([0-9a-z]{1,64})\/?$/i.exec(path) ?? []
  if (!id) return { page: 'missing' }
  return { page: kind === 'runs' ? 'run' : 'batch', id }
}

export const runPagePath = (id: string): string => `/runs/${id}`
export const batchPagePath = (id: string): string => `/batches/${id}`

const path = signal(typeof location === 'undefined' ? '/' : location.pathname)

export const route = computed(() => parsePath(path.value))

/** Goes to a page of ours without loading anew. */
export function navigate(to: string): void {
  history.pushState(null, '', to)
  path.value = to
  scrollTo(0, 0)
}

/** Takes over plain clicks on links to our own pages, and the back button; gives the remover. */
export function startRouter(): () => void {
  const onPopState = () => {
    path.value = location.pathname
  }
  const onClick = (event: MouseEvent) => {
    const target = pageLink(event)
    if (!target) return
    event.preventDefault()
    navigate(target)
  }
  addEventListener('popstate', onPopState)
  document.addEventListener('click', onClick)
  return () => {
    removeEventListener('popstate', onPopState)
    document.removeEventListener('click', onClick)
  }
}

function pageLink(event: MouseEvent): string | null {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
  if (!isPlain || event.defaultPrevented || !(event.target instanceof Element)) return null
  const link = event.target.closest('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return null
  // a place on this very page (the skip link): the browser goes there, with the focus
  if (link.hash !== '' && link.pathname === location.pathname) return null
  return parsePath(link.pathname).page === 'missing' ? null : link.pathname
}
