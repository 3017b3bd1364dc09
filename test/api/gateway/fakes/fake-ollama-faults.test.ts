import { Ollama } from 'ollama'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Design } from '../../../../contract/design.ts'
import { type OllamaFault, ollamaFaults } from '../../../support/ollama-server/ollama-faults.ts'
import { ask, askWithFault, closeServers, messages, model, servers, start } from './ollama-client.ts'

afterEach(closeServers)

afterEach(() => {
  vi.restoreAllMocks()
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
    await vi.waitUntil(() => servers[0]?.requests[0] !== undefined, { timeout: 15_000 })
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
