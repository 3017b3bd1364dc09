import { ApiProblem, problemOf } from './api-problem.ts'
import { backOffMs } from './back-off.ts'
import { type EventConnection, type LogEvent, openConnection } from './event-connection.ts'
import type { Http } from './http.ts'
import { pause } from './pause.ts'
import { pathOf } from './request.ts'

export interface FollowOptions {
  /** Begin behind this `seq`; 0 unless said, which is the whole log. */
  readonly after?: number
  /** `end`: until the run or batch has ended and all is read; `now`: what is stored already. For ever unless said. */
  readonly until?: 'end' | 'now'
  /** Ends the events without an error. */
  readonly signal?: AbortSignal
  /** How long to try without any connection, in ms, before the last fault is thrown; for ever unless said. */
  readonly giveUpAfterMs?: number
  /** Told of each connection made and lost; `fault` says why it was lost, null for a clean end. */
  readonly onConnection?: (state: 'live' | 'reconnecting', fault: ApiProblem | null) => void
  /** Silence after which a connection counts as dead, in ms; 25 s unless said. */
  readonly silenceMs?: number
  /** From 0 to 1; spreads the tries of many clients. */
  readonly random?: () => number
}

/** Where a reader stands, over all its connections. */
interface Position {
  lastSeq: number
  /** Connections in a row that did not live. */
  failures: number
  /** How often what follows `lastSeq` came damaged. */
  damages: number
  /** A hole was there twice: the server has these events no more. */
  isSparse: boolean
  lastLiveMs: number
}

/** `isEnded`: the server says that nothing more will come. Without a fault the connection ended properly. */
interface End {
  readonly isEnded: boolean
  readonly fault: ApiProblem | null
}

/** Longest `Retry-After` that is sat out: a quota of a day is for the caller to know. */
const LONGEST_WAIT_MS = 60_000
/** A damage that is there as often as this is in the log itself. */
const MAX_DAMAGES = 4

/**
 * The events of a log, each once and in order: a connection that ends is made again behind the last event that was
 * taken. Reads no faster than its caller. Throws ApiProblem where the server refuses for good.
 */
export async function* followLog<E extends LogEvent>(
  http: Http,
  path: string,
  options: FollowOptions = {},
): AsyncGenerator<E> {
  const leaving = new AbortController()
  const signal = options.signal ? AbortSignal.any([leaving.signal, options.signal]) : leaving.signal
  const at: Position = { lastSeq: options.after ?? 0, failures: 0, damages: 0, isSparse: false, lastLiveMs: now() }
  try {
    while (!signal.aborted) {
      const before = at.lastSeq
      const end = yield* readOnce<E>(http, path, options, at, signal)
      const hasMoved = at.lastSeq > before
      if (signal.aborted || isOver(end, hasMoved, options)) return
      if (end.fault !== null && isFinal(end.fault, at, options)) throw end.fault
      options.onConnection?.('reconnecting', end.fault)
      // a proper end after events is most likely the last one: asked at once, the server says so
      if (end.fault === null && hasMoved) continue
      await pause(waitBefore(end, at.failures++, options.random), signal).catch(() => {})
    }
  } finally {
    leaving.abort()
  }
}

/** One connection, from asking for it to its end, whatever ends it. */
async function* readOnce<E extends LogEvent>(
  http: Http,
  path: string,
  { until, silenceMs, onConnection }: FollowOptions,
  at: Position,
  signal: AbortSignal,
): AsyncGenerator<E, End> {
  const url = pathOf(path, {
    after: at.lastSeq,
    until: until === 'end' ? 'end' : null,
    follow: until === 'now' ? false : null,
  })
  let connection: EventConnection<E>
  try {
    connection = await openConnection<E>({ fetch: http.connect, url, signal, silenceMs })
  } catch (error) {
    return { isEnded: false, fault: brokenOff(path, error) }
  }
  try {
    const { response, inTime } = connection
    if (response.status === 204) return { isEnded: true, fault: null }
    if (!response.ok) return { isEnded: false, fault: await inTime(problemOf(`GET ${path}`, response)) }
    onConnection?.('live', null)
    return { isEnded: false, fault: yield* readAll(connection, path, at, signal) }
  } finally {
    connection.close()
  }
}

/** What one open connection brings; gives why it broke, or null for a proper end. */
async function* readAll<E extends LogEvent>(
  connection: EventConnection<E>,
  path: string,
  at: Position,
  signal: AbortSignal,
): AsyncGenerator<E, ApiProblem | null> {
  let batches = 0
  try {
    for await (const batch of connection.batches()) {
      at.lastLiveMs = now()
      // what a server writes when it opens a stream is no sign of life yet
      if (batches++ > 0 || batch.length > 0) at.failures = 0
      for (const event of batch) {
        if (isNext(event, at)) yield take(event, at)
        if (signal.aborted) return null
      }
    }
    return null
  } catch (error) {
    return brokenOff(path, error)
  }
}

function brokenOff(path: string, cause: unknown): ApiProblem {
  return cause instanceof ApiProblem ? cause : new ApiProblem(0, `GET ${path} broke off.`, { cause })
}

/** Whether it is the next event, not one that was had. Throws where something was lost on the way. */
function isNext<E extends LogEvent>(event: E | null, at: Position): event is E {
  if (event !== null && event.seq <= at.lastSeq) return false
  if (event !== null && (event.seq === at.lastSeq + 1 || at.isSparse)) return true
  at.damages += 1
  // old events may be gone for good: a hole that is there again is one of the log
  at.isSparse = event !== null && at.damages > 1
  if (at.isSparse) return true
  throw new ApiProblem(0, `What follows event ${at.lastSeq} came damaged.`)
}

function take<E extends LogEvent>(event: E, at: Position): E {
  at.lastSeq = event.seq
  at.damages = 0
  return event
}

/** A clean end alone says little: a server that stops makes one, too. Asked again, it says that nothing more is there. */
function isOver({ isEnded, fault }: End, hasMoved: boolean, { until }: FollowOptions): boolean {
  return isEnded || (until === 'now' && fault === null && !hasMoved)
}

/** Whether the same question will always get this. */
function isFinal(
  fault: ApiProblem,
  at: Position,
  { giveUpAfterMs = Number.POSITIVE_INFINITY }: FollowOptions,
): boolean {
  const { status, retryAfterMs } = fault
  const isRefusal = status >= 400 && status < 500 && ![408, 425, 429].includes(status)
  if (isRefusal || (retryAfterMs ?? 0) > LONGEST_WAIT_MS) return true
  return at.damages >= MAX_DAMAGES || now() - at.lastLiveMs >= giveUpAfterMs
}

function waitBefore({ fault }: End, failures: number, random: () => number = Math.random): number {
  return Math.max(backOffMs(failures, random), fault?.retryAfterMs ?? 0)
}

const now = () => performance.now()
