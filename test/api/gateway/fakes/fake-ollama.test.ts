import { Ollama } from 'ollama'
import { afterEach, describe, expect, it } from 'vitest'
import { Design } from '../../../../contract/design.ts'
import { ask, closeServers, format, messages, model, start } from './ollama-client.ts'

afterEach(closeServers)

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
