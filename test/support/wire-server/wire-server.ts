import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Exchange, pause, sendJson, whenAborted } from './exchange.ts'
import type { WirePlay } from './play.ts'
import { readRequest, type SeenRequest } from './seen-request.ts'

export interface ListenOptions {
  /** Loopback by default. */
  readonly host?: string
  /** Any free one by default. */
  readonly port?: number
}

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
  const { host = '127.0.0.1', port = 0 } = routes
  const requests: SeenRequest[] = []
  const plays = createPlays(routes)
  const waiting = new Set<() => void>()
  const changed = () => waiting.forEach((check) => void check())
  const closing = new AbortController()
  let index = 0

  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500).end(String(error))
      else response.destroy()
    })
  })
  // a play may let a request wait for as long as a test likes
  server.requestTimeout = 0

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message, index++)
    requests.push(request)
    if (requests.length > KEPT_REQUESTS) requests.splice(0, KEPT_REQUESTS / 2)
    const play = plays.take(request)
    request.play = play?.name ?? null
    const gone = new AbortController()
    response.once('close', () => {
      request.endedAtMs = performance.now()
      request.isAborted = !response.writableFinished && !closing.signal.aborted && !isOurCut(play)
      gone.abort()
      changed()
    })
    changed()
    const signal = AbortSignal.any([gone.signal, closing.signal])
    await act(routes, { request, response, signal, changed, play: play ?? ({} as P) })
  }

  const listen = async (at: number) => {
    server.listen(at, host)
    await once(server, 'listening')
  }
  async function goDown(): Promise<void> {
    if (!server.listening) return
    routes.onDown?.()
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }

  await listen(port)
  const bound = server.address() as AddressInfo
  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${bound.port}`,
    requests,
    ...{ script: plays.script, always: plays.always, pending: plays.pending },
    until: (isSo) =>
      new Promise((resolve) => {
        const check = () => {
          if (!isSo()) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
    goDown,
    comeUp: () => listen(bound.port),
    close() {
      closing.abort()
      return goDown()
    },
  }
}

const isOurCut = (play: WirePlay | null) => play?.isLost === true || play?.ends?.how === 'cut'

/** What every protocol's plays have in common; the rest is the protocol's. */
async function act<P extends WirePlay>(routes: WireRoutes<P>, exchange: Exchange<P>): Promise<void> {
  const { play, response, request, signal } = exchange
  await pause(play.delayMs ?? 0, signal)
  if (signal.aborted) return
  if (play.isLost) return void response.socket?.resetAndDestroy()
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
