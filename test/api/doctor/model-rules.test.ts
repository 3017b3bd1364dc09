import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { claudeRule } from '../../../api/doctor/claude-rule.ts'
import { comfyuiRules } from '../../../api/doctor/comfyui-rules.ts'
import { type OllamaOptions, ollamaRules } from '../../../api/doctor/ollama-rules.ts'
import { comfyuiLooks } from '../../../api/gateway/comfyui/comfyui-look.ts'
import { startFakeAnthropic } from '../../support/anthropic-server/anthropic-server.ts'
import { startFakeComfyui } from '../../support/comfyui-server/comfyui-server.ts'
import { fluxModels } from '../../support/comfyui-server/models.ts'
import { startFakeOllama } from '../../support/ollama-server/ollama-server.ts'
import { byId, look, mend } from './look.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})
async function kept<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting
  opened.push(server)
  return server
}

describe('Ollama', () => {
  const options = (url: string, more: Partial<OllamaOptions> = {}): OllamaOptions => ({
    ...{ url, model: 'qwen2.5:7b', isWarm: true, warm: null },
    ...more,
  })
  const find = (id: string, given: OllamaOptions | null) => look(byId(ollamaRules(given), id))

  it('is told to load its model by a repair, where a server can', async () => {
    const loaded: string[] = []
    const warm = async (model: string) => void loaded.push(model)
    expect(await mend(byId(ollamaRules(options('http://127.0.0.1:1', { warm })), 'ollama-warm'))).toMatch(/qwen2.5:7b/)
    expect(loaded).toEqual(['qwen2.5:7b'])
    expect(byId(ollamaRules(options('http://127.0.0.1:1')), 'ollama-warm').mend).toBeUndefined()
  })

  it('is skipped where nobody wants it', async () => {
    for (const rule of ollamaRules(null)) expect((await look(rule)).state).toBe('skipped')
  })

  it('that is down is told once, with the line that starts it', async () => {
    const fake = await kept(startFakeOllama())
    await fake.goDown()

    expect(await find('ollama', options(fake.url))).toMatchObject({ state: 'failed', fix: { command: 'ollama serve' } })
    expect((await find('ollama-model', options(fake.url))).state).toBe('skipped')
    expect((await find('ollama-warm', options(fake.url))).state).toBe('skipped')
  })

  it('that listens to nobody else is told how to', async () => {
    const fake = await kept(startFakeOllama({ isLoopbackOnly: true }))
    const found = await find('ollama', options(fake.url.replace('127.0.0.1', '0.0.0.0')))

    expect(found).toMatchObject({ state: 'failed', fix: { command: 'OLLAMA_HOST=0.0.0.0 ollama serve' } })
  })

  it('without the model is told how to fetch it', async () => {
    const fake = await kept(startFakeOllama())
    const found = await find('ollama-model', options(fake.url, { model: 'llama9:1t' }))

    expect(found).toMatchObject({ state: 'failed', cause: expect.stringContaining('qwen2.5:7b') })
    expect(found.fix?.command).toBe(`OLLAMA_HOST='${fake.url}' ollama pull 'llama9:1t'`)
    expect(await find('ollama-model', options(fake.url))).toMatchObject({ state: 'ok' })
    expect(await find('ollama-warm', options(fake.url, { model: 'llama9:1t' }))).toMatchObject({ state: 'skipped' })
  })

  it('whose model is cold is a warning where the settings want it warm, until it is loaded', async () => {
    const fake = await kept(startFakeOllama())
    expect((await find('ollama-warm', options(fake.url, { isWarm: false }))).state).toBe('skipped')
    const cold = await find('ollama-warm', options(fake.url))
    expect(cold.state).toBe('warning')
    const [, body = ''] = / -d '(.*)'$/.exec(cold.fix?.command ?? '') ?? []
    await fetch(`${fake.url}/api/chat`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })

    expect((await find('ollama-warm', options(fake.url))).state).toBe('ok')
    expect(fake.forbidden()).toEqual([])
  })
})

describe('the key for Claude', () => {
  const apiKey = 'sk-ant-the-right-key'
  const options = { apiKey, model: 'claude-haiku-5-5' }

  it('is taken without a message being sent', async () => {
    const fake = await kept(startFakeAnthropic({ apiKey }))

    expect(await look(claudeRule({ ...options, baseUrl: fake.url }))).toMatchObject({ state: 'ok' })
    expect(fake.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/models/claude-haiku-5-5'])
    expect(fake.forbidden()).toEqual([])
  })

  it('that is wrong is told, and not shown', async () => {
    const fake = await kept(startFakeAnthropic({ apiKey }))
    const found = await look(claudeRule({ ...options, apiKey: 'sk-ant-another', baseUrl: fake.url }))

    expect(found).toMatchObject({ state: 'failed', what: 'Claude refuses the key.' })
    expect(JSON.stringify(found)).not.toContain('sk-ant-another')
  })

  it('is taken nowhere else by a server that has moved', async () => {
    const elsewhere = await kept(startFakeAnthropic({ apiKey }))
    const moved = createServer((_request, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/v1/models/claude-haiku-5-5` }).end()
    }).listen(0, '127.0.0.1')
    await once(moved, 'listening')
    const address = moved.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const found = await look(claudeRule({ ...options, baseUrl: `http://127.0.0.1:${port}` }))
    moved.closeAllConnections()
    moved.close()

    expect(found).toMatchObject({ state: 'warning', cause: expect.stringContaining('answers 307') })
    expect(elsewhere.requests).toEqual([])
  })

  it('is told apart from a model that is unknown', async () => {
    const fake = await kept(startFakeAnthropic({ apiKey }))
    const found = await look(claudeRule({ ...options, model: 'claude-2', baseUrl: fake.url }))

    expect(found).toMatchObject({ state: 'failed', what: 'Claude does not know claude-2.' })
  })

  it.each([
    [402, 'failed'],
    [403, 'failed'],
    [429, 'warning'],
    [529, 'warning'],
  ])('answered with %i is %s', async (status, state) => {
    const fake = await kept(startFakeAnthropic({ apiKey }))
    fake.script({ when: ({ path }) => path.startsWith('/v1/models/'), status })

    expect((await look(claudeRule({ ...options, baseUrl: fake.url }))).state).toBe(state)
  })

  it('cannot be tried where nothing answers, and is skipped where there is none', async () => {
    const fake = await kept(startFakeAnthropic({ apiKey }))
    await fake.goDown()

    const found = await look(claudeRule({ ...options, baseUrl: fake.url }))
    expect(found.state).toBe('failed')
    expect(JSON.stringify(found)).not.toContain(apiKey)
    expect((await look(claudeRule(null))).state).toBe('skipped')
  })
})

describe('ComfyUI', () => {
  const files = {
    ...{ unet: 'flux1-schnell.safetensors', clip1: 'clip_l.safetensors', clip2: 't5xxl_fp8_e4m3fn.safetensors' },
    ...{ vae: 'ae.safetensors', checkpoint: 'flux1-schnell-fp8.safetensors' },
  }
  const rulesOf = (...urls: string[]) => comfyuiRules(comfyuiLooks({ urls, layout: 'files', files }))

  it('with all files and nodes is well', async () => {
    const fake = await kept(startFakeComfyui({ generation: '0.38' }))
    for (const rule of rulesOf(fake.url)) expect(await look(rule)).toMatchObject({ state: 'ok' })
    expect(fake.prompts).toEqual([])
  })

  it('that is down is told of each server, by a number from the second on', async () => {
    const [up, down] = await Promise.all([1, 2].map(() => kept(startFakeComfyui({ generation: '0.38' }))))
    await down?.goDown()
    const rules = rulesOf(up?.url ?? '', down?.url ?? '')

    expect((await look(byId(rules, 'comfyui'))).state).toBe('ok')
    expect(await look(byId(rules, 'comfyui-2'))).toMatchObject({
      state: 'failed',
      fix: { command: 'python main.py --listen' },
    })
    expect((await look(byId(rules, 'comfyui-files-2'))).state).toBe('skipped')
  })

  it('that lacks files is told which, by their settings', async () => {
    const fake = await kept(
      startFakeComfyui({ generation: '0.38', models: { ...fluxModels, vae: [], text_encoders: ['x'] } }),
    )
    const found = await look(byId(rulesOf(fake.url), 'comfyui-files'))

    expect(found.state).toBe('failed')
    expect(found.cause).toMatch(/models\/vae\/ae\.safetensors \(COMFYUI_VAE\)/)
    expect(found.cause).toMatch(/COMFYUI_CLIP_1.*COMFYUI_CLIP_2/)
  })

  it('is skipped where nobody wants it', async () => {
    expect((await look(byId(comfyuiRules([]), 'comfyui'))).state).toBe('skipped')
  })
})
