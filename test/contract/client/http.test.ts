import { afterEach, describe, expect, it } from 'vitest'
import { ApiProblem, type ClientOptions, createClient } from '#contract/client/client.ts'
import {
  type Answer,
  json,
  lost,
  problem,
  proxyPage,
  type ScriptedServer,
  silent,
  startScriptedServer,
} from '../../support/scripted-server.ts'

const servers: ScriptedServer[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function serve(answers: readonly Answer[], options: Partial<ClientOptions> = {}) {
  const server = await startScriptedServer(answers)
  servers.push(server)
  return { client: createClient({ url: server.url, random: () => 0, ...options }), ...server }
}

const thrownBy = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => null,
    (error: unknown) => error,
  )

const run = { id: 'r1', state: 'running' }
const cutShort: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '99' })
  response.write('{"id": "r', () => response.destroy())
}

describe('a call', () => {
  it('sends the key, its body and its query, and gives what the server says', async () => {
    const { client, calls } = await serve([json(run, 202), json({ data: [], nextCursor: null })], {
      key: 'axo_1',
      headers: { 'x-team': 'pond' },
    })
    expect(await client.runs.create({ brief: 'a baker', variations: 2 }, { waitS: 5 })).toEqual(run)
    await client.runs.list({ q: 'a & b', state: null, limit: 3 })
    expect(calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /v1/runs',
      'GET /v1/runs?q=a+%26+b&limit=3',
    ])
    expect(JSON.parse(calls[0]!.body)).toEqual({ brief: 'a baker', variations: 2 })
    expect(calls[0]!.headers).toMatchObject({ authorization: 'Bearer axo_1', 'x-team': 'pond', prefer: 'wait=5' })
    expect(calls[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/)
    expect(calls[1]!.headers['idempotency-key']).toBeUndefined()
  })

  it('keeps the path of an address behind a proxy, and escapes ids', async () => {
    const { url, calls } = await serve([json(run)])
    await createClient({ url: `${url}/pond/` }).runs.get('../keys?x')
    expect(calls[0]!.url).toBe('/pond/v1/runs/..%2Fkeys%3Fx')
  })

  it('throws what the server says as a typed problem', async () => {
    const errors = [{ pointer: '/brief', detail: 'must not be empty' }]
    const { client, calls } = await serve([problem(400, 'The request is not valid.', {}, { errors })])
    const error = await thrownBy(client.runs.create({ brief: '' }))
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({
      status: 400,
      message: 'The request is not valid.',
      problem: { errors },
      retryAfterMs: null,
    })
    expect((error as ApiProblem).fields.get('/brief')).toBe('must not be empty')
    expect(calls).toHaveLength(1)
  })

  it('shows no page of a proxy as words of the server', async () => {
    const { client } = await serve([proxyPage(403)])
    expect(await thrownBy(client.me())).toMatchObject({
      status: 403,
      problem: null,
      message: 'GET /v1/me was answered with HTTP 403.',
    })
  })

  it('says when something else than Axoloom answers', async () => {
    const { client } = await serve([proxyPage(200)])
    expect(await thrownBy(client.me())).toMatchObject({ status: 200, problem: null })
  })

  it('names the server that nobody is at', async () => {
    const { client, url } = await serve([lost], { retries: 0 })
    servers.splice(0).forEach((server) => void server.close())
    const error = await thrownBy(client.me())
    expect(error).toMatchObject({ status: 0, message: `GET /v1/me got no whole answer. Is Axoloom running at ${url}?` })
  })

  it('ends with the reason of its signal, also between two tries', async () => {
    const { client } = await serve([silent])
    const reason = new Error('enough')
    const early = new AbortController()
    const call = thrownBy(client.me({ signal: early.signal }))
    early.abort(reason)
    expect(await call).toBe(reason)

    const failing = await serve([problem(503, 'Later.', { 'retry-after': '30' })])
    const late = new AbortController()
    const waiting = thrownBy(failing.client.me({ signal: late.signal }))
    await expect.poll(() => failing.calls.length).toBe(1)
    late.abort(reason)
    expect(await waiting).toBe(reason)
  })
})

describe('a call that gets no good answer', () => {
  it.each<[string, Answer]>([
    ['a cut connection', lost],
    ['an answer that breaks off', cutShort],
    ['a 502 of a proxy', proxyPage(502)],
    ['a 503', problem(503, 'Starting.')],
    ['no answer in time', silent],
  ])('is made again after %s, under the same Idempotency-Key', async (_what, fault) => {
    const { client, calls } = await serve([fault, fault, json(run, 202)], fault === silent ? { timeoutMs: 1000 } : {})
    expect(await client.runs.create({ brief: 'a baker' })).toEqual(run)
    expect(calls.map(({ body }) => body)).toEqual(Array(3).fill('{"brief":"a baker"}'))
    expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  it('has another Idempotency-Key than any other call', async () => {
    const { client, calls } = await serve([json(run)])
    await client.runs.cancel('r1')
    await client.runs.cancel('r1')
    await client.runs.cancel('r1', { idempotencyKey: 'mine' })
    const keys = calls.map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(3)
    expect(keys[2]).toBe('mine')
  })

  it('waits as long as the server asks, in seconds or until a date', async () => {
    const { client, calls } = await serve([
      problem(429, 'Too many.', { 'retry-after': '1' }),
      problem(429, 'Too many.', { 'retry-after': new Date(Date.now() + 3000).toUTCString() }),
      json(run),
    ])
    await client.runs.get('r1')
    expect(calls[1]!.atMs - calls[0]!.atMs).toBeGreaterThan(950)
    expect(calls[2]!.atMs - calls[1]!.atMs).toBeGreaterThan(450)
  })

  it('leaves a wait of hours to its caller', async () => {
    const { client, calls } = await serve([problem(429, 'The day is used up.', { 'retry-after': '7200' })])
    expect(await thrownBy(client.runs.get('r1'))).toMatchObject({ status: 429, retryAfterMs: 7_200_000 })
    expect(calls).toHaveLength(1)
  })

  it('gives up after so many tries, with the last fault', async () => {
    const { client, calls } = await serve([lost, lost, proxyPage(502)], { retries: 2 })
    expect(await thrownBy(client.runs.get('r1'))).toMatchObject({ status: 502 })
    expect(calls).toHaveLength(3)
  })

  it.each([400, 401, 403, 404, 409, 412, 422, 500])('is not made again after %i', async (status) => {
    const { client, calls } = await serve([problem(status, 'No.')])
    expect(await thrownBy(client.runs.cancel('r1'))).toMatchObject({ status })
    expect(calls).toHaveLength(1)
  })

  it('counts a delete as done that finds nothing the second time, and only then', async () => {
    const { client } = await serve([lost, problem(404, 'There is no such run.')])
    expect(await client.runs.remove('r1')).toBeUndefined()
    const other = await serve([problem(404, 'There is no such run.')])
    expect(await thrownBy(other.client.runs.remove('r1'))).toMatchObject({ status: 404 })
  })

  it('is made once only where a second time would mean something else', async () => {
    const { client, calls } = await serve([lost])
    const body = new Blob(['{"customId": "1", "brief": "a baker"}\n']).stream()
    expect(await thrownBy(client.batches.create(body))).toMatchObject({ status: 0 })
    expect(await thrownBy(client.runs.patch('r1', { priority: 1 }, { ifMatch: '"1"' }))).toMatchObject({ status: 0 })
    expect(calls.filter(({ method }) => method === 'PATCH')).toHaveLength(1)
    expect(calls.length).toBeLessThanOrEqual(2)
  })
})

describe('a list', () => {
  it('is read page by page, as far as it is wanted', async () => {
    const { client, calls } = await serve([
      json({ data: [{ id: 'a' }, { id: 'b' }], nextCursor: 'p2' }),
      json({ data: [{ id: 'c' }], nextCursor: null }),
    ])
    const ids: string[] = []
    for await (const { id } of client.runs.each({ limit: 2 })) ids.push(id)
    expect(ids).toEqual(['a', 'b', 'c'])
    expect(calls.map(({ url }) => url)).toEqual(['/v1/runs?limit=2', '/v1/runs?limit=2&cursor=p2'])

    const first = await serve([json({ data: [{ id: 'a' }, { id: 'b' }], nextCursor: 'p2' })])
    for await (const { id } of first.client.runs.each()) if (id === 'a') break
    expect(first.calls).toHaveLength(1)
  })
})

describe('a file', () => {
  it('is sent as lines from rows, and as it is from elsewhere', async () => {
    const { client, calls } = await serve([json({ id: 'b1' }, 202)])
    await client.batches.create(
      [
        { customId: '1', brief: 'a baker' },
        { customId: '2', brief: 'a pilot', variations: 2 },
      ],
      { name: 'pond', partial: true, selection: 'best-by:cost' },
    )
    await client.batches.create(new Blob(['customId,brief\n1,a baker\n']), { mediaType: 'text/csv' })
    await client.batches.create(new Blob(['{"customId": "1", "brief": "a baker"}']).stream())
    expect(calls.map(({ body }) => body)).toEqual([
      '{"customId":"1","brief":"a baker"}\n{"customId":"2","brief":"a pilot","variations":2}\n',
      'customId,brief\n1,a baker\n',
      '{"customId": "1", "brief": "a baker"}',
    ])
    expect(calls[0]!.url).toBe('/v1/batches?name=pond&partial=true&selection=best-by%3Acost')
    expect(calls.map(({ headers }) => headers['content-type'])).toEqual([
      'application/x-ndjson',
      'text/csv',
      'application/x-ndjson',
    ])
  })

  it('comes as an answer that is read as it comes', async () => {
    const { client, calls } = await serve([
      (response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' })
        response.write('{"row": 0}\n', () => setTimeout(() => response.end('{"row": 1}\n'), 20))
      },
    ])
    const answer = await client.batches.results('b1', { format: 'jsonl', follow: true })
    expect(await answer.text()).toBe('{"row": 0}\n{"row": 1}\n')
    expect(calls[0]!.url).toBe('/v1/batches/b1/results?format=jsonl&follow=true')
  })
})
