/** `asleep`: hidden long enough to give the stream back (a browser allows six to a host). */
export type PageStatus = 'awake' | 'asleep' | 'offline'

export interface PageStatusSource {
  read(): PageStatus
  /** Calls back on every change; gives its remover. */
  subscribe(onChange: () => void): () => void
}

/** How long a page may be hidden before it counts as asleep: switching tabs for a moment costs no reconnect. */
const SLEEP_AFTER_MS = 5000

/** Follows this browser page's visibility and network. */
export function browserPageStatus(): PageStatusSource {
  let isAsleep = false
  let sleepTimer: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }

  function onVisibility(): void {
    clearTimeout(sleepTimer)
    if (document.visibilityState === 'hidden') {
      sleepTimer = setTimeout(() => {
        isAsleep = true
        tell()
      }, SLEEP_AFTER_MS)
    } else if (isAsleep) {
      isAsleep = false
      tell()
    }
  }

  function listen(): () => void {
    document.addEventListener('visibilitychange', onVisibility)
    window.addEventListener('online', tell)
    window.addEventListener('offline', tell)
    onVisibility()
    return () => {
      clearTimeout(sleepTimer)
      document.removeEventListener('visibilitychange', onVisibility)
      window.removeEventListener('online', tell)
      window.removeEventListener('offline', tell)
    }
  }

  let stopListening: (() => void) | null = null
  return {
    read: () => (navigator.onLine ? (isAsleep ? 'asleep' : 'awake') : 'offline'),
    subscribe(onChange) {
      listeners.add(onChange)
      stopListening ??= listen()
      return () => {
        listeners.delete(onChange)
        if (listeners.size > 0) return
        stopListening?.()
        stopListening = null
      }
    },
  }
}
