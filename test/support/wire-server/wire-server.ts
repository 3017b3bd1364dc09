import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Door, type ListenOptions, openDoor } from './door.ts'
import { type Exchange, pause, sendJson, whenAborted } from './exchange.ts'
import type { WirePlay } from './play.ts'
import { readRequest, type SeenRequest } from './seen-request.ts'

/** A back-end as its clients see it, with plays on demand. */
export interface WireServer<P extends WirePlay> {
  readonly url: string
  /** The latest requests, oldest first. */
  readonly requests: readonly SeenRequest[]
  /** Queues what the next requests do, one each (or `times`): the first that matches is taken, then all is well again. */
  script(...plays: readonly P[]): void
  /** Does this to every request that no queued play is for, until the returned function is called. */
  always(play: P): () => void
  /** Plays that no request has taken yet. */
  pending(): readonly P[]
  /** Resolves when `isSo`, asked at every request, first byte and end. */
  until(isSo: () => boolean): Promise<void>
  /** Cuts what is open and refuses connections. */
  goDown(): Promise<void>
  /** Listens again on the same port. */
  comeUp(): Promise<void>
  close(): Promise<void>
}

export interface WireRoutes<P extends WirePlay> extends ListenOptions {
  /** Which requests plays without a `when` are for. */
  isPlayed(request: SeenRequest): boolean
  /** The body of an error with this status, when the play gives none. */
  errorBody(status: number, play: P, request: SeenRequest): unknown
  answer(exchange: Exchange<P>): Promise<void>
  /** Before new connections are refused: what was in memory is lost, as with any restart. */
  onDown?(): void
}

const KEPT_REQUESTS = 10_000

/** Starts a server of `routes`; `close` it. */
export async function startWireServer<P extends WirePlay>(routes: WireRoutes<P>): Promise<WireServer<P>> {
  const requests: SeenRequest[] = []
  const plays = createPlays(routes)
  const bell = createBell()
  const closing = new AbortController()
  let index = 0

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message, index++)
    requests.push(request)
    if (requests.length > KEPT_REQUESTS) requests.splice(0, KEPT_REQUESTS / 2)
    const play = plays.take(request)
    request.play = play?.name ?? null
    const gone = new AbortController()
    response.once('close', () => {
      request.endedAtMs = performance.now()
      request.isAborted = !response.writableFinished && door.isOpen() && !isOurCut(play)
      gone.abort()
      bell.ring()
    })
    bell.ring()
    const signal = AbortSignal.any([gone.signal, closing.signal])
    const exchange = { request, response, signal, changed: bell.ring, play: play ?? ({} as P) }
    await act(routes, door, exchange)
  }

  const door: Door = await openDoor(
    (message, response) => {
      serve(message, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy()
        else response.writeHead(500).end(String(error))
      })
    },
    routes,
    () => routes.onDown?.(),
  )
  return {
    ...{ url: door.url, requests, goDown: door.goDown, comeUp: door.comeUp },
    ...{ script: plays.script, always: plays.always, pending: plays.pending, until: bell.until },
    close() {
      closing.abort()
      return door.close()
    },
  }
}

/** Wakes those who wait for something to be so. */
function createBell() {
  const waiting = new Set<() => void>()
  return {
    ring: () => {
      for (const check of waiting) check()
    },
    until: (isSo: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const check = () => {
          if (!isSo()) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
  }
}

const isOurCut = (play: WirePlay | null) =>
  play?.isLost === true || play?.downMs !== undefined || play?.ends?.how === 'cut'

/** What every protocol's plays have in common; the rest is the protocol's. */
async function act<P extends WirePlay>(routes: WireRoutes<P>, door: Door, exchange: Exchange<P>): Promise<void> {
  const { play, response, request, signal } = exchange
  await pause(play.delayMs ?? 0, signal)
  if (signal.aborted) return
  if (play.isLost) return void response.socket?.resetAndDestroy()
  if (play.downMs !== undefined) return door.leave(play.downMs)
  if (play.isHung) return whenAborted(signal)
  if (play.status === undefined) return routes.answer(exchange)
  sendJson(exchange, play.status, play.body ?? routes.errorBody(play.status, play, request), play.headers)
}

function createPlays<P extends WirePlay>({ isPlayed }: WireRoutes<P>) {
  let queued: { readonly play: P; left: number }[] = []
  let standing: P[] = []
  const isFor = (play: P, request: SeenRequest) => play.when?.(request) ?? isPlayed(request)

  return {
    script: (...plays: readonly P[]) => void queued.push(...plays.map((play) => ({ play, left: play.times ?? 1 }))),
    always(play: P) {
      standing = [play, ...standing]
      return () => {
        standing = standing.filter((other) => other !== play)
      }
    },
    pending: () => queued.map(({ play }) => play),
    take(request: SeenRequest): P | null {
      const found = queued.find(({ play }) => isFor(play, request))
      if (found === undefined) return standing.find((play) => isFor(play, request)) ?? null
      if (--found.left <= 0) queued = queued.filter((other) => other !== found)
      return found.play
    },
  }
}
