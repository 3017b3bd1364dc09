import { afterEach, describe, expect, it } from 'vitest'
import { Problem } from '#contract/api.ts'
import { BackendHealth, BackendList } from '#contract/backends.ts'
import { type FakeOllama, startFakeOllama } from '../support/ollama-server/ollama-server.ts'
import { type PublicApi, type PublicApiOptions, postRun, startPublicApi } from '../support/public-api.ts'

const KEY = 'sk-ant-canary-0123456789'
const ADMIN = 'axo_0123456789abcdef'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function serve(env: Record<string, string> = {}, more: PublicApiOptions = {}): Promise<PublicApi> {
  const api = await startPublicApi({ env, ...more })
  closers.push(api.close)
  return api
}

async function withOllama(env: Record<string, string> = {}): Promise<{ api: PublicApi; ollama: FakeOllama }> {
  const ollama = await startFakeOllama({ models: [{ name: 'qwen2.5:7b' }, { name: 'tiny:latest' }] })
  closers.push(() => ollama.close())
  return { ollama, api: await serve({ OLLAMA_HOST: ollama.url, ...env }) }
}

const listOf = async (api: PublicApi) => BackendList.parse(await (await fetch(`${api.url}/v1/backends`)).json())

async function refused(api: PublicApi, body: object): Promise<Problem> {
  const answer = await fetch(`${api.url}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ brief: 'an axolotl', ...body }),
  })
  expect(answer.status).toBe(400)
  return Problem.parse(await answer.json())
}

describe('GET /v1/backends', () => {
  it('of a server without models offers what it comes with', async () => {
    expect(await listOf(await serve())).toEqual({
      designers: [{ name: 'scripted', models: [], defaultModel: null }],
      renderers: [{ name: 'sketch' }],
      defaults: { designer: 'scripted', renderer: 'sketch' },
      backends: [],
    })
  })

  it('offers what is configured, and tells how it is', async () => {
    const { api, ollama } = await withOllama({
      ANTHROPIC_API_KEY: KEY,
      COMFYUI_URLS: 'http://127.0.0.1:1/a,http://127.0.0.1:1/b',
      DESIGNER: 'claude',
      RENDERER: 'comfyui',
    })
    const list = await listOf(api)
    expect(list).toMatchObject({
      designers: [
        { name: 'scripted' },
        { name: 'ollama', models: ['qwen2.5:7b', 'tiny:latest'], defaultModel: 'qwen2.5:7b' },
        { name: 'claude', models: null, defaultModel: 'claude-haiku-5-5' },
      ],
      renderers: [{ name: 'sketch' }, { name: 'comfyui' }],
      defaults: { designer: 'claude', renderer: 'comfyui' },
    })
    const shown = list.backends.map(({ name, url, isReachable }) => ({ name, url, isReachable }))
    expect(shown).toEqual([
      { name: 'ollama', url: ollama.url, isReachable: true },
      { name: 'claude', url: 'https://api.anthropic.com', isReachable: null },
      { name: 'comfyui', url: 'http://127.0.0.1:1/a', isReachable: false },
      { name: 'comfyui', url: 'http://127.0.0.1:1/b', isReachable: false },
    ])
    expect(JSON.stringify(list)).not.toContain(KEY)
  })

  it('asks for a key where the server does', async () => {
    const api = await serve({ API_KEYS: ADMIN })
    expect((await fetch(`${api.url}/v1/backends`)).status).toBe(401)
    const headers = { authorization: `Bearer ${ADMIN}` }
    expect((await fetch(`${api.url}/v1/backends`, { headers })).status).toBe(200)
  })
})

describe('GET /readyz?verbose', () => {
  it('tells the same without a key, and without addresses', async () => {
    const { api, ollama } = await withOllama({ API_KEYS: ADMIN })
    const text = await (await fetch(`${api.url}/readyz?verbose`)).text()
    const { backends, ...ready } = JSON.parse(text)
    expect(ready).toEqual({ status: 'ready', isWritable: true })
    expect(backends.map((backend: unknown) => BackendHealth.parse(backend))).toEqual(backends)
    expect(backends).toMatchObject([{ name: 'ollama', isReachable: true, isWarm: false, queueLength: 0 }])
    expect(text).not.toContain(new URL(ollama.url).host)
  })

  it('is asked for by the word alone', async () => {
    const { api, ollama } = await withOllama()
    expect(await (await fetch(`${api.url}/readyz`)).json()).toEqual({ status: 'ready', isWritable: true })
    expect(ollama.requests).toHaveLength(0)
  })

  it('is ready also while a server of models is away', async () => {
    const { api, ollama } = await withOllama()
    await ollama.goDown()
    const answer = await fetch(`${api.url}/readyz?verbose=1`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      backends: [{ isReachable: false, lastError: { message: expect.stringContaining('refused') } }],
    })
  })

  it('is a problem while the server is not ready', async () => {
    const api = await serve({}, { isReady: () => false })
    const answer = await fetch(`${api.url}/readyz?verbose`)
    expect(answer.status).toBe(503)
    expect(Problem.parse(await answer.json()).detail).toBe('The server is starting or stopping.')
  })
})

describe('a run with models', () => {
  it('has the usual model written into each variation', async () => {
    const { api } = await withOllama({ DESIGNER: 'ollama' })
    const { variations } = await postRun(api.url, { variations: 2 })
    expect(variations.map(({ designer, model }) => [designer, model])).toEqual(Array(2).fill(['ollama', 'qwen2.5:7b']))
  })

  it('may mix designers, renderers and models', async () => {
    const { api } = await withOllama({ ANTHROPIC_API_KEY: KEY, COMFYUI_URLS: 'http://127.0.0.1:1' })
    const mix = [{ designer: 'ollama', model: 'tiny' }, { designer: 'claude', renderer: 'comfyui' }, {}]
    const { variations } = await postRun(api.url, { variations: mix })
    expect(variations.map(({ designer, renderer, model }) => [designer, renderer, model])).toEqual([
      ['ollama', 'sketch', 'tiny'],
      ['claude', 'comfyui', 'claude-haiku-5-5'],
      ['scripted', 'sketch', null],
    ])
  })

  it('is refused where its model is not there, with those that are', async () => {
    const { api } = await withOllama()
    const lacking = { designer: 'ollama', model: 'huge' }
    const problem = await refused(api, { variations: [{}, lacking] })
    const detail = 'names "huge", which Ollama lacks; it has qwen2.5:7b, tiny:latest'
    expect(problem.errors).toEqual([{ pointer: '/variations/1/model', detail }])
    expect(problem.detail).toContain(detail)
    expect((await refused(api, lacking)).errors).toEqual([{ pointer: '/model', detail }])
    expect(await (await fetch(`${api.url}/v1/runs`)).json()).toMatchObject({ data: [] })
  })

  it('is refused also where the usual model is the one that is not there', async () => {
    const { api } = await withOllama({ DESIGNER: 'ollama', OLLAMA_MODEL: 'huge' })
    expect((await refused(api, {})).errors?.[0]?.pointer).toBe('/model')
    await postRun(api.url, { model: 'tiny' })
  })

  it('is told how to get a model where there is none', async () => {
    const ollama = await startFakeOllama({ models: [] })
    closers.push(() => ollama.close())
    const api = await serve({ OLLAMA_HOST: ollama.url })
    expect((await refused(api, { designer: 'ollama' })).detail).toContain('ollama pull qwen2.5:7b')
  })

  it('is taken while Ollama is away', async () => {
    const { api, ollama } = await withOllama()
    await ollama.goDown()
    const { variations } = await postRun(api.url, { designer: 'ollama', model: 'huge' })
    expect(variations[0]?.model).toBe('huge')
  })

  it('has its models loaded while its agents start, each once', async () => {
    const { api, ollama } = await withOllama({ ANTHROPIC_API_KEY: KEY })
    const mix = [{ designer: 'ollama' }, { designer: 'ollama' }, { designer: 'ollama', model: 'tiny' }]
    await postRun(api.url, { variations: [...mix, { designer: 'claude' }, {}] })
    const preloads = () => ollama.requests.filter(({ path }) => path === '/api/chat').map(({ body }) => body)
    await ollama.until(() => preloads().length === 2)
    expect(preloads()).toMatchObject([
      { model: 'qwen2.5:7b', messages: [] },
      { model: 'tiny', messages: [] },
    ])
  })

  it('is refused what is not configured', async () => {
    const { api } = await withOllama()
    const problem = await refused(api, { designer: 'claude', renderer: 'comfyui' })
    expect(problem.errors).toEqual([
      { pointer: '/designer', detail: 'must be a designer this server has: scripted, ollama' },
      { pointer: '/renderer', detail: 'must be a renderer this server has: sketch' },
    ])
  })

  it('that is repeated gets the first answer', async () => {
    const { api } = await withOllama({ DESIGNER: 'ollama' })
    const headers = { 'idempotency-key': 'again' }
    const first = await postRun(api.url, {}, headers)
    expect((await postRun(api.url, {}, headers)).id).toBe(first.id)
  })
})
