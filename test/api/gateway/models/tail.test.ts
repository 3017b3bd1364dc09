import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Tail } from '../../../../api/gateway/models/tail.ts'

const KEPT = 64 * 1024

describe('the tail of a text', () => {
  it('is all of it, as long as it is short', () => {
    const tail = new Tail()
    for (const piece of ['one\ntw', 'o\n', '', 'three']) tail.push(Buffer.from(piece))

    expect(tail.take().toString()).toBe('one\ntwo\nthree')
    expect(tail.take()).toHaveLength(0)
  })

  it('begins with a whole line and has the last 64 KiB in it, however the text is cut', () => {
    const lines = fc.array(fc.nat(3000), { minLength: 20, maxLength: 150 })
    const cuts = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(lines, cuts, (lengths, sizes) => {
        const text = Buffer.from(lengths.map((length, i) => `${i}:${'x'.repeat(length)}`).join('\n'))
        const tail = new Tail()
        for (let at = 0, i = 0; at < text.length; i++) {
          const size = sizes[i % sizes.length] ?? 1
          tail.push(text.subarray(at, at + size))
          at += size
        }
        const kept = tail.take().toString()

        expect(text.toString().endsWith(kept)).toBe(true)
        const from = text.length - kept.length
        if (from > 0) expect(text[from - 1]).toBe(10)
        // the line that was cut is missing, and no more
        const first = text.indexOf('\n', Math.max(0, text.length - KEPT))
        if (text.length > KEPT && first !== -1) expect(from).toBeLessThanOrEqual(first + 1)
        else if (text.length <= KEPT) expect(from).toBe(0)
      }),
      { numRuns: 300 },
    )
  })

  it('lets go of what came before, also of pieces of one byte', () => {
    const tail = new Tail()
    const piece = Buffer.from('a\n')
    for (let i = 0; i < 200_000; i++) tail.push(piece.subarray(i % 2, (i % 2) + 1))
    const kept = tail.take().length

    expect(kept).toBeGreaterThanOrEqual(KEPT - 2)
    expect(kept).toBeLessThan(KEPT + 1024)
  })

  it('is nothing when its one line is longer than what is kept', () => {
    const tail = new Tail()
    for (let i = 0; i < 3; i++) tail.push(Buffer.alloc(KEPT, 'x'))

    expect(tail.take()).toHaveLength(0)
  })
})
