import type { BatchEvent } from '#contract/batch-event.ts'
import { ApiProblem } from '#contract/client/api-problem.ts'
import { batches } from '../../api/batches.ts'
import type { PageStatusSource } from '../../run/page-status.ts'
import type { Connection } from '../../run/run-source.ts'

export interface BatchHandlers {
  onEvent(event: BatchEvent): void
  onConnection(connection: Connection): void
  /** The server will not give this stream: nothing further comes. */
  onRefused(error: unknown): void
}

/**
 * Follows a batch's events after `after`, as long as the page is awake: a hidden one gives its stream back, because a
 * browser allows few to a host. Gives what ends it.
 */
export function followBatch(id: string, after: number, handlers: BatchHandlers, page: PageStatusSource): () => void {
  const closing = new AbortController()
  // held for life: the status is only followed while somebody listens
  const release = page.subscribe(() => {})
  void keepFollowing(id, after, handlers, page, closing.signal)
  return () => {
    closing.abort()
    release()
  }
}

async function keepFollowing(
  id: string,
  after: number,
  handlers: BatchHandlers,
  page: PageStatusSource,
  closing: AbortSignal,
): Promise<void> {
  let lastSeq = after
  let next: Connection = 'connecting'
  while (!closing.aborted) {
    const status = page.read()
    if (status !== 'awake') {
      handlers.onConnection(status)
      await pageChange(page, closing)
      continue
    }
    handlers.onConnection(next)
    next = 'reconnecting'
    const cut = new AbortController()
    const stopWatching = page.subscribe(() => {
      if (page.read() !== 'awake') cut.abort()
    })
    try {
      const signal = AbortSignal.any([cut.signal, closing])
      const onConnection = (state: 'live' | 'reconnecting') => {
        if (!signal.aborted) handlers.onConnection(state)
      }
      for await (const event of batches.events(id, { after: lastSeq, signal, onConnection })) {
        if (closing.aborted) return
        lastSeq = event.seq
        handlers.onEvent(event)
      }
    } catch (error) {
      if (closing.aborted) return
      // any other call asks for the key: reading the batch is what comes next
      if (!(error instanceof ApiProblem) || error.status !== 401) return handlers.onRefused(error)
      await batches.get(id, { signal: closing }).catch(() => {})
    } finally {
      stopWatching()
    }
  }
}

function pageChange(page: PageStatusSource, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = page.subscribe(finish)
  signal.addEventListener('abort', finish)
  function finish(): void {
    stop()
    signal.removeEventListener('abort', finish)
    resolve()
  }
  if (signal.aborted) finish()
  return promise
}
