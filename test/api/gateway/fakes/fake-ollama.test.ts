import { Ollama } from 'ollama'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { Design } from '../../../../contract/design.ts'
import { type OllamaFault, ollamaFaults } from '../../../support/ollama-server/ollama-faults.ts'
import {
  type FakeOllama,
  type FakeOllamaOptions,
  startFakeOllama,
} from '../../../support/ollama-server/ollama-server.ts'

const servers: FakeOllama[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function start(options: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const server = await startFakeOllama(options)
  servers.push(server)
  return server
}

const model = 'qwen2.5:7b'
const messages = [{ role: 'user', content: 'an axolotl who runs a night bakery' }]
const format = z.toJSONSchema(Design)

interface Asking {
  readonly signal?: AbortSignal
  readonly request?: object
  onText?(): void
}

/** One streamed chat by the real client, as our agent would hold it. */
async function ask({ url }: FakeOllama, { signal, request, onText }: Asking = {}) {
  const client = new Ollama({
    host: url,
    fetch: (to, init) => fetch(to, { ...init, ...(signal === undefined ? {} : { signal }) }),
  })
  const options = { seed: 1, num_predict: 2_000 }
  let text = ''
  let thinking = ''
  for await (const chunk of await client.chat({ model, messages, format, options, ...request, stream: true })) {
    text += chunk.message.content
    thinking += chunk.message.thinking ?? ''
    if (text !== '') onText?.()
    if (chunk.done) return { text, thinking, last: chunk }
  }
  throw new Error('the iterator ended without a last chunk')
}

async function askWithFault(fault: OllamaFault, asking: Asking = {}) {
  const server = await start()
  server.script(ollamaFaults[fault])
  const ending = await ask(server, asking).then(
    (answer) => ({ answer, error: null }),
    (error: unknown) => ({ answer: null, error: error as Error & { status_code?: number; cause?: { code?: string } } }),
  )
  return { server, ...ending }
}

describe('a good fake Ollama', () => {
  it('streams a design that the schema allows, and counts what it took', async () => {
    const { text, last } = await ask(await start())

    expect(Design.safeParse(JSON.parse(text)).error?.issues).toBeUndefined()
    expect(last).toMatchObject({ model, done_reason: 'stop', eval_count: Math.ceil([...text].length / 4) })
    expect(last.prompt_eval_count).toBeGreaterThan(0)
  })

  it('says the same to the same seed and messages, and something else to others', async () => {
    const server = await start()
    const [one, again, otherSeed] = [
      await ask(server),
      await ask(server),
      await ask(server, { request: { options: {} } }),
    ]
    const brief = [{ role: 'user', content: 'a lighthouse keeper' }]

    expect(again.text).toBe(one.text)
    expect(otherSeed.text).not.toBe(one.text)
    expect((await ask(server, { request: { messages: brief } })).text).not.toBe(one.text)
  })

  it('tells its version, its models, and which of them is in memory', async () => {
    const server = await start()
    const client = new Ollama({ host: server.url })

    expect(await (await fetch(server.url)).text()).toBe('Ollama is running')
    expect(await client.version()).toEqual({ version: '0.33.0' })
    expect((await client.list()).models.map(({ name }) => name)).toContain(model)
    expect((await client.show({ model })).capabilities).toEqual(['completion', 'tools'])
    expect((await client.ps()).models).toEqual([])
    await ask(server, { request: { keep_alive: -1 } })
    expect((await client.ps()).models.map(({ name }) => name)).toEqual([model])
    server.evict()
    expect((await client.ps()).models).toEqual([])
  })

  it('loads for no messages, and unloads for no messages and no time to keep', async () => {
    const server = await start({ loadMs: 40 })
    const client = new Ollama({ host: server.url })

    expect((await ask(server, { request: { messages: [], keep_alive: '10m' } })).last.done_reason).toBe('load')
    expect((await client.ps()).models).toHaveLength(1)
    expect((await ask(server)).last.load_duration).toBeUndefined()
    expect((await ask(server, { request: { messages: [], keep_alive: 0 } })).last.done_reason).toBe('unload')
    expect((await client.ps()).models).toEqual([])
  })

  it('loads again for another context size', async () => {
    const server = await start({ loadMs: 30 })
    const withContext = (num_ctx: number) => ask(server, { request: { options: { num_ctx } } })

    expect((await withContext(4_096)).last.load_duration).toBeGreaterThan(20e6)
    expect((await withContext(4_096)).last.load_duration).toBeUndefined()
    expect((await withContext(8_192)).last.load_duration).toBeGreaterThan(20e6)
  })

  it('stops at num_predict and says so, with JSON that is cut', async () => {
    const { text, last } = await ask(await start(), { request: { options: { num_predict: 10 } } })

    expect(last).toMatchObject({ done_reason: 'length', eval_count: 10 })
    expect(text).toHaveLength(40)
  })

  it('lets requests wait for a slot, however many, and serves them in order', async () => {
    const server = await start({ parallel: 1, tokenMs: 1 })
    const ends: number[] = []
    const ask1 = (index: number) =>
      ask(server, { request: { options: { num_predict: 20 } } }).then(() => void ends.push(index))
    const all = [ask1(0)]
    await server.until(() => server.requests.length === 1)
    for (const index of [1, 2, 3]) {
      all.push(ask1(index))
      await server.until(() => server.requests.length === index + 1 && server.waiting() === index)
    }
    await Promise.all(all)

    expect(ends).toEqual([0, 1, 2, 3])
    expect(server.waiting()).toBe(0)
  })

  it('answers 503 when too many wait for a load', async () => {
    const server = await start({ loadMs: 100, maxQueue: 1 })
    const first = ask(server)
    await server.until(() => server.requests.length === 1)

    await expect(ask(server)).rejects.toMatchObject({
      status_code: 503,
      error: 'server busy, please try again.  maximum pending requests exceeded',
    })
    await first
  })

  it('stops when the client goes, notes it, and gives the slot to the next', async () => {
    const server = await start({ tokenMs: 5 })
    const leaving = new AbortController()
    const left = ask(server, { signal: leaving.signal, onText: () => leaving.abort() })
    await expect(left).rejects.toThrow()
    await server.until(() => server.requests[0]?.isAborted === true)

    expect((await ask(server, { request: { options: { num_predict: 1 } } })).last.eval_count).toBe(1)
    expect(server.requests[1]?.isAborted).toBe(false)
  })

  it('forgets a client that goes while it waits', async () => {
    const server = await start({ tokenMs: 5 })
    const first = ask(server, { request: { options: { num_predict: 30 } } })
    await server.until(() => (server.requests[0]?.firstByteAtMs ?? null) !== null)
    const leaving = new AbortController()
    const second = ask(server, { signal: leaving.signal })
    await server.until(() => server.waiting() === 1)
    leaving.abort()
    await expect(second).rejects.toThrow()
    await server.until(() => server.waiting() === 0)

    expect((await first).last.done_reason).toBe('length')
  })

  it('answers without a stream too, in one piece', async () => {
    const server = await start()
    const client = new Ollama({ host: server.url })
    const { message, done_reason } = await client.chat({ model, messages, format, options: { seed: 1 } })

    expect(done_reason).toBe('stop')
    expect(message.content).toBe((await ask(server)).text)
  })

  it('thinks before it speaks where the model can, unless it is told not to', async () => {
    const server = await start()

    expect((await ask(server, { request: { model: 'qwen3:8b' } })).thinking).not.toBe('')
    expect((await ask(server, { request: { model: 'qwen3:8b', think: false } })).thinking).toBe('')
    expect((await ask(server)).thinking).toBe('')
  })

  const refusals: readonly (readonly [what: string, request: object, status: number, error: string])[] = [
    ['no model', { model: '' }, 400, 'model is required'],
    ['an unknown model', { model: 'x' }, 404, "model 'x' not found"],
    ['thinking of a model that does not', { think: true }, 400, '"qwen2.5:7b" does not support thinking'],
    ['an option of the wrong type', { options: { seed: 'one' } }, 500, 'option "seed" must be of type integer'],
    [
      'a format that is none',
      { format: 'xml' },
      500,
      'invalid format: "\\"xml\\""; expected "json" or a valid JSON Schema object',
    ],
  ]
  it.each(refusals)('refuses %s', async (_what, request, status, error) => {
    await expect(ask(await start(), { request })).rejects.toMatchObject({ status_code: status, error })
  })

  it('refuses a foreign Host header when it listens for this machine only', async () => {
    const server = await start({ isLoopbackOnly: true })
    const { get } = await import('node:http')
    const status = await new Promise((resolve) =>
      get(`${server.url}/api/tags`, { headers: { host: 'ollama.example.org' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }),
    )

    expect(status).toBe(403)
    expect((await new Ollama({ host: server.url }).list()).models).not.toEqual([])
  })

  it('notes what the product must never call', async () => {
    const server = await start()
    const client = new Ollama({ host: server.url })
    await ask(server)
    expect(server.forbidden()).toEqual([])

    await client.delete({ model })
    await client.pull({ model: 'evil' })
    await fetch(`${server.url}/api/blobs/sha256:00`, { method: 'POST', body: 'GGUF' })
    expect(server.forbidden().map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /api/delete',
      'POST /api/pull',
      'POST /api/blobs/sha256:00',
    ])
  })
})

describe('a fault of a fake Ollama shows itself to the client', () => {
  const statuses: readonly (readonly [OllamaFault, number, string])[] = [
    ['busy', 503, 'server busy, please try again.  maximum pending requests exceeded'],
    ['missing-model', 404, "model 'missing' not found"],
    ['missing-pull', 404, 'model "missing" not found, try pulling it first'],
    ['no-thinking', 400, '"qwen2.5:7b" does not support thinking'],
    ['crash', 500, 'llama runner process has terminated: signal: killed'],
    ['rate-limit', 429, 'too many requests'],
  ]
  it.each(statuses)('%s as a ResponseError of its status', async (fault, status, text) => {
    const { error } = await askWithFault(fault)

    expect(error).toMatchObject({ name: 'ResponseError', status_code: status, error: text })
  })

  it('foreign-host as 403 without a body', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})

    expect((await askWithFault('foreign-host')).error).toMatchObject({ name: 'ResponseError', status_code: 403 })
  })

  it('html-502 as a ResponseError, and the client writes to standard output', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const { error } = await askWithFault('html-502')

    expect(error).toMatchObject({ name: 'ResponseError', status_code: 502 })
    expect(error?.message).toContain('<title>502 Bad Gateway</title>')
    expect(log).toHaveBeenCalledWith('Getting text from response')
  })

  const breaks: readonly (readonly [OllamaFault, object])[] = [
    ['error-mid-stream', { name: 'Error', message: expect.stringContaining('unexpected EOF') }],
    ['error-at-once', { name: 'Error', message: expect.stringContaining('unexpected EOF') }],
    ['end-without-done', { name: 'Error', message: 'Did not receive done or success response in stream.' }],
    ['end-at-once', { name: 'Error', message: 'Did not receive done or success response in stream.' }],
    ['cut', { name: 'TypeError', message: 'terminated', cause: expect.objectContaining({ code: 'UND_ERR_SOCKET' }) }],
    ['cut-at-once', { name: 'TypeError', message: 'terminated' }],
    ['cut-mid-frame', { name: 'TypeError', message: 'terminated' }],
    ['lost', { name: 'TypeError', message: 'fetch failed' }],
    ['refused', { name: 'TypeError', message: 'fetch failed' }],
  ]
  it.each(breaks)('%s as what the client makes of a broken stream', async (fault, expected) => {
    const { error } = await askWithFault(fault)

    expect(error).toMatchObject(expected)
  })

  it('refuses connections for a while, and is back on the same port', async () => {
    const server = await start()
    server.script({ downMs: 60 })
    await expect(ask(server)).rejects.toThrow('fetch failed')
    await expect(ask(server)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })

    await expect
      .poll(() =>
        ask(server).then(
          ({ last }) => last.done_reason,
          () => 'refused',
        ),
      )
      .toBe('stop')
  })

  it.each(['hang', 'stall', 'stall-at-once'] as const)('%s as silence until the client goes', async (fault) => {
    const leaving = new AbortController()
    const asked = askWithFault(fault, { signal: leaving.signal })
    await vi.waitUntil(() => servers[0]?.requests[0] !== undefined)
    const [server] = servers
    if (fault !== 'hang') await server?.until(() => server.requests[0]?.status === 200)
    if (fault === 'stall') await server?.until(() => (server.requests[0]?.firstByteAtMs ?? null) !== null)
    leaving.abort()

    expect((await asked).error?.name).toBe('AbortError')
    await server?.until(() => server.requests[0]?.isAborted === true)
  })

  it.each(['split-bytes', 'split-threes', 'joined'] as const)(
    '%s as the same answer in other pieces',
    async (fault) => {
      const { answer, server } = await askWithFault(fault, { request: { format: '', options: { seed: 5 } } })
      const usual = await ask(server, { request: { format: '', options: { seed: 5 } } })

      expect(answer?.text).toBe(usual.text)
    },
  )

  it('split-bytes cuts characters: a reader that decodes each piece by itself gets them wrong', async () => {
    const server = await start()
    server.script({ ...ollamaFaults['split-bytes'], text: 'naïve 金 🪷' })
    const body = JSON.stringify({ model, messages })
    const answer = await fetch(`${server.url}/api/chat`, { method: 'POST', body })
    let bytes = Buffer.alloc(0)
    let pieces = 0
    for await (const chunk of answer.body ?? []) {
      bytes = Buffer.concat([bytes, chunk])
      pieces++
    }

    expect(bytes.toString()).toContain('金')
    expect(pieces).toBeGreaterThan(bytes.length / 4)
  })

  it.each(['truncated', 'endless'] as const)('%s as done_reason length, with JSON that is none', async (fault) => {
    const { answer } = await askWithFault(fault)

    expect(answer?.last.done_reason).toBe('length')
    expect(() => JSON.parse(answer?.text ?? '')).toThrow()
  })

  it('broken-schema as JSON that is no design; broken-json and no-json as no JSON, properly ended', async () => {
    const { answer } = await askWithFault('broken-schema')
    expect(Design.safeParse(JSON.parse(answer?.text ?? '')).success).toBe(false)
    for (const fault of ['broken-json', 'no-json', 'silent'] as const) {
      const broken = (await askWithFault(fault)).answer
      expect(broken?.last.done_reason).toBe('stop')
      expect(() => JSON.parse(broken?.text ?? '')).toThrow()
    }
  })

  it('hostile-slots as a valid design full of attacks; hostile-shape with keys and calls nobody offered', async () => {
    const slots = await askWithFault('hostile-slots')
    expect(Design.safeParse(JSON.parse(slots.answer?.text ?? '')).success).toBe(true)
    expect(slots.answer?.text).toMatch(/etc\/passwd|script|169\.254|DROP TABLE|class_type|Ignore all rules/)
    const shape = await askWithFault('hostile-shape', { request: { options: { num_predict: -1 } } })
    expect(JSON.parse(shape.answer?.text ?? '')).toHaveProperty('workflow')
  })

  it('evicted and slow-load as a load before the first byte', async () => {
    const server = await start()
    await ask(server)
    server.script({ ...ollamaFaults.evicted, loadMs: 50 })

    expect((await ask(server)).last.load_duration).toBeGreaterThan(40e6)
  })

  it('slow-first-byte and delay as time before the first token', async () => {
    const server = await start()
    server.script({ delayMs: 40 }, { firstByteMs: 40 })
    await ask(server)
    await ask(server)

    for (const { startedAtMs, firstByteAtMs } of server.requests) {
      expect((firstByteAtMs ?? 0) - startedAtMs).toBeGreaterThanOrEqual(38)
    }
  })

  it('takes the first queued play that matches, as often as it says, and is well again', async () => {
    const server = await start()
    server.script({ status: 500, when: ({ path }) => path === '/api/tags', times: 2 }, { name: 'first', status: 503 })
    const client = new Ollama({ host: server.url })

    await expect(ask(server)).rejects.toMatchObject({ status_code: 503 })
    await expect(client.list()).rejects.toMatchObject({ status_code: 500 })
    await expect(client.list()).rejects.toMatchObject({ status_code: 500 })
    expect(await client.list()).toHaveProperty('models')
    expect((await ask(server)).last.done).toBe(true)
    expect(server.pending()).toEqual([])
    expect(server.requests[0]).toMatchObject({ path: '/api/chat', play: 'first', status: 503 })
  })

  it('does a standing play to all until it is taken back', async () => {
    const server = await start()
    const stop = server.always(ollamaFaults.busy)
    await expect(ask(server)).rejects.toMatchObject({ status_code: 503 })
    await expect(ask(server)).rejects.toMatchObject({ status_code: 503 })
    stop()

    expect((await ask(server)).last.done).toBe(true)
  })
})
