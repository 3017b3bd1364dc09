import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { type ApiProblem, createClient, type FollowOptions } from '#contract/client/client.ts'
import {
  type Answer,
  lost,
  problem,
  proxyPage,
  type ScriptedServer,
  silent,
  startScriptedServer,
} from '../../support/scripted-server.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const block = (seq: number) => `id: ${seq}\nevent: log\ndata: {"seq":${seq},"type":"log","data":{"text":"é"}}\n\n`
const open = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })
const breakOff = (response: ServerResponse) => setTimeout(() => response.destroy(), 20)
const end = (response: ServerResponse) => response.end()
const stay = () => {}

/** Sends these and then does this. */
const send =
  (text: string | Buffer, then: (response: ServerResponse) => void = stay): Answer =>
  (response) => {
    open(response).write(text, () => then(response))
  }
const blocks = (...seqs: number[]) => seqs.map(block).join('')
const atTheEnd: Answer = (response) => response.writeHead(204).end()

async function serve(answers: readonly Answer[]): Promise<ScriptedServer> {
  const server = await startScriptedServer(answers)
  closers.push(server.close)
  return server
}

/** Reads a run's events until they end, or so many are there. */
async function read(server: ScriptedServer, options: FollowOptions & { readonly take?: number } = {}) {
  const { take = Number.POSITIVE_INFINITY, ...follow } = options
  const seqs: number[] = []
  const client = createClient({ url: server.url })
  for await (const event of client.runs.events('r1', { random: () => 0, ...follow })) {
    seqs.push(event.seq)
    if (seqs.length === take) break
  }
  return seqs
}

const queries = (server: ScriptedServer) => server.calls.map(({ url }) => url.replace('/v1/runs/r1/events', ''))
const thrownBy = (reading: Promise<unknown>) =>
  reading.then(
    () => null,
    (error: ApiProblem) => error,
  )

describe('the events', () => {
  it('go on behind the last one, when the connection breaks in the middle of a block', async () => {
    const server = await serve([send(`${blocks(4, 5)}id: 6\nevent: log\nda`, breakOff), send(blocks(6, 7))])
    expect(await read(server, { after: 3, take: 4 })).toEqual([4, 5, 6, 7])
    expect(queries(server)).toEqual(['?after=3', '?after=5'])
  })

  it('are whole when every byte comes alone', async () => {
    const bytes = Buffer.from(blocks(1, 2))
    const server = await serve([
      (response) => {
        open(response)
        for (const byte of bytes) response.write(Buffer.from([byte]))
      },
    ])
    expect(await read(server, { take: 2 })).toEqual([1, 2])
  })

  it.each<[string, Answer]>([
    ['502', proxyPage(502)],
    ['503', problem(503, 'Starting.')],
    ['408', proxyPage(408)],
    ['a cut connection', lost],
    ['a page instead of a stream', proxyPage(200)],
  ])('come after %s', async (_what, fault) => {
    const server = await serve([fault, fault, send(blocks(1))])
    expect(await read(server, { take: 1 })).toEqual([1])
    expect(queries(server)).toEqual(['?after=0', '?after=0', '?after=0'])
  })

  it('come once, whatever is sent again', async () => {
    const server = await serve([send(blocks(1, 2, 2, 1, 3), breakOff), send(blocks(1, 2, 3, 4))])
    expect(await read(server, { take: 4 })).toEqual([1, 2, 3, 4])
  })

  it('are asked for again when one of them came damaged', async () => {
    const server = await serve([send(`${blocks(1)}data: {"seq":2,"ty\n\n${blocks(3)}`), send(blocks(2, 3))])
    expect(await read(server, { take: 3 })).toEqual([1, 2, 3])
    expect(queries(server)).toEqual(['?after=0', '?after=1'])
  })

  it('are asked for again when one of them is missing', async () => {
    const server = await serve([send(blocks(1, 3)), send(blocks(2, 3))])
    expect(await read(server, { take: 3 })).toEqual([1, 2, 3])
  })

  it('go on over a hole that the server has, too: old ones expire', async () => {
    const server = await serve([send(blocks(1, 7, 9)), send(blocks(7, 9, 12))])
    expect(await read(server, { take: 4 })).toEqual([1, 7, 9, 12])
    expect(queries(server)).toEqual(['?after=0', '?after=1'])
  })

  it('end with an error when one of them is damaged for good', async () => {
    const server = await serve([send(`${blocks(1)}data: {oops\n\n`), send('data: {oops\n\n')])
    expect(await thrownBy(read(server))).toMatchObject({ status: 0, message: 'What follows event 1 came damaged.' })
    expect(server.calls).toHaveLength(4)
  })

  it('never fill the memory with a line that has no end', async () => {
    const server = await serve([send(`${blocks(1)}data: ${'x'.repeat(2_000_000)}`), send(blocks(2))])
    expect(await read(server, { take: 2 })).toEqual([1, 2])
  })

  it('wait as long as the server asks', async () => {
    const server = await serve([problem(429, 'Too many readers.', { 'retry-after': '1' }), send(blocks(1))])
    await read(server, { take: 1 })
    expect(server.calls[1]!.atMs - server.calls[0]!.atMs).toBeGreaterThan(950)
  })

  it('come over a new connection when one is silent, and over the same while it beats', async () => {
    const beat: Answer = (response) => {
      open(response).write(block(1))
      let beats = 0
      const timer = setInterval(() => response.write(++beats < 8 ? ': alive\n\n' : block(2)), 40)
      response.on('close', () => clearInterval(timer))
    }
    const quiet = await serve([send(blocks(1)), silent, send(blocks(2))])
    expect(await read(quiet, { take: 2, silenceMs: 150 })).toEqual([1, 2])
    expect(quiet.calls).toHaveLength(3)
    const alive = await serve([beat])
    expect(await read(alive, { take: 2, silenceMs: 150 })).toEqual([1, 2])
    expect(alive.calls).toHaveLength(1)
  })

  it('are not lost by a caller that takes its time, and the silence is not the server’s', async () => {
    const server = await serve([send(blocks(1, 2, 3), (response) => setTimeout(() => response.write(blocks(4)), 250))])
    const seqs: number[] = []
    for await (const { seq } of createClient({ url: server.url }).runs.events('r1', { silenceMs: 200 })) {
      seqs.push(seq)
      if (seqs.length === 4) break
      await new Promise((resolve) => setTimeout(resolve, 90))
    }
    expect(seqs).toEqual([1, 2, 3, 4])
    expect(server.calls).toHaveLength(1)
  })
})

describe('a log of five events', () => {
  const whole = Buffer.from(`retry: 1500\n\n${blocks(1, 2, 3, 4, 5)}`)

  it.each<[string, (response: ServerResponse) => void]>([
    ['breaks', (response) => response.destroy()],
    ['ends', end],
  ])('is whole and each once, wherever a connection %s', async (_how, leave) => {
    const isCut = new Set<string>()
    /** The place of the cut is in the id of the run; the second connection is a good one. */
    const server = await serve([
      (response, request) => {
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
        const after = Number(searchParams.get('after'))
        if (after === 5) return void response.writeHead(204).end()
        const at = Number(/cut-(\d+)/.exec(pathname)?.[1])
        if (isCut.has(pathname)) return void open(response).end(blocks(...[1, 2, 3, 4, 5].slice(after)))
        isCut.add(pathname)
        open(response).write(whole.subarray(0, at), () => leave(response))
      },
    ])
    const client = createClient({ url: server.url })
    const seqs = await Promise.all(
      Array.from(whole, async (_, at) => {
        const seen: number[] = []
        const follow = { until: 'end', random: () => 0 } as const
        for await (const { seq } of client.runs.events(`cut-${at}`, follow)) seen.push(seq)
        return seen.join()
      }),
    )
    expect(new Set(seqs)).toEqual(new Set(['1,2,3,4,5']))
    expect(seqs.length).toBeGreaterThan(200)
  })
})

describe('the end', () => {
  it('is when the server says so, not when a connection ends', async () => {
    const server = await serve([send(blocks(1), end), send(blocks(2), end), atTheEnd])
    expect(await read(server, { until: 'end' })).toEqual([1, 2])
    expect(queries(server)).toEqual(['?after=0&until=end', '?after=1&until=end', '?after=2&until=end'])
  })

  it('is after what is stored, when no more is asked for', async () => {
    const server = await serve([send(blocks(1, 2), breakOff), send(blocks(3), end), send('retry: 1500\n\n', end)])
    expect(await read(server, { until: 'now' })).toEqual([1, 2, 3])
    expect(queries(server)).toEqual(['?after=0&follow=false', '?after=2&follow=false', '?after=3&follow=false'])
  })

  it.each([400, 401, 403, 404, 406, 410])('is the error at a refusal with %i', async (status) => {
    const server = await serve([problem(status, 'No.')])
    expect(await thrownBy(read(server))).toMatchObject({ status, message: 'No.' })
    expect(server.calls).toHaveLength(1)
  })

  it('is the error where the server asks for a wait of hours', async () => {
    const server = await serve([problem(429, 'The day is used up.', { 'retry-after': '7200' })])
    expect(await thrownBy(read(server))).toMatchObject({ status: 429, retryAfterMs: 7_200_000 })
  })

  it('is the last fault, when nobody is there for as long as a caller has patience', async () => {
    const server = await serve([send(blocks(1), breakOff), proxyPage(502)])
    const states: string[] = []
    const error = await thrownBy(
      read(server, {
        giveUpAfterMs: 500,
        onConnection: (state, fault) => states.push(`${state} ${fault?.status ?? '-'}`),
      }),
    )
    expect(error).toMatchObject({ status: 502 })
    expect(states.slice(0, 2)).toEqual(['live -', 'reconnecting 0'])
  })

  it('is quiet by the signal, at any moment', async () => {
    const leaving = new AbortController()
    const server = await serve([send(blocks(1, 2))])
    const seqs: number[] = []
    for await (const { seq } of createClient({ url: server.url }).runs.events('r1', { signal: leaving.signal })) {
      seqs.push(seq)
      leaving.abort()
    }
    expect(seqs).toEqual([1])

    const waiting = await serve([proxyPage(502)])
    const gone = new AbortController()
    const idle = read(waiting, { signal: gone.signal })
    await expect.poll(() => waiting.calls.length).toBe(1)
    gone.abort()
    expect(await idle).toEqual([])
    expect(await read(server, { signal: AbortSignal.abort() })).toEqual([])
  })

  it('leaves no connection behind when its caller stops reading', async () => {
    let isClosed = false
    const server = await serve([
      (response) => {
        open(response).write(blocks(1, 2))
        response.on('close', () => {
          isClosed = true
        })
      },
    ])
    expect(await read(server, { take: 1 })).toEqual([1])
    await expect.poll(() => isClosed).toBe(true)
  })

  it('is what a caller throws', async () => {
    const server = await serve([send(blocks(1))])
    const shout = () => {
      throw new RangeError('mine')
    }
    expect(await thrownBy(read(server, { onConnection: shout }))).toBeInstanceOf(RangeError)
  })
})
