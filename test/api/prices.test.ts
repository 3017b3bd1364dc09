import { describe, expect, it } from 'vitest'
import { costOf, localPrices, maxCostOf, Prices } from '../../api/prices.ts'

const table = Prices.parse(
  JSON.stringify({
    date: '2026-11-01',
    models: {
      'claude/*': { input: 10, output: 10 },
      'claude/small': { input: 1, output: 5, cacheWrite: 2, cacheRead: 0.5 },
    },
  }),
)
const counts = { inputTokens: 1e6, outputTokens: 1e6, cacheWriteTokens: 1e6, cacheReadTokens: 1e6 }

describe('the cost of a call', () => {
  it('is the sum of its parts', () => {
    expect(costOf(table, 'claude', 'small', counts)).toBeCloseTo(8.5)
  })

  it('falls back to the price for all models of a provider', () => {
    expect(costOf(table, 'claude', 'other', counts)).toBeCloseTo(33.5)
  })

  it('is nothing on machines of one’s own, also when nobody counted', () => {
    const unknown = { inputTokens: null, outputTokens: null, cacheWriteTokens: null, cacheReadTokens: null }
    expect(costOf(table, 'ollama', 'any', unknown)).toBe(0)
    expect(costOf(localPrices, 'comfyui', 'flux', unknown)).toBe(0)
  })

  it('is unknown without a price, and without a count that costs something', () => {
    expect(costOf(localPrices, 'claude', 'small', counts)).toBeNull()
    expect(costOf(table, 'claude', 'small', { ...counts, outputTokens: null })).toBeNull()
    expect(costOf(table, 'claude', 'constructor', counts)).not.toBeNull()
    expect(costOf(localPrices, 'constructor', '', counts)).toBeNull()
  })

  it('is at most all of the input at the dearest of its prices, and all of the output', () => {
    expect(maxCostOf(table, 'claude', 'small', { inputTokens: 1e6, outputTokens: 2e6 })).toBeCloseTo(12)
    expect(maxCostOf(localPrices, 'claude', 'small', { inputTokens: 1, outputTokens: 1 })).toBeNull()
    expect(maxCostOf(localPrices, 'ollama', 'x', { inputTokens: 1e6, outputTokens: 1 })).toBe(0)
  })
})
