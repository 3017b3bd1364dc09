import { describe, expect, it } from 'vitest'
import type { ModelsConfig } from '../../api/models-config.ts'
import { mayCost } from '../../api/paid-work.ts'

const free = { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 }
const dear = { input: 1, output: 5, cacheWrite: 1.25, cacheRead: 0.1 }
const models: ModelsConfig = {
  ollama: { url: 'http://127.0.0.1:1', model: 'small', isWarm: false, parallel: 1 },
  claude: { apiKey: 'a-key', baseUrl: 'http://127.0.0.1:1', model: 'usual', parallel: 8 },
  comfyui: null,
  maxOutputTokens: 100,
  hasCritique: false,
  prices: {
    date: '2026-11-21',
    models: { 'ollama/*': free, 'comfyui/*': free, 'claude/usual': dear, 'claude/gift': free, 'ollama/rented': dear },
  },
  budgetRunUsd: null,
  budgetDayUsd: null,
}

describe('work that may cost something', () => {
  const rows: readonly [designer: 'scripted' | 'ollama' | 'claude', model: string | null, is: boolean][] = [
    ['scripted', null, false],
    ['ollama', null, false],
    ['ollama', 'rented', true],
    ['claude', null, true],
    ['claude', 'gift', false],
    ['claude', 'without-a-price', true],
  ]
  it.each(rows)('%s with model %s: %s', (designer, model, is) => {
    expect(mayCost(models, { designer, renderer: 'comfyui', model })).toBe(is)
    expect(mayCost(models, { designer, renderer: 'sketch', model })).toBe(is)
  })

  it('is a render whose server has a price', () => {
    const rented = { ...models, prices: { ...models.prices, models: { 'comfyui/*': dear } } }
    expect(mayCost(rented, { designer: 'scripted', renderer: 'comfyui', model: null })).toBe(true)
    expect(mayCost(rented, { designer: 'scripted', renderer: 'sketch', model: null })).toBe(false)
  })
})
