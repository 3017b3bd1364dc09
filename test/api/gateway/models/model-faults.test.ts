import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../../support/test-store.ts'
import type { WirePlay } from '../../../support/wire-server/play.ts'
import { KEY, type ModelGateway, type Provider, startModelGateway } from './models-harness.ts'

let gateway: ModelGateway
beforeAll(async () => {
  const limits = { ollamaFirstByteMs: 2000, claudeFirstByteMs: 2000, silenceMs: 1000, loadShownMs: 50 }
  gateway = await startModelGateway({ limits })
})
afterAll(() => gateway.close())
// what failed five times in a row would be left alone for a while
afterEach(() => {
  gateway.backends.ollama?.succeeded()
  gateway.backends.claude?.succeeded()
})

const providers: readonly Provider[] = ['ollama', 'claude']

async function refused(provider: Provider, play: WirePlay) {
  const work = await gateway.design(provider)
  gateway[provider].script(play)
  const answer = await gateway.call(work, provider)
  const problem = (await answer.json()) as Record<string, unknown>
  await until(() => gateway.usage(work.runId).length === 1, 'the usage')
  return { work, answer, problem, usage: gateway.usage(work.runId)[0] }
}

describe('a server that refuses', () => {
  it.each([
    ['ollama', 400, 400, false],
    ['ollama', 404, 404, false],
    ['ollama', 403, 502, false],
    ['ollama', 500, 500, true],
    ['ollama', 503, 503, true],
    ['claude', 400, 400, false],
    ['claude', 401, 502, false],
    ['claude', 402, 502, false],
    ['claude', 403, 502, false],
    ['claude', 404, 404, false],
    ['claude', 413, 413, false],
    ['claude', 302, 502, false],
    ['claude', 409, 503, true],
    ['claude', 429, 429, true],
    ['claude', 500, 500, true],
    ['claude', 529, 529, true],
  ] as const)('%s with %i is answered with %i, and cost nothing', async (provider, status, expected, isRetryable) => {
    const { answer, problem, usage } = await refused(provider, { status, error: { message: 'said by the server' } })

    expect(answer.status).toBe(expected)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.headers.get('x-should-retry')).toBe('false')
    expect(problem).toMatchObject({ isRetryable, reason: 'model-unavailable' })
    expect(problem.detail).toContain(String(status))
    expect(usage).toMatchObject({ inputTokens: 0, outputTokens: 0, costUsd: 0, firstTokenMs: null })
  })

  it.each([
    [{ 'retry-after': '1' }, '1'],
    [{ 'retry-after': '30', 'retry-after-ms': '900' }, '1'],
    [{}, '2'],
  ])('for now says when to come back: %j', async (headers, seconds) => {
    const { answer } = await refused('claude', { status: 529, headers })
    expect(answer.headers.get('retry-after')).toBe(seconds)
  })

  it('for its rate makes the others wait in line', async () => {
    await refused('claude', { status: 429, headers: { 'retry-after-ms': '3000' } })
    const work = await gateway.design('claude')
    const answer = await gateway.call(work, 'claude')
    const [refusal, next] = gateway.claude.requests.slice(-2)

    expect(answer.status).toBe(200)
    expect((next?.startedAtMs ?? 0) - (refusal?.startedAtMs ?? 0)).toBeGreaterThan(2900)
    await answer.text()
    await until(() => gateway.waits(work.runId).at(-1)?.reason === null, 'the end of the wait')
    expect(gateway.waits(work.runId)[0]).toMatchObject({ reason: 'model-queue', position: 1 })
  })

  it('with a page is told in our words', async () => {
    const html = { status: 502, body: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } }
    const { answer, problem } = await refused('claude', html)
    expect(answer.status).toBe(502)
    expect(JSON.stringify(problem)).not.toContain('html')
    const page = await refused('claude', {
      status: 200,
      body: '<html>Sign in</html>',
      headers: { 'content-type': 'text/html' },
    })
    expect(page.answer.status).toBe(502)
    expect(page.problem.detail).toContain('is not Claude')
  })

  it('never has the key shown, in an answer or in the log', async () => {
    const message = `invalid key ${KEY} in Bearer ${KEY}`
    const { problem } = await refused('claude', { status: 401, error: { message } })
    const work = await gateway.design('claude')
    gateway.claude.script({ text: `The key is ${KEY}.`, splitBytes: 5 })
    const text = await (await gateway.call(work, 'claude')).text()

    expect(JSON.stringify(problem)).not.toContain(KEY)
    expect(text).not.toContain(KEY)
    expect(text).toContain('message_stop')
    expect(gateway.logs.join('')).not.toContain(KEY)
    expect(JSON.stringify(gateway.backends.states())).not.toContain(KEY)
  })
})

describe.each(providers)('%s', (provider) => {
  it('that breaks off before its first byte is a passing fault', async () => {
    const { answer, problem, usage } = await refused(provider, { isLost: true })
    expect(answer.status).toBe(502)
    expect(problem).toMatchObject({ isRetryable: true })
    expect(usage).toMatchObject({ inputTokens: null, costUsd: provider === 'ollama' ? 0 : null })
  })

  it('that breaks off after its head is the same', async () => {
    const { answer } = await refused(provider, { ends: { how: 'cut' } })
    expect(answer.status).toBe(502)
  })

  it('that says nothing is given up', async () => {
    const { answer, problem } = await refused(provider, { isHung: true })
    expect(answer.status).toBe(502)
    expect(problem.detail).toContain('said nothing')
    await gateway[provider].until(() => gateway[provider].requests.some(({ isAborted }) => isAborted))
  })

  it('that is not there is told so, and cost nothing', async () => {
    await gateway[provider].goDown()
    const work = await gateway.design(provider)
    const answer = await gateway.call(work, provider)
    await gateway[provider].comeUp()

    expect(answer.status).toBe(502)
    expect(await answer.json()).toMatchObject({
      detail: expect.stringContaining('cannot be reached'),
      isRetryable: true,
    })
    await until(() => gateway.usage(work.runId).length === 1, 'the usage')
    expect(gateway.usage(work.runId)[0]).toMatchObject({ inputTokens: 0, costUsd: 0 })
  })

  it.each(['cut', 'stall'] as const)(
    'that ends in the middle with a %s is cut for the agent, and settled',
    async (how) => {
      const work = await gateway.design(provider)
      gateway[provider].script({ ends: { how, afterFrames: 4 } })
      const answer = await gateway.call(work, provider)

      expect(answer.status).toBe(200)
      await expect(answer.text()).rejects.toThrow('terminated')
      await until(() => gateway.usage(work.runId).length === 1, 'the usage')
      expect(gateway.usage(work.runId)[0]).toMatchObject({
        outputTokens: null,
        costUsd: provider === 'ollama' ? 0 : null,
      })
    },
  )

  it('that tells an error in the middle, or just stops, is passed on as it is', async () => {
    const work = await gateway.design(provider)
    gateway[provider].script({ ends: { how: 'error', afterFrames: 4 } }, { ends: { how: 'end', afterFrames: 4 } })
    const text = await (await gateway.call(work, provider)).text()
    expect(text).toContain('"error"')
    const short = await (await gateway.call(work, provider)).text()
    expect(short.length).toBeGreaterThan(0)
    await until(() => gateway.usage(work.runId).length === 2, 'both usages')
  })

  it('that failed five times in a row is left alone', async () => {
    for (let i = 0; i < 5; i++) await refused(provider, { status: 500 })
    const work = await gateway.design(provider)
    const before = gateway[provider].requests.length
    const answer = await gateway.call(work, provider)

    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await answer.json()).toMatchObject({ isRetryable: true })
    expect(
      gateway[provider].requests.filter(({ path }) => !path.startsWith('/api/') || path === '/api/chat').length,
    ).toBe(
      gateway[provider].requests
        .slice(0, before)
        .filter(({ path }) => !path.startsWith('/api/') || path === '/api/chat').length,
    )
    expect(gateway.usage(work.runId)).toEqual([])
  })
})

describe('a model that is not in memory', () => {
  it('is said to be loading, until it answers', async () => {
    const work = await gateway.design('ollama', { variations: [{ designer: 'ollama', model: 'qwen3:8b' }] })
    gateway.ollama.script({ firstByteMs: 250 })
    await (await gateway.call(work, 'ollama')).text()

    await until(() => gateway.waits(work.runId).length >= 2, 'the wait and its end')
    expect(gateway.waits(work.runId).map(({ reason }) => reason)).toEqual(['model-load', null])
  })
})
