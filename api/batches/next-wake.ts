import type { EventLog } from '../store/store.ts'

/** Ends of rows come in crowds: they are looked at together, this long after the first. */
const GATHER_MS = 200

export interface Wake {
  /** Resolves a moment after the log's next commit, or at once when it is given up. */
  readonly done: Promise<void>
  /** Removes listener and timer. */
  cancel(): void
}

/** Waits for a log to grow from now on; `signal` ends the wait. */
export function nextWake(log: Pick<EventLog, 'subscribe'>, logId: string, signal: AbortSignal): Wake {
  const { promise: done, resolve } = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined
  const unsubscribe = log.subscribe(logId, () => {
    timer ??= setTimeout(cancel, GATHER_MS)
  })
  function cancel(): void {
    clearTimeout(timer)
    unsubscribe()
    signal.removeEventListener('abort', cancel)
    resolve()
  }
  signal.addEventListener('abort', cancel)
  if (signal.aborted) cancel()
  return { done, cancel }
}
