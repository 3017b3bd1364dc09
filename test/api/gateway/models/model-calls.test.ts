import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asOwner, until } from '../../../support/test-store.ts'
import { KEY, type ModelGateway, type Provider, startModelGateway } from './models-harness.ts'

let gateway: ModelGateway
beforeAll(async () => {
  gateway = await startModelGateway({ env: { MODEL_MAX_OUTPUT_TOKENS: '300' } })
})
afterAll(() => gateway.close())

const providers: readonly Provider[] = ['ollama', 'claude']
/** Calls, without the looks that are taken at a server after one went wrong. */
const seen = (provider: Provider) => gateway[provider].requests.filter(({ path }) => /chat$|messages$/.test(path))

describe('a call of a model', () => {
  it('of Ollama is answered as it comes, and metered', async () => {
    const work = await gateway.design('ollama')
    const answer = await gateway.call(work, 'ollama')
    const lines = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))

    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
    expect(lines.at(-1)).toMatchObject({ done: true, model: 'qwen2.5:7b' })
    await until(() => gateway.usage(work.runId).length === 1, 'the usage')
    const [usage] = gateway.usage(work.runId)
    expect(usage).toMatchObject({
      provider: 'ollama',
      model: 'qwen2.5:7b',
      inputTokens: lines.at(-1).prompt_eval_count,
      outputTokens: lines.at(-1).eval_count,
      cachedTokens: null,
      costUsd: 0,
    })
    expect(usage?.firstTokenMs).not.toBeNull()
    expect(usage?.ms).toBeGreaterThanOrEqual(usage?.firstTokenMs ?? 0)
  })

  it('of Claude is answered as it comes, and metered', async () => {
    const work = await gateway.design('claude')
    const answer = await gateway.call(work, 'claude')
    const text = await answer.text()

    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    expect(text).toContain('event: message_stop')
    await until(() => gateway.usage(work.runId).length === 1, 'the usage')
    const [usage] = gateway.usage(work.runId)
    expect(usage).toMatchObject({ provider: 'claude', model: 'claude-haiku-5-5', cachedTokens: 0 })
    const { inputTokens, outputTokens, costUsd } = usage ?? {}
    expect(costUsd).toBeCloseTo(((inputTokens ?? 0) + 5 * (outputTokens ?? 0)) / 1e6, 12)
    expect(inputTokens).toBeGreaterThan(0)
    expect(outputTokens).toBeGreaterThan(0)
  })

  it.each(providers)('of %s arrives piece by piece, whatever the pieces are', async (provider) => {
    const work = await gateway.design(provider)
    const text = 'äxolötl 🦎 '.repeat(20)
    gateway[provider].script({ text }, { text, splitBytes: 1 })
    const [whole, split] = [await gateway.call(work, provider), await gateway.call(work, provider)]
    const withoutIds = (answer: string) => answer.replaceAll(/msg_\w+|req_\w+|"created_at":"[^"]+"|_duration":\d+/g, '')

    expect(withoutIds(await split.text())).toBe(withoutIds(await whole.text()))
    await until(() => gateway.usage(work.runId).length === 2, 'both usages')
    const [first, second] = gateway.usage(work.runId)
    expect(second?.outputTokens).toBe(first?.outputTokens)
  })

  it.each(providers)('of %s shows its first words before its last are made', async (provider) => {
    const work = await gateway.design(provider)
    gateway[provider].script({ ends: { how: 'stall', afterFrames: 3 } })
    const leaving = new AbortController()
    const answer = await gateway.call(work, provider, { signal: leaving.signal })
    const first = await answer.body?.getReader().read()

    expect(first?.value?.length).toBeGreaterThan(0)
    leaving.abort()
    await gateway[provider].until(() => seen(provider).at(-1)?.isAborted === true)
  })

  it('carries the key and the version, and nothing else of what the agent sent', async () => {
    const work = await gateway.design('claude')
    const headers = { 'anthropic-beta': 'files-api', cookie: 'a=b', 'x-api-key': 'mine', 'x-forwarded-for': '1.2.3.4' }
    await (await gateway.call(work, 'claude', { headers })).text()

    expect(Object.keys(seen('claude').at(-1)?.headers ?? {}).sort()).toEqual(
      [
        'accept',
        'accept-encoding',
        'anthropic-version',
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'user-agent',
      ].sort(),
    )
    expect(seen('claude').at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`)
  })

  it('is the model of the assignment, with capped tokens, whatever it asks for', async () => {
    const own = await gateway.design('claude', { variations: [{ designer: 'claude', model: 'claude-opus-5' }] })
    const usual = await gateway.design('ollama')
    const body = {
      model: 'other',
      max_tokens: 9999,
      options: { num_predict: 9999, num_ctx: 9 },
      keep_alive: 0,
      raw: true,
    }
    await (await gateway.call(own, 'claude', { body })).text()
    await (await gateway.call(usual, 'ollama', { body })).text()

    expect(seen('claude').at(-1)?.body).toMatchObject({ model: 'claude-opus-5', max_tokens: 300, stream: true })
    expect(seen('claude').at(-1)?.body).not.toHaveProperty('raw')
    expect(seen('ollama').at(-1)?.body).toMatchObject({
      model: 'qwen2.5:7b',
      keep_alive: '30m',
      options: { num_predict: 300, num_ctx: 4096 },
    })
    expect(seen('ollama').at(-1)?.body).not.toHaveProperty('raw')
  })

  it.each(providers)('of %s is made once under its id', async (provider) => {
    const work = await gateway.design(provider)
    await (await gateway.call(work, provider, { id: 'imagine-1-x' })).text()
    const before = seen(provider).length
    const again = await gateway.call(work, provider, { id: 'imagine-1-x' })

    expect(again.status).toBe(409)
    expect(await again.json()).toMatchObject({ isRetryable: false })
    expect(seen(provider)).toHaveLength(before)
    await until(() => gateway.usage(work.runId).length === 1, 'one usage')
  })

  it('needs an id, a body it understands, and not too much of it', async () => {
    const work = await gateway.design('ollama')
    const call = (options: object) => gateway.call(work, 'ollama', options)

    expect((await call({ id: '../x' })).status).toBe(400)
    expect((await call({ headers: { 'x-axoloom-call': '' } })).status).toBe(400)
    expect((await call({ body: { messages: [] } })).status).toBe(422)
    expect((await call({ body: { messages: [{ role: 'user', content: 'x'.repeat(9 << 20) }] } })).status).toBe(413)
    expect(gateway.usage(work.runId)).toEqual([])
  })

  it('is for attempts that design with it, and for nobody without a token', async () => {
    const work = await gateway.design('ollama')
    expect((await gateway.call(work, 'claude')).status).toBe(403)
    expect((await gateway.call(await gateway.work(), 'ollama')).status).toBe(403)
    expect((await gateway.call({ ...work, token: 'axr_forged' }, 'ollama')).status).toBe(401)
    expect(gateway.logs.join('')).toContain('without a run token that is valid')
    expect(gateway.logs.join('')).not.toContain('axr_forged')
  })

  it.each([
    'ollama/api/create',
    'ollama/api/pull',
    'ollama/api/push',
    'ollama/api/delete',
    'ollama/api/generate',
    'ollama/api/blobs/sha256:00',
    'ollama/api/chat/../create',
    'ollama/v1/messages',
    'anthropic/v1/messages/batches',
    'anthropic/v1/files',
    'anthropic/v1/complete',
  ])('is none at %s', async (path) => {
    const work = await gateway.design('ollama')
    const before = [seen('ollama').length, seen('claude').length]
    for (const method of ['POST', 'PUT', 'DELETE', 'GET']) {
      const answer = await fetch(`${gateway.url}/agent/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${work.token}` },
      })
      expect(answer.status).toBe(404)
    }
    expect([seen('ollama').length, seen('claude').length]).toEqual(before)
  })

  it.each(providers)('of %s ends at once when its attempt is cancelled, and is settled', async (provider) => {
    const work = await gateway.design(provider)
    gateway[provider].script({ ends: { how: 'stall', afterFrames: 3 } })
    const answer = await gateway.call(work, provider)
    const reading = answer.text()
    await gateway.store.runs.cancelRun(work.runId, asOwner)

    await expect(reading).rejects.toThrow('terminated')
    await gateway[provider].until(() => seen(provider).at(-1)?.isAborted === true)
    await until(() => gateway.usage(work.runId).length === 1, 'the usage')
    expect(gateway.usage(work.runId)[0]).toMatchObject({
      outputTokens: null,
      costUsd: provider === 'ollama' ? 0 : null,
    })
    expect(gateway.store.calls.open()).toEqual([])
  })

  it.each(providers)('of %s ends before its first byte when its attempt is stopped', async (provider) => {
    const work = await gateway.design(provider)
    gateway[provider].script({ isHung: true })
    const before = seen(provider).length
    const calling = gateway.call(work, provider)
    await gateway[provider].until(() => seen(provider).length > before)
    await gateway.store.attempts.stop(work.attemptId, 'deadline')

    expect((await calling).status).toBe(403)
    await gateway[provider].until(() => seen(provider).at(-1)?.isAborted === true)
  })

  it.each(providers)('of %s is given up when the agent goes away', async (provider) => {
    const work = await gateway.design(provider)
    gateway[provider].script({ isHung: true })
    const leaving = new AbortController()
    const before = seen(provider).length
    const calling = gateway.call(work, provider, { signal: leaving.signal })
    await gateway[provider].until(() => seen(provider).length > before)
    leaving.abort()

    await expect(calling).rejects.toThrow()
    await gateway[provider].until(() => seen(provider).at(-1)?.isAborted === true)
    await until(() => gateway.usage(work.runId).length === 1, 'the usage')
  })
})
