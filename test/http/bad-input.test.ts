import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '#contract/api.ts'
import { type PublicApi, postRun, startPublicApi } from '../support/public-api.ts'

let api: PublicApi
let runId: string

beforeAll(async () => {
  api = await startPublicApi()
  runId = (await postRun(api.url)).id
})
afterAll(() => api.close())

async function problemOf(answer: Response): Promise<Problem> {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const problem = Problem.parse(await answer.json())
  expect(problem.status).toBe(answer.status)
  expect(problem.requestId).toBe(answer.headers.get('x-request-id'))
  return problem
}

function post(body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  return fetch(`${api.url}/v1/runs`, { method: 'POST', headers, body })
}

const brief = 'an axolotl'
const unknownId = '01k9zzzzzzzzzzzzzzzzzzzzzz'

describe('POST /v1/runs', () => {
  const bodies: readonly [name: string, body: unknown, pointers: string[]][] = [
    ['no brief', {}, ['/brief']],
    ['an empty brief', { brief: '' }, ['/brief']],
    ['a brief of spaces', { brief: ' \n ' }, ['/brief']],
    ['a brief of 2,001 characters', { brief: 'x'.repeat(2001) }, ['/brief']],
    ['a brief that is a number', { brief: 7 }, ['/brief']],
    ['no variations', { brief, variations: 0 }, ['/variations']],
    ['17 variations', { brief, variations: 17 }, ['/variations']],
    ['one and a half variations', { brief, variations: 1.5 }, ['/variations']],
    ['a word for a number', { brief, variations: 'four' }, ['/variations']],
    ['an empty list of variations', { brief, variations: [] }, ['/variations']],
    ['a variation with an unknown field', { brief, variations: [{}, { colour: 'red' }] }, ['/variations/1/colour']],
    ['an unknown field', { brief, colour: 'red' }, ['/colour']],
    ['an unknown field with a slash', { brief, 'a/b~c': 1 }, ['/a~1b~0c']],
    ['two faults', { brief: '', seed: -1 }, ['/brief', '/seed']],
    ['an unknown designer', { brief, designer: 'picasso' }, ['/designer']],
    ['a designer this server lacks', { brief, designer: 'claude' }, ['/designer']],
    ['a renderer one lane lacks', { brief, variations: [{}, { renderer: 'comfyui' }] }, ['/variations/1/renderer']],
    ['three parents', { brief, parents: Array(3).fill({ run: unknownId, variation: 0 }) }, ['/parents']],
    ['a list', [], ['']],
    ['null', null, ['']],
  ]

  it.each(bodies)('answers 400 to %s and points at it', async (_name, body, pointers) => {
    const answer = await post(JSON.stringify(body))
    expect(answer.status).toBe(400)
    const problem = await problemOf(answer)
    expect(problem.errors?.map((error) => error.pointer)).toEqual(pointers)
  })

  it('says in words what is wrong', async () => {
    const problem = await problemOf(await post(JSON.stringify({ brief, variations: 'four' })))
    expect(problem.detail).toBe(
      'The request is not valid: "variations" must be a whole number from 1 to 16, or a list of 1 to 16 variations.',
    )
  })

  it.each([
    ['broken JSON', '{"brief":'],
    ['JSON that reaches for the prototype', '{"brief":"x","__proto__":{"a":1}}'],
    ['an empty body', ''],
  ])('answers 400 to %s', async (_name, body) => {
    const answer = await post(body)
    expect(answer.status).toBe(400)
    await problemOf(answer)
  })

  it('answers 413 to a body of 1 MB', async () => {
    const answer = await post(JSON.stringify({ brief, note: 'x'.repeat(1_000_000) }))
    expect(answer.status).toBe(413)
    await problemOf(answer)
  })

  it.each([['text/plain'], ['application/x-www-form-urlencoded'], ['application/xml']])(
    'answers 415 to %s',
    async (type) => {
      const answer = await post('brief=x', { 'content-type': type })
      expect(answer.status).toBe(415)
      await problemOf(answer)
    },
  )

  it.each([
    ['empty', ''],
    ['of 256 characters', 'k'.repeat(256)],
  ])('answers 400 to an Idempotency-Key that is %s', async (_name, key) => {
    const answer = await post(JSON.stringify({ brief }), {
      'content-type': 'application/json',
      'idempotency-key': key,
    })
    expect(answer.status).toBe(400)
    expect((await problemOf(answer)).errors?.[0]?.pointer).toBe('/headers/idempotency-key')
  })
})

function filled(path: string): string {
  return path.replace('UNKNOWN', unknownId).replace('RUN', runId).replace('LONG', 'x'.repeat(5000))
}

describe('an address', () => {
  const calls: readonly [method: string, path: string, status: number][] = [
    ['GET', '/v1/runs/UNKNOWN', 404],
    ['GET', '/v1/runs/UNKNOWN/events', 404],
    ['POST', '/v1/runs/UNKNOWN/cancel', 404],
    ['POST', '/v1/runs/UNKNOWN/variations/0/retry', 404],
    ['POST', '/v1/runs/UNKNOWN/restore', 404],
    ['DELETE', '/v1/runs/UNKNOWN', 404],
    ['DELETE', '/v1/runs/UNKNOWN/pick', 404],
    ['GET', '/v1/artifacts/UNKNOWN', 404],
    ['POST', '/v1/runs/RUN/variations/9/cancel', 404],
    ['GET', '/v1/runs/banana', 400],
    ['GET', '/v1/runs/01K9ZZZZZZZZZZZZZZZZZZZZZZ', 400],
    ['GET', '/v1/runs/LONG', 414],
    ['GET', '/v1/runs/%ff', 400],
    ['GET', '/v1/runs/..%2f..%2fetc%2fpasswd', 400],
    ['GET', '/v1/artifacts/banana', 400],
    ['POST', '/v1/runs/RUN/variations/16/cancel', 400],
    ['POST', '/v1/runs/RUN/variations/-1/cancel', 400],
    ['POST', '/v1/runs/RUN/variations/one/retry', 400],
    ['GET', '/v1/runs?limit=0', 400],
    ['GET', '/v1/runs?limit=101', 400],
    ['GET', '/v1/runs?limit=ten', 400],
    ['GET', '/v1/runs?state=asleep', 400],
    ['GET', '/v1/runs?cursor=banana', 400],
    ['GET', '/v1/runs?colour=red', 400],
    ['GET', '/v1/nothing', 404],
    ['GET', '/nothing', 404],
    ['PUT', '/v1/runs', 405],
    ['HEAD', '/v1/runs/RUN/events', 405],
  ]

  it.each(calls)('%s %s is answered in %i', async (method, path, status) => {
    const answer = await fetch(api.url + filled(path), { method })
    expect(answer.status).toBe(status)
    if (method !== 'HEAD') await problemOf(answer)
  })

  it('names the parameter that is malformed', async () => {
    const problem = await problemOf(await fetch(`${api.url}/v1/runs/banana`))
    expect(problem.errors?.[0]?.pointer).toBe('/path/id')
  })

  it('says which methods it takes', async () => {
    const answer = await fetch(`${api.url}/v1/runs/${runId}/events`, { method: 'POST' })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('GET')
  })
})

describe('GET events', () => {
  const cursors: readonly [name: string, query: string, headers: Record<string, string>, pointer: string][] = [
    ['Last-Event-ID: banana', '', { 'last-event-id': 'banana' }, '/headers/last-event-id'],
    ['Last-Event-ID: -1', '', { 'last-event-id': '-1' }, '/headers/last-event-id'],
    ['Last-Event-ID: 1.5', '', { 'last-event-id': '1.5' }, '/headers/last-event-id'],
    ['Last-Event-ID: 0x1', '', { 'last-event-id': '0x1' }, '/headers/last-event-id'],
    ['an empty Last-Event-ID', '', { 'last-event-id': '' }, '/headers/last-event-id'],
    ['one beyond the end', '', { 'last-event-id': '3' }, '/headers/last-event-id'],
    ['far beyond the end', '', { 'last-event-id': '9'.repeat(400) }, '/headers/last-event-id'],
    ['after beyond the end', '?after=3', {}, '/query/after'],
    ['after that is no number', '?after=banana', {}, '/query/after'],
    [
      'a header that is wrong beside an after that is right',
      '?after=1',
      { 'last-event-id': 'x' },
      '/headers/last-event-id',
    ],
    ['an unknown until', '?until=noon', {}, '/query/until'],
    ['an unknown follow', '?follow=perhaps', {}, '/query/follow'],
    ['after twice', '?after=1&after=2', {}, '/query/after'],
  ]

  it.each(cursors)('answers 400 to %s', async (_name, query, headers, pointer) => {
    const answer = await fetch(`${api.url}/v1/runs/${runId}/events${query}`, { headers })
    expect(answer.status).toBe(400)
    expect((await problemOf(answer)).errors?.[0]?.pointer).toBe(pointer)
  })

  it.each([['application/json'], ['image/png'], ['text/event-stream;q=0'], ['*/*;q=0']])(
    'answers 406 to Accept: %s',
    async (accept) => {
      const answer = await fetch(`${api.url}/v1/runs/${runId}/events`, { headers: { accept } })
      expect(answer.status).toBe(406)
      await problemOf(answer)
    },
  )
})

/** What comes back for these bytes until the connection ends. */
async function answerTo(bytes: string): Promise<string> {
  const { hostname, port } = new URL(api.url)
  const socket = connect({ host: hostname, port: Number(port) })
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    text += chunk
  })
  socket.write(bytes)
  await once(socket, 'close')
  return text
}

describe('what is not HTTP', () => {
  it.each([
    ['a broken header', 'GET / HTTP/1.1\r\nbroken\r\n\r\n', 400],
    ['another protocol', '\u0016\u0003\u0001', 400],
    ['headers of 20 KB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s is answered in problem details', async (_name, bytes, status) => {
    const [head = '', body = ''] = (await answerTo(bytes)).split('\r\n\r\n')
    expect(head).toContain(`HTTP/1.1 ${status} `)
    expect(head).toContain('Content-Type: application/problem+json')
    expect(Problem.parse(JSON.parse(body)).status).toBe(status)
  })

  it.each(['HEAD', 'GET'])('behind the head of a request is answered once: %s', async (method) => {
    const head = `${method} /v1/webhooks HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: identity\r\n\r\n`
    const text = await answerTo(head)

    expect(text.match(/HTTP\/1\.1 \d+ /g)).toHaveLength(1)
    if (method === 'HEAD') expect(text.slice(text.indexOf('\r\n\r\n'))).toBe('\r\n\r\n')
  })

  it('behind an answer gets no second one', async () => {
    const { port } = new URL(api.url)
    const socket = connect(Number(port), '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      // its body has no size that can be read
      if (text === chunk) socket.write('zz\r\n')
    })
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n')
    await once(socket, 'close')

    expect(text.match(/HTTP\/1\.1 \d+ /g)).toEqual(['HTTP/1.1 200 '])
  })
})
