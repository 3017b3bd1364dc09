import { watch } from 'node:fs'

/** Wakes a loop that reads state: it says only that looking again may be worth it. */
export interface Wake {
  /**
   * Resolves at the first change since the last call, after `pollMs` at the latest, or at once when aborted.
   * Gives the names of the files that changed; none means that the time was up.
   */
  next(): Promise<ReadonlySet<string>>
  close(): void
}

/**
 * Watches the files `names` of `folder`. The file system's notice is quick but not sure (limits, network drives), so a
 * slow poll stands behind it.
 */
export function createWake(folder: string, names: readonly string[], pollMs: number, signal: AbortSignal): Wake {
  let changed = new Set<string>()
  let endWait: (() => void) | null = null
  const wake = () => endWait?.()
  const stopWatching = watchFolder(folder, (name) => {
    // A notice without a name can be about any of them.
    for (const watched of names) if (name === null || name === watched) changed.add(watched)
    if (changed.size > 0) wake()
  })
  signal.addEventListener('abort', wake)

  const wait = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(wake, pollMs)
      endWait = () => {
        clearTimeout(timer)
        endWait = null
        resolve()
      }
    })

  return {
    async next() {
      if (changed.size === 0 && !signal.aborted) await wait()
      const seen = changed
      changed = new Set()
      return seen
    },
    close() {
      signal.removeEventListener('abort', wake)
      stopWatching()
      wake()
    },
  }
}

function watchFolder(folder: string, onChange: (name: string | null) => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => onChange(name))
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    // No watch to be had: the poll does it alone.
    return () => undefined
  }
}
