import { backOffMs } from '#contract/client/back-off.ts'
import { openConnection } from '#contract/client/event-connection.ts'
import type { RunEvent } from '#contract/event.ts'
import type { PageStatusSource } from './page-status.ts'
import type { RunHandlers } from './run-source.ts'

export interface StreamOptions {
  readonly page: PageStatusSource
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Resolves once a person gave a key that the server takes. */
  readonly signIn: () => Promise<void>
  readonly random?: () => number
  /** Silence after which the connection counts as dead. */
  readonly silenceMs?: number
}

type ReadEnd = 'cut' | 'refused' | 'unauthorized'

/** One subscription as long as it lasts. */
interface Follow {
  readonly url: string
  readonly handlers: RunHandlers
  readonly options: StreamOptions
  readonly closing: AbortSignal
  lastSeq: number
}

/** Answers that the same question will always get; everything else may pass. */
const refusals: readonly number[] = [400, 403, 404, 410]

/**
 * Follows one run's stream as long as the page is awake. Reconnects after the last `seq` given, until the returned
 * function is called.
 */
export function followRun(url: string, after: number, handlers: RunHandlers, options: StreamOptions): () => void {
  const closing = new AbortController()
  // Held for life: the status is only followed while somebody listens.
  const releasePage = options.page.subscribe(() => {})
  void keepFollowing({ url, handlers, options, closing: closing.signal, lastSeq: after })
  return () => {
    closing.abort()
    releasePage()
  }
}

async function keepFollowing(follow: Follow): Promise<void> {
  const { handlers, closing } = follow
  const { page, signIn, random = Math.random } = follow.options
  let failures = 0
  let next: 'connecting' | 'reconnecting' = 'connecting'
  while (!closing.aborted) {
    const status = page.read()
    if (status !== 'awake') {
      handlers.onConnection(status)
      await pageChange(page, closing)
      continue
    }
    handlers.onConnection(next)
    next = 'reconnecting'
    const end = await readOnce(follow, () => {
      failures = 0
    })
    if (closing.aborted || end === 'refused') return
    if (end === 'unauthorized') await signIn()
    else if (page.read() === 'awake') {
      handlers.onConnection('reconnecting')
      await pageChange(page, closing, backOffMs(failures++, random))
    }
  }
}

/** One connection from its opening to its end, whatever ends it. */
async function readOnce(follow: Follow, onAlive: () => void): Promise<ReadEnd> {
  const { url, handlers, closing, lastSeq } = follow
  const { page, fetch, silenceMs } = follow.options
  const cut = new AbortController()
  const stopWatching = page.subscribe(() => {
    if (page.read() !== 'awake') cut.abort()
  })
  try {
    const signal = AbortSignal.any([cut.signal, closing])
    const connection = await openConnection<RunEvent>({ fetch, url: `${url}?after=${lastSeq}`, signal, silenceMs })
    const refusal = judge(connection.response, handlers)
    if (refusal) return refusal
    handlers.onConnection('live')
    for await (const batch of connection.batches()) {
      onAlive()
      if (closing.aborted) break
      deliver(follow, batch)
    }
  } catch {
    // Network error, abort, or a line without end: the caller connects again from lastSeq.
  } finally {
    stopWatching()
    // closes the connection, too
    cut.abort()
  }
  return 'cut'
}

function judge(response: Response, handlers: RunHandlers): ReadEnd | null {
  if (response.ok && response.body) return null
  if (response.status === 401) return 'unauthorized'
  if (!refusals.includes(response.status)) return 'cut'
  handlers.onRefused(response.status)
  return 'refused'
}

/** What is no event is left out: of a run that goes on, a page shows what it can. */
function deliver(follow: Follow, batch: readonly (RunEvent | null)[]): void {
  const events: RunEvent[] = []
  for (const event of batch) {
    if (!event || event.seq <= follow.lastSeq) continue
    follow.lastSeq = event.seq
    events.push(event)
  }
  if (events.length > 0) follow.handlers.onEvents(events)
}

/** Resolves when the page's status changes, when `atMostMs` are over, or when `signal` is aborted. */
function pageChange(page: PageStatusSource, signal: AbortSignal, atMostMs?: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = atMostMs === undefined ? undefined : setTimeout(finish, atMostMs)
    const stop = page.subscribe(finish)
    signal.addEventListener('abort', finish)
    function finish(): void {
      clearTimeout(timer)
      stop()
      signal.removeEventListener('abort', finish)
      resolve()
    }
    if (signal.aborted) finish()
  })
}
