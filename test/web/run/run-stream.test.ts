import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { backOffMs } from '#contract/client/back-off.ts'
import type { RunEvent } from '#contract/event.ts'
import type { PageStatus } from '../../../web/src/run/page-status.ts'
import type { Connection } from '../../../web/src/run/run-source.ts'
import { followRun, type StreamOptions } from '../../../web/src/run/run-stream.ts'

type Answer = (response: ServerResponse, request: IncomingMessage) => void
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A server that answers each connection as told, the last answer for ever. */
async function serve(answers: readonly Answer[]) {
  const queries: string[] = []
  const server = createServer((request, response) => {
    queries.push(request.url ?? '')
    const answer = answers[Math.min(queries.length, answers.length) - 1]
    answer?.(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`, queries }
}

function fakePage(initial: PageStatus = 'awake') {
  const listeners = new Set<() => void>()
  let status = initial
  return {
    read: () => status,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set(next: PageStatus) {
      status = next
      for (const listener of [...listeners]) listener()
    },
    listeners,
  }
}

function follow(url: string, after: number, options: Partial<StreamOptions> = {}) {
  const seqs: number[] = []
  const connections: Connection[] = []
  const refused: number[] = []
  const handlers = {
    onEvents: (events: readonly RunEvent[]) => seqs.push(...events.map((event) => event.seq)),
    onConnection: (connection: Connection) => connections.push(connection),
    onRefused: (status: number) => refused.push(status),
  }
  const page = fakePage()
  const close = followRun(url, after, handlers, {
    page,
    fetch: (address, init) => fetch(address, init),
    signIn: () => Promise.resolve(),
    random: () => 0,
    ...options,
  })
  closers.push(close)
  return { seqs, connections, refused, close, page }
}

const block = (seq: number) => `id: ${seq}\nevent: log\ndata: {"seq":${seq},"type":"log","data":{}}\n\n`
const open = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })
const sendAnd =
  (seqs: readonly number[], then: (response: ServerResponse) => void = () => {}): Answer =>
  (response) => {
    open(response).write(seqs.map(block).join(''), () => then(response))
  }
const breakOff = (response: ServerResponse) => response.destroy()
const fail =
  (status: number): Answer =>
  (response) =>
    response.writeHead(status).end('<h1>no</h1>')

describe('the stream', () => {
  it('goes on after the last event it has, when the connection breaks in the middle of a block', async () => {
    const { url, queries } = await serve([
      (response) =>
        open(response).write(`${block(4)}${block(5)}id: 6\nevent: log\nda`, () => setTimeout(breakOff, 20, response)),
      sendAnd([6, 7]),
    ])
    const { seqs, connections } = follow(url, 3)
    await vi.waitFor(() => expect(seqs).toEqual([4, 5, 6, 7]), { timeout: 15_000 })
    expect(queries).toEqual(['/events?after=3', '/events?after=5'])
    expect(connections).toEqual(['connecting', 'live', 'reconnecting', 'reconnecting', 'live'])
  })

  it('comes back after answers that end an EventSource for good', async () => {
    const { url, queries } = await serve([fail(502), fail(503), sendAnd([1])])
    const { seqs } = follow(url, 0)
    await vi.waitFor(() => expect(seqs).toEqual([1]), { timeout: 15_000 })
    expect(queries).toHaveLength(3)
  })

  it('connects again after a clean end', async () => {
    const { url } = await serve([sendAnd([1], (response) => response.end()), sendAnd([2])])
    const { seqs } = follow(url, 0)
    await vi.waitFor(() => expect(seqs).toEqual([1, 2]), { timeout: 15_000 })
  })

  it('drops what it has had, and what is no event', async () => {
    const { url } = await serve([
      (response) => open(response).write(`data: {oops\n\ndata: {"a":1}\n\n${[1, 2, 2, 1, 3].map(block).join('')}`),
    ])
    const { seqs } = follow(url, 1)
    await vi.waitFor(() => expect(seqs).toEqual([2, 3]), { timeout: 15_000 })
  })

  it('counts a silent connection as dead, and a heartbeat as life', async () => {
    const beat: Answer = (response) => {
      open(response).write(block(1))
      const timer = setInterval(() => response.write(': alive\n\n'), 40)
      response.on('close', () => clearInterval(timer))
    }
    const quiet = await serve([sendAnd([1]), sendAnd([2])])
    const { seqs } = follow(quiet.url, 0, { silenceMs: 150 })
    const alive = await serve([beat])
    const lively = follow(alive.url, 0, { silenceMs: 150 })
    await vi.waitFor(() => expect(seqs).toEqual([1, 2]), { timeout: 15_000 })
    expect(lively.connections).toEqual(['connecting', 'live'])
    expect(alive.queries).toHaveLength(1)
  })

  it('does not wait for ever for a server that never answers', async () => {
    const { url } = await serve([() => {}, sendAnd([1])])
    const { seqs } = follow(url, 0, { silenceMs: 100 })
    await vi.waitFor(() => expect(seqs).toEqual([1]), { timeout: 15_000 })
  })

  it.each([400, 404])('stops at a refusal with %i', async (status) => {
    const { url, queries } = await serve([fail(status)])
    const { refused } = follow(url, 0)
    await vi.waitFor(() => expect(refused).toEqual([status]), { timeout: 15_000 })
    expect(queries).toHaveLength(1)
  })

  it('asks for the key and goes on', async () => {
    const { url } = await serve([fail(401), sendAnd([1])])
    const signIn = vi.fn(() => Promise.resolve())
    const { seqs } = follow(url, 0, { signIn })
    await vi.waitFor(() => expect(seqs).toEqual([1]), { timeout: 15_000 })
    expect(signIn).toHaveBeenCalledTimes(1)
  })

  it('gives the connection back while the page sleeps, and resumes when it wakes', async () => {
    let isClosed = false
    const { url, queries } = await serve([
      (response) => {
        open(response).write(block(1))
        response.on('close', () => {
          isClosed = true
        })
      },
      sendAnd([2]),
    ])
    const { seqs, connections, page } = follow(url, 0)
    await vi.waitFor(() => expect(seqs).toEqual([1]), { timeout: 15_000 })
    page.set('asleep')
    await vi.waitFor(() => expect(isClosed).toBe(true), { timeout: 15_000 })
    expect(connections.at(-1)).toBe('asleep')
    page.set('awake')
    await vi.waitFor(() => expect(seqs).toEqual([1, 2]), { timeout: 15_000 })
    expect(queries).toEqual(['/events?after=0', '/events?after=1'])
  })

  it('says that it is offline and asks nothing until the network is back', async () => {
    const { url, queries } = await serve([sendAnd([1])])
    const page = fakePage('offline')
    const { seqs, connections } = follow(url, 0, { page })
    await vi.waitFor(() => expect(connections).toEqual(['offline']), { timeout: 15_000 })
    expect(queries).toEqual([])
    page.set('awake')
    await vi.waitFor(() => expect(seqs).toEqual([1]), { timeout: 15_000 })
  })

  it('leaves no listener and no connection when it is closed', async () => {
    let isClosed = false
    const { url } = await serve([
      (response) => {
        open(response).write(block(1))
        response.on('close', () => {
          isClosed = true
        })
      },
    ])
    const { seqs, close, page } = follow(url, 0)
    await vi.waitFor(() => expect(seqs).toEqual([1]), { timeout: 15_000 })
    close()
    await vi.waitFor(() => expect(isClosed).toBe(true), { timeout: 15_000 })
    await vi.waitFor(() => expect(page.listeners.size).toBe(0), { timeout: 15_000 })
  })
})

describe('the back-off', () => {
  it('doubles up to a limit, within half of it', () => {
    const least = [0, 1, 2, 3, 20].map((failures) => backOffMs(failures, () => 0))
    const most = [0, 1, 2, 3, 20].map((failures) => backOffMs(failures, () => 1))
    expect(least).toEqual([200, 400, 800, 1600, 7500])
    expect(most).toEqual([400, 800, 1600, 3200, 15_000])
  })
})
