import { describe, expect, it } from 'vitest'
import { addCall, noUsage, tokensOf, usageFromTotals } from '../../../web/src/run/usage-sum.ts'
import { modelCall as call } from './events.ts'

describe('what calls used', () => {
  it('adds up', () => {
    const sum = [call(), call()].reduce(addCall, noUsage)
    expect(sum.calls).toBe(2)
    expect(tokensOf(sum)).toEqual({ known: 2400, isWhole: true })
    expect(sum.cost).toEqual({ known: 0.004, isWhole: true })
  })

  it('keeps what is known beside what is not', () => {
    const sum = [call(), call({ outputTokens: null, costUsd: null })].reduce(addCall, noUsage)
    expect(sum.cost).toEqual({ known: 0.002, isWhole: false })
    expect(tokensOf(sum)).toEqual({ known: 2200, isWhole: false })
  })

  it('does not miss tokens of a picture, which has none', () => {
    const picture = call({ provider: 'comfyui', inputTokens: null, outputTokens: null, costUsd: 0 })
    expect(tokensOf(addCall(addCall(noUsage, call()), picture))).toEqual({ known: 1200, isWhole: true })
  })

  it('takes the null of a snapshot as unknown', () => {
    const sum = usageFromTotals({ calls: 3, inputTokens: 10, outputTokens: null, costUsd: null })
    expect(sum).toMatchObject({ calls: 3, input: { known: 10, isWhole: true }, cost: { known: 0, isWhole: false } })
  })
})
