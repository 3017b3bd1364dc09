import { describe, expect, it } from 'vitest'
import { appendThought, foldEarlier, type ThoughtPass } from '../../../web/src/run/thought-passes.ts'

const text = (passes: readonly ThoughtPass[]) => passes.map((one) => one.text).join('|')

describe('the thoughts of a lane', () => {
  it('stay bounded within a pass, and keep the end', () => {
    let passes: readonly ThoughtPass[] = []
    for (let i = 0; i < 1000; i++)
      passes = appendThought(passes, 'imagine', { text: `thought ${i} `.padEnd(100), pass: 1 })
    expect(text(passes).length).toBeLessThanOrEqual(24_000)
    expect(text(passes)).toContain('thought 999')
  })

  it('stay bounded over a thousand passes', () => {
    let passes: readonly ThoughtPass[] = []
    for (let pass = 1; pass <= 1000; pass++) {
      passes = foldEarlier(passes, 'imagine', pass, () => false)
      passes = appendThought(passes, 'imagine', { text: 'x'.repeat(8000), pass })
    }
    expect(passes.at(-1)).toMatchObject({ pass: 1000, fate: 'current' })
    expect(text(passes).length).toBeLessThan(40_000)
  })

  it('of two steps stand apart, also where their passes have one number', () => {
    const first = appendThought([], 'imagine', { text: 'a hat', pass: 1 })
    const both = appendThought(first, 'critique', { text: 'too small', pass: 1 })
    expect(both.map((one) => [one.step, one.text])).toEqual([
      ['imagine', 'a hat'],
      ['critique', 'too small'],
    ])
  })

  it('show control characters as pictures', () => {
    expect(text(appendThought([], 'imagine', { text: '\u001b[31m', pass: 1 }))).toBe('\u241b[31m')
  })

  it('stay the same object when there is nothing to fold, so that nothing is drawn again', () => {
    const passes = appendThought([], 'imagine', { text: 'a', pass: 2 })
    expect(foldEarlier(passes, 'imagine', 2, () => false)).toBe(passes)
    expect(foldEarlier(passes, 'critique', 3, () => false)).toBe(passes)
  })
})
