import type { Fetch } from './http.ts'
import { createSseParser, type SseBlock } from './sse-parser.ts'

/** What the events of every log have; the rest is their own. */
export interface LogEvent {
  readonly seq: number
  readonly type: string
}

export interface ConnectionOptions {
  readonly fetch: Fetch
  readonly url: string
  readonly signal: AbortSignal
  /** Silence after which the connection counts as dead, in ms. */
  readonly silenceMs?: number | undefined
}

/** One connection to a stream of events, which the server may have refused. */
export interface EventConnection<E> {
  readonly response: Response
  /**
   * What arrives, until the connection ends: null stands for what is no event, and an empty list for a heartbeat.
   * Throws when the connection breaks or is silent.
   */
  batches(): AsyncGenerator<readonly (E | null)[]>
  /** Waits for what comes over this connection, which is cut when nothing does. */
  readonly inTime: InTime
  close(): void
}

/** Two and a half of the server's heartbeats of 10 s. */
const SILENCE_MS = 25_000

/**
 * Connects once, over fetch: unlike EventSource it shows heartbeats, lets a 502 pass and says why it was refused.
 * Throws what fetch throws. The connection must be closed.
 */
export async function openConnection<E extends LogEvent>(options: ConnectionOptions): Promise<EventConnection<E>> {
  const { fetch, url, signal, silenceMs = SILENCE_MS } = options
  const cut = new AbortController()
  /** Only while the far side is waited for: a reader that takes its time is no silence. */
  const inTime: InTime = async (coming) => {
    const timer = setTimeout(() => cut.abort(), silenceMs)
    try {
      return await coming
    } finally {
      clearTimeout(timer)
    }
  }
  const response = await inTime(
    fetch(url, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal: AbortSignal.any([cut.signal, signal]),
    }),
  )
  return { response, inTime, batches: () => readBatches<E>(response, inTime), close: () => cut.abort() }
}

type InTime = <T>(coming: Promise<T>) => Promise<T>

async function* readBatches<E extends LogEvent>({ body }: Response, inTime: InTime): AsyncGenerator<(E | null)[]> {
  if (!body) return
  const parser = createSseParser()
  const decoder = new TextDecoder()
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read())
      if (done) return
      yield parser.push(decoder.decode(value, { stream: true })).map(parseEvent<E>)
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

/** The contract's reader rule: a type that is not known is passed on, and ignored by who reads it. */
function parseEvent<E extends LogEvent>({ data }: SseBlock): E | null {
  try {
    const event = JSON.parse(data)
    return Number.isSafeInteger(event?.seq) && typeof event.type === 'string' ? (event as E) : null
  } catch {
    return null
  }
}
