import { KubeError } from './kube-error.ts'
import type { PodLogQuery, PodLogSource } from './log-source.ts'

/** A read of a log that broke off. It is taken up again at the cursor, so nothing is lost with it. */
export class LogCutError extends Error {
  override readonly name = 'LogCutError'
  readonly kind = 'cut'
  /** HTTP status of a refusal; null for a break without one. */
  readonly status: number | null
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | null

  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.status = cause instanceof KubeError ? cause.status : null
    this.retryAfterMs = cause instanceof KubeError ? cause.retryAfterMs : null
  }
}

/** What a read tells instead of bytes: it ended cleanly; nothing came for the time asked; it was nudged or aborted. */
export type ReadPause = 'end' | 'quiet' | 'nudged'

export interface LogRead {
  /** The next bytes; after `quiet` and `nudged` it may be asked again. Throws `LogCutError`, or the reason of an abort. */
  next(quietMs: number): Promise<Buffer | ReadPause>
  close(): Promise<void>
}

/** Reads a log. A pending `next` is woken when `nudge` aborts. */
export function openLogRead(
  source: PodLogSource,
  query: PodLogQuery,
  signal: AbortSignal,
  nudge: AbortSignal | null,
): LogRead {
  const stop = new AbortController()
  const chunks = source.open(query, stop.signal)[Symbol.asyncIterator]()
  let arrived: Buffer | 'end' | LogCutError | null = null
  let coming: Promise<void> | null = null
  let wake: ((pause: ReadPause | null) => void) | null = null

  const pull = async () => {
    try {
      const { done, value } = await chunks.next()
      arrived = done ? 'end' : value
    } catch (error) {
      arrived = new LogCutError('reading the log broke off', error)
    }
    coming = null
    wake?.(null)
  }
  const wait = (quietMs: number) =>
    new Promise<ReadPause | null>((resolve) => {
      const timer = setTimeout(() => wake?.('quiet'), quietMs)
      wake = (pause) => {
        clearTimeout(timer)
        wake = null
        resolve(pause)
      }
    })
  const onNudge = () => wake?.('nudged')
  const onAbort = () => {
    stop.abort(signal.reason)
    onNudge()
  }
  signal.addEventListener('abort', onAbort)
  nudge?.addEventListener('abort', onNudge)

  return {
    async next(quietMs) {
      signal.throwIfAborted()
      if (arrived === null) {
        coming ??= pull()
        const pause = await wait(quietMs)
        signal.throwIfAborted()
        if (pause !== null) return pause
      }
      const taken = arrived ?? 'end'
      if (taken instanceof LogCutError) throw taken
      if (taken !== 'end') arrived = null
      return taken
    },
    async close() {
      signal.removeEventListener('abort', onAbort)
      nudge?.removeEventListener('abort', onNudge)
      stop.abort(new LogCutError('the log is not read any more'))
      await coming
      await chunks.return?.().catch(() => undefined)
    },
  }
}
