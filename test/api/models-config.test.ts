import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, loadConfig } from '../../api/config.ts'
import { explainStart } from '../../api/start-errors.ts'

const KEY = 'sk-ant-canary-0123456789'
const claudePrice = JSON.stringify({ date: '2026-11-01', models: { 'claude/*': { input: 1, output: 5 } } })

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'axoloom-models-'))
})
afterEach(() => rm(directory, { recursive: true }))

const models = (env: Record<string, string>) => loadConfig(env, { directory, isTerminal: false }).models

function startText(env: Record<string, string>): string {
  try {
    models(env)
  } catch (error) {
    if (error instanceof ConfigError) return explainStart(error)
    throw error
  }
  return ''
}

describe('the settings of models', () => {
  it('are all taken over', () => {
    const config = models({
      DESIGNER: 'claude',
      RENDERER: 'comfyui',
      OLLAMA_HOST: 'https://models.example/ollama/',
      OLLAMA_MODEL: 'tiny:1b',
      OLLAMA_WARM: '1',
      OLLAMA_PARALLEL: '4',
      ANTHROPIC_API_KEY: KEY,
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9/',
      CLAUDE_MODEL: 'claude-x',
      CLAUDE_PARALLEL: '2',
      COMFYUI_URLS: 'http://a:8188, http://b/comfy/,http://a:8188/',
      COMFYUI_LAYOUT: 'checkpoint',
      COMFYUI_UNET: 'u',
      COMFYUI_CLIP_1: 'c1',
      COMFYUI_CLIP_2: 'c2',
      COMFYUI_VAE: 'v',
      COMFYUI_CHECKPOINT: 'flux/one.safetensors',
      BUDGET_RUN_USD: '0.5',
      BUDGET_DAY_USD: '20',
      PRICES: claudePrice,
      MODEL_MAX_OUTPUT_TOKENS: '500',
      CRITIQUE: '1',
    })
    expect(config).toEqual({
      ollama: { url: 'https://models.example/ollama', model: 'tiny:1b', isWarm: true, parallel: 4 },
      claude: { apiKey: KEY, baseUrl: 'http://127.0.0.1:9', model: 'claude-x', parallel: 2 },
      comfyui: {
        urls: ['http://a:8188', 'http://b/comfy'],
        layout: 'checkpoint',
        files: { unet: 'u', clip1: 'c1', clip2: 'c2', vae: 'v', checkpoint: 'flux/one.safetensors' },
      },
      maxOutputTokens: 500,
      hasCritique: true,
      prices: {
        date: '2026-11-01',
        models: {
          'ollama/*': { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 },
          'comfyui/*': { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 },
          'claude/*': { input: 1, output: 5, cacheWrite: 1.25, cacheRead: 0.1 },
        },
      },
      budgetRunUsd: 0.5,
      budgetDayUsd: 20,
    })
  })

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:11434'],
    ['gpu.example:9000', 'http://gpu.example:9000'],
    ['http://gpu.example', 'http://gpu.example'],
  ])('read OLLAMA_HOST=%s as Ollama does', (OLLAMA_HOST, url) => {
    expect(models({ OLLAMA_HOST }).ollama?.url).toBe(url)
  })

  it('take a key and prices from files', async () => {
    await writeFile(join(directory, 'key'), `${KEY}\n`)
    await writeFile(join(directory, 'prices.json'), claudePrice)
    const config = models({ ANTHROPIC_API_KEY_FILE: 'key', PRICES_FILE: 'prices.json', DESIGNER: 'claude' })
    expect(config.claude?.apiKey).toBe(KEY)
    expect(config.prices.models['claude/*']?.output).toBe(5)
  })

  it.each([
    [{ DESIGNER: 'ollama' }, 'set OLLAMA_HOST'],
    [{ DESIGNER: 'claude' }, 'set ANTHROPIC_API_KEY or ANTHROPIC_API_KEY_FILE'],
    [{ RENDERER: 'comfyui' }, 'set COMFYUI_URLS'],
    [{ ANTHROPIC_API_KEY: KEY, BUDGET_RUN_USD: '1' }, 'the price of claude-haiku-5-5 is not known'],
    [{ ANTHROPIC_API_KEY: KEY, BUDGET_DAY_USD: '1' }, 'BUDGET_DAY_USD is set'],
    [{ ANTHROPIC_API_KEY: KEY, ANTHROPIC_API_KEY_FILE: 'x' }, 'are both set: keep one'],
    [{ ANTHROPIC_API_KEY_FILE: 'missing' }, 'ANTHROPIC_API_KEY_FILE is "missing", which cannot be read'],
    [{ PRICES_FILE: 'missing' }, 'PRICES_FILE is "missing", which cannot be read'],
    [{ PRICES: '{}' }, 'PRICES is "{}": it must be a JSON object such as'],
    [{ PRICES: '{"date":"2026-11-01","models":{"gpt/4":{"input":1,"output":1}}}' }, 'it must be a JSON object'],
    [{ PRICES: '{"date":"2026-11-01","models":{"claude/a":{"input":-1,"output":1}}}' }, 'it must be a JSON object'],
    [{ OLLAMA_HOST: 'ftp://x' }, 'a URL that begins with http:// or https://'],
    [{ COMFYUI_URLS: 'http://a,b' }, 'one or more URLs'],
    [{ COMFYUI_LAYOUT: 'both' }, 'files or checkpoint'],
    [{ OLLAMA_PARALLEL: '0' }, 'a whole number from 1 to 1000'],
    [{ OLLAMA_WARM: 'warm' }, '0 or 1'],
    [{ BUDGET_RUN_USD: '-1' }, 'US dollars from 0 to 1000000'],
    [{ MODEL_MAX_OUTPUT_TOKENS: '0' }, 'a whole number from 1 to 128000'],
  ])('that are %j are refused in a sentence', (env, text) => {
    expect(startText(env)).toContain(text)
  })

  it('never repeat a secret in an error', async () => {
    await writeFile(join(directory, 'key'), 'canary key with blanks')
    const texts = [
      startText({ ANTHROPIC_API_KEY: 'canary blank' }),
      startText({ ANTHROPIC_API_KEY_FILE: 'key' }),
      startText({ ANTHROPIC_API_KEY: KEY, PORT: 'x' }),
      startText({ ANTHROPIC_API_KEY: KEY, BUDGET_RUN_USD: '1' }),
      startText({ OLLAMA_HOST: 'http://me:canary@host' }),
      startText({ COMFYUI_URLS: 'http://a,http://me:canary@b' }),
      startText({ ANTHROPIC_BASE_URL: 'https://canary@b' }),
    ]
    for (const text of texts) {
      expect(text).toContain('Axoloom cannot start')
      expect(text).not.toContain('canary')
    }
  })
})
