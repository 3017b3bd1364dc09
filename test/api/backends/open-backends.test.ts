import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pino } from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Backends } from '../../../api/backends/backends.ts'
import { type BackendsOptions, openBackends } from '../../../api/backends/open-backends.ts'
import { loadConfig } from '../../../api/config.ts'
import { startFakeComfyui } from '../../support/comfyui-server/comfyui-server.ts'
import { type FakeOllamaOptions, startFakeOllama } from '../../support/ollama-server/ollama-server.ts'
import type { SeenRequest } from '../../support/wire-server/seen-request.ts'
import { listening } from './listening.ts'

const KEY = 'sk-ant-canary-0123456789'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function open(env: Record<string, string>, options: BackendsOptions = {}): Backends {
  const config = loadConfig(env, { directory: '/nowhere' })
  const backends = openBackends(config.models, pino({ level: 'silent' }), options)
  closers.push(() => backends.close())
  return backends
}

async function withOllama(fake: FakeOllamaOptions = {}, env: Record<string, string> = {}, options?: BackendsOptions) {
  const ollama = await startFakeOllama(fake)
  closers.push(() => ollama.close())
  return { ollama, backends: open({ OLLAMA_HOST: ollama.url, ...env }, options) }
}

async function serving(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = await listening(createServer(answer))
  closers.push(server.close)
  return server.url
}

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const isPreload = ({ path }: SeenRequest) => path === '/api/chat'
const only = (backends: Backends) => backends.states()[0]

describe('Ollama', () => {
  it('is not known before somebody looks', async () => {
    const { backends, ollama } = await withOllama()
    expect(only(backends)).toMatchObject({ name: 'ollama', url: ollama.url, isReachable: null, models: null })
    expect(ollama.requests).toHaveLength(0)
  })

  it('tells its version, its models and what is in memory', async () => {
    const { backends } = await withOllama({ models: [{ name: 'tiny:latest' }, { name: 'qwen2.5:7b' }] })
    await backends.refresh()
    expect(only(backends)).toMatchObject({
      isReachable: true,
      isWarm: false,
      models: ['tiny:latest', 'qwen2.5:7b'],
      loaded: [],
      version: '0.33.0',
      lastError: null,
      circuit: 'closed',
    })
  })

  it('is looked at once in five seconds, however many ask', async () => {
    const clock = { ms: 0 }
    const { backends, ollama } = await withOllama({}, {}, { now: () => clock.ms })
    const looks = () => ollama.requests.filter(({ path }) => path === '/api/version').length
    await Promise.all([backends.refresh(), backends.refresh(), backends.refresh()])
    clock.ms = 4999
    await backends.refresh()
    expect(looks()).toBe(1)
    clock.ms = 5000
    await backends.refresh()
    expect(looks()).toBe(2)
  })

  it('that is down is said to be, and to be back', async () => {
    const clock = { ms: 0 }
    const { backends, ollama } = await withOllama({}, {}, { now: () => clock.ms })
    await backends.refresh()
    await ollama.goDown()
    clock.ms += 6000
    await backends.refresh()
    const down = only(backends)
    expect(down).toMatchObject({ isReachable: false, isWarm: null, models: null, loaded: null, version: null })
    expect(down?.lastError?.message).toBe('The connection was refused: nothing listens there.')
    await ollama.comeUp()
    clock.ms += 6000
    await backends.refresh()
    expect(only(backends)).toMatchObject({ isReachable: true, lastError: down?.lastError })
  })

  it('that does not answer holds nobody up', async () => {
    const { backends, ollama } = await withOllama({}, {}, { probeMs: 50 })
    ollama.always({ when: ({ path }) => path === '/api/tags', isHung: true })
    await backends.refresh()
    expect(only(backends)).toMatchObject({
      isReachable: false,
      lastError: { message: 'It did not answer in time.' },
    })
  })

  it.each([
    ['a page of a proxy', (response: ServerResponse) => response.end('<html>Bad gateway</html>'), /not expected/],
    [
      'a status',
      (response: ServerResponse) => json(response, { error: 'no room.' }, 500),
      /answered in 500: no room\.$/,
    ],
    ['a way elsewhere', (r: ServerResponse) => r.writeHead(302, { location: '/login' }).end(), /answered in 302\.$/],
    ['other JSON', (response: ServerResponse) => json(response, []), /not expected/],
  ])('that answers with %s is not reachable', async (_name, answer, message) => {
    const backends = open({ OLLAMA_HOST: await serving((_request, response) => answer(response)) })
    await backends.refresh()
    expect(only(backends)?.isReachable).toBe(false)
    expect(only(backends)?.lastError?.message).toMatch(message)
  })

  it('that answers without an end is cut off', async () => {
    const url = await serving((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', more)
      more()
    })
    const backends = open({ OLLAMA_HOST: url })
    await backends.refresh()
    expect(only(backends)?.lastError?.message).toMatch(/more than 4194304 bytes/)
  })
})

describe('a model', () => {
  it('that Ollama has is there, by each of its names', async () => {
    const { backends } = await withOllama({ models: [{ name: 'tiny:latest' }] })
    expect(await backends.hasModel('ollama', 'tiny')).toBeNull()
    expect(await backends.hasModel('ollama', 'tiny:latest')).toBeNull()
  })

  it('that Ollama lacks is told with those it has', async () => {
    const { backends } = await withOllama({ models: [{ name: 'tiny:latest' }] })
    expect(await backends.hasModel('ollama', 'huge')).toEqual(['tiny:latest'])
  })

  it('that was pulled a moment ago is there', async () => {
    const models = [{ name: 'tiny:latest' }]
    const { backends } = await withOllama({ models })
    expect(await backends.hasModel('ollama', 'huge')).toEqual(['tiny:latest'])
    models.push({ name: 'huge:latest' })
    expect(await backends.hasModel('ollama', 'huge')).toBeNull()
  })

  it('may be there while Ollama is away, and where there is no Ollama', async () => {
    const { backends, ollama } = await withOllama()
    await ollama.goDown()
    expect(await backends.hasModel('ollama', 'huge')).toBeNull()
    expect(await open({}).hasModel('ollama', 'huge')).toBeNull()
  })
})

describe('a warm-up', () => {
  it('loads the model with no message, once for all who ask, and says so', async () => {
    const { backends, ollama } = await withOllama({ loadMs: 30 })
    await Promise.all([backends.warm('qwen2.5:7b'), backends.warm('qwen2.5:7b')])
    const preloads = ollama.requests.filter(isPreload)
    expect(preloads.map(({ body }) => body)).toEqual([
      { model: 'qwen2.5:7b', messages: [], stream: false, keep_alive: '30m', options: { num_ctx: 4096 } },
    ])
    expect(only(backends)).toMatchObject({ isReachable: true, isWarm: true, loaded: ['qwen2.5:7b'] })
  })

  it('is no more than under way until it is over', async () => {
    const clock = { ms: 0 }
    const { backends, ollama } = await withOllama({}, {}, { now: () => clock.ms })
    await backends.warm('qwen2.5:7b')
    // in memory already, and asked for again
    ollama.script({ when: isPreload, isHung: true })
    void backends.warm('qwen2.5:7b')
    await ollama.until(() => ollama.requests.filter(isPreload).length === 2)
    clock.ms += 6000
    await backends.refresh()
    expect(only(backends)).toMatchObject({ isWarm: false, loaded: ['qwen2.5:7b'] })
  })

  it('of a model that Ollama lacks ends, and is told', async () => {
    const { backends } = await withOllama()
    await backends.warm('huge')
    const { lastError, circuit, isReachable } = only(backends) ?? {}
    expect(lastError?.message).toBe("/api/chat was answered in 404: model 'huge' not found.")
    expect({ circuit, isReachable }).toEqual({ circuit: 'closed', isReachable: true })
  })

  it('is made at the start when the settings say so', async () => {
    const { backends, ollama } = await withOllama({}, { OLLAMA_WARM: '1', OLLAMA_MODEL: 'qwen3:8b' })
    await vi.waitFor(() => expect(only(backends)?.isWarm).toBe(true), { timeout: 15_000 })
    expect(ollama.requests.filter(isPreload)).toHaveLength(1)
  })

  it('never takes more than three models at once', async () => {
    const { backends, ollama } = await withOllama()
    ollama.always({ when: isPreload, isHung: true })
    for (const model of ['a', 'b', 'c', 'd']) void backends.warm(model)
    await ollama.until(() => ollama.requests.filter(isPreload).length === 3)
    await backends.warm('e')
    expect(ollama.requests.filter(isPreload)).toHaveLength(3)
  })

  it('ends with the server, at once', async () => {
    const { backends, ollama } = await withOllama()
    ollama.always({ when: isPreload, isHung: true })
    const warming = backends.warm('qwen2.5:7b')
    await ollama.until(() => ollama.requests.length === 1)
    await backends.close()
    await warming
    await ollama.until(() => ollama.requests[0]?.endedAtMs !== null)
  })
})

describe('Claude', () => {
  it('is never asked for the sake of asking', async () => {
    let calls = 0
    const url = await serving((_request, response) => {
      calls += 1
      response.end()
    })
    const backends = open({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url })
    await backends.refresh()
    expect(only(backends)).toMatchObject({ name: 'claude', isReachable: null, isWarm: null, models: null })
    expect(calls).toBe(0)
  })

  it('is known by the last real call, for five minutes', () => {
    const clock = { ms: 0 }
    const backends = open({ ANTHROPIC_API_KEY: KEY }, { now: () => clock.ms })
    backends.claude?.succeeded()
    expect(only(backends)?.isReachable).toBe(true)
    backends.claude?.failed(new Error('Overloaded'))
    expect(only(backends)).toMatchObject({ isReachable: false, lastError: { message: 'Overloaded' } })
    clock.ms += 5 * 60_000
    expect(only(backends)?.isReachable).toBeNull()
  })

  it('keeps its key to itself, whatever goes wrong', () => {
    const backends = open({ ANTHROPIC_API_KEY: KEY })
    for (let i = 0; i < 5; i++) backends.claude?.failed(new Error(`"${KEY}" is no header`))
    expect(() => backends.claude?.guard()).toThrow(/\[hidden\]/)
    expect(JSON.stringify(backends.states())).not.toContain(KEY)
  })
})

describe('ComfyUI', () => {
  const comfy = (queued: number) =>
    serving(({ url }, response) => {
      if (url === '/comfy/prompt') json(response, { exec_info: { queue_remaining: queued } })
      else if (url === '/comfy/system_stats') json(response, { system: { comfyui_version: '0.3.64' }, devices: [] })
      else json(response, {}, 404)
    })

  it('has one entry a server, behind its path, with what it has to do', async () => {
    const urls = [`${await comfy(0)}/comfy`, `${await comfy(3)}/comfy`]
    const backends = open({ COMFYUI_URLS: urls.join(',') })
    await backends.refresh()
    const known = backends.states().map(({ url, serverQueue, version, isReachable }) => {
      return { url, serverQueue, version, isReachable }
    })
    const version = '0.3.64'
    expect(known).toEqual([
      { url: urls[0], serverQueue: 0, version, isReachable: true },
      { url: urls[1], serverQueue: 3, version, isReachable: true },
    ])
  })

  it.each(['0.3.64', '0.38'] as const)('of generation %s answers to a look', async (generation) => {
    const server = await startFakeComfyui({ generation, prefix: '/gpu-1' })
    closers.push(() => server.close())
    const backends = open({ COMFYUI_URLS: server.url })
    await backends.refresh()
    expect(only(backends)).toMatchObject({ url: server.url, isReachable: true, serverQueue: 0 })
    expect(only(backends)?.version).toContain(generation)
  })

  it('that is away leaves the other as it is', async () => {
    const gone = await listening(createServer())
    await gone.close()
    const backends = open({ COMFYUI_URLS: `${gone.url},${await comfy(0)}/comfy` })
    await backends.refresh()
    expect(backends.states().map(({ isReachable }) => isReachable)).toEqual([false, true])
  })

  it('says how many wait for it', () => {
    const backends = open({ COMFYUI_URLS: 'http://127.0.0.1:1,http://127.0.0.1:2' })
    const second = backends.comfyui[1]
    if (second !== undefined) backends.setQueueLength(second, () => 7)
    expect(backends.states().map(({ queueLength }) => queueLength)).toEqual([0, 7])
  })
})

describe('a server that fails every call', () => {
  it('is left alone after the fifth, and told when to come back', async () => {
    const clock = { ms: 0 }
    const { backends } = await withOllama({}, {}, { now: () => clock.ms })
    for (let i = 0; i < 5; i++) {
      backends.ollama?.guard()
      backends.ollama?.failed(new Error('the runner was killed'))
    }
    expect(() => backends.ollama?.guard()).toThrow(
      expect.objectContaining({ kind: 'unavailable', retryAfterS: 10, message: expect.stringContaining('killed') }),
    )
    expect(only(backends)?.circuit).toBe('open')
    clock.ms += 10_000
    backends.ollama?.guard()
    backends.ollama?.succeeded()
    expect(only(backends)?.circuit).toBe('closed')
  })

  it('is looked at, so that it is known whether it is still there', async () => {
    const { backends, ollama } = await withOllama()
    backends.ollama?.failed(new Error('the stream was cut'))
    await ollama.until(() => ollama.requests.length === 3)
    await backends.refresh()
    expect(only(backends)).toMatchObject({ isReachable: true, lastError: { message: 'the stream was cut' } })
  })
})

describe('rounds', () => {
  const looksAt = ({ path }: SeenRequest) => path === '/api/ps'

  it('are made while runs are at work', async () => {
    const clock = { ms: 0 }
    const now = () => (clock.ms += 10_000)
    const { ollama } = await withOllama({}, {}, { now, roundMs: 5, isBusy: () => true })
    await ollama.until(() => ollama.requests.filter(looksAt).length >= 3)
  })

  it('go on for a minute after somebody asked, and end', async () => {
    const clock = { ms: 0 }
    let rounds = 0
    const isBusy = () => {
      rounds += 1
      return false
    }
    const { backends, ollama } = await withOllama({}, {}, { now: () => clock.ms, roundMs: 5, isBusy })
    const looks = () => ollama.requests.filter(looksAt).length
    await backends.refresh()
    clock.ms = 59_000
    await ollama.until(() => looks() === 2)
    clock.ms = 65_000
    const before = rounds
    await vi.waitFor(() => expect(rounds).toBeGreaterThan(before + 3), { timeout: 15_000 })
    expect(looks()).toBe(2)
  })
})
