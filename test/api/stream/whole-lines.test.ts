import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WholeLines } from '../../../api/stream/whole-lines.ts'

/** What comes out piece by piece, and the rest; each chunk's memory is used again. */
function cut(chunks: readonly Buffer[]): { pieces: string[]; rest: string } {
  const whole = new WholeLines()
  const pieces = chunks.map((chunk) => {
    const memory = Buffer.from(chunk)
    const piece = whole.push(memory).toString()
    memory.fill(0)
    return piece
  })
  return { pieces, rest: whole.end().toString() }
}

describe('whole lines', () => {
  it('come out as they went in, and end with a newline, however the bytes arrive', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', 'b'), maxLength: 200 })
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (all, sizes) => {
        const bytes = Buffer.from(all)
        const chunks: Buffer[] = []
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] ?? 1
          chunks.push(bytes.subarray(at, at + size))
          at += size
        }
        const { pieces, rest } = cut(chunks)

        expect(pieces.join('') + rest).toBe(all)
        expect(rest).not.toContain('\n')
        expect(pieces.filter((piece) => piece !== '' && !piece.endsWith('\n'))).toEqual([])
      }),
    )
  })

  it('are not waited for when they are long', () => {
    const long = Buffer.alloc(10_000, 'x')
    const { pieces, rest } = cut([long, long, Buffer.from('y\nz')])

    expect(pieces.map((piece) => piece.length)).toEqual([0, 20_000, 2])
    expect(rest).toBe('z')
  })

  it('of several streams do not mix', () => {
    const [one, other] = [new WholeLines(), new WholeLines()]
    one.push(Buffer.from('a'))
    other.push(Buffer.from('b'))

    expect(one.push(Buffer.from('a\nc')).toString()).toBe('aa\n')
    expect(other.push(Buffer.from('b\nd')).toString()).toBe('bb\n')
    expect([one.end().toString(), other.end().toString()]).toEqual(['c', 'd'])
  })
})
