import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeLogLine } from '#contract/encode-line.ts'
import { decodeLogLine, readThoughtJson } from '#contract/log-line.ts'

const thoughtLine = (text: string, pass: number, n: number) =>
  encodeLogLine(n, { type: 'thought-delta', data: { text, pass } })

describe('the short way of a thought', () => {
  it('takes what the encoder writes, to the same data as the long way', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 200 }))
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1e9 }), (text, pass, n) => {
        const json = readThoughtJson(thoughtLine(text, pass, n), n)

        expect(JSON.parse(json ?? 'null')).toEqual({ text, pass })
      }),
    )
  })

  it('says yes to nothing that the schema refuses, however a line is bent', () => {
    const bend = fc.record({ at: fc.nat(), length: fc.nat({ max: 3 }), text: fc.string({ maxLength: 4 }) })
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.array(bend, { minLength: 1, maxLength: 3 }), (text, bends) => {
        const line = bends.reduce(
          (bent, { at, length, text: into }) => {
            const cut = at % (bent.length + 1)
            return bent.slice(0, cut) + into + bent.slice(cut + length)
          },
          thoughtLine(text, 7, 42),
        )
        const json = readThoughtJson(line, 42)
        if (json === null) return

        expect(decodeLogLine(line)).toEqual({ n: 42, event: { type: 'thought-delta', data: JSON.parse(json) } })
      }),
      { numRuns: 5000 },
    )
  })

  const refused: readonly [name: string, line: string][] = [
    ['another number', thoughtLine('a', 1, 43)],
    ['a number that begins alike', thoughtLine('a', 1, 421)],
    ['the beginning of the number', thoughtLine('a', 1, 4)],
    ['zeros before the number', thoughtLine('a', 1, 42).replace('42', '042')],
    ['no number', thoughtLine('a', 1, 42).replace('42', '')],
    ['another type', encodeLogLine(42, { type: 'log', data: { text: 'a' } })],
    ['pass 0', '{"axl":1,"n":42,"type":"thought-delta","data":{"text":"a","pass":0}}'],
    ['pass 1001', '{"axl":1,"n":42,"type":"thought-delta","data":{"text":"a","pass":1001}}'],
    ['a raw control character', '{"axl":1,"n":42,"type":"thought-delta","data":{"text":"a\u0000","pass":1}}'],
    ['a broken escape', '{"axl":1,"n":42,"type":"thought-delta","data":{"text":"\\x","pass":1}}'],
    ['a further field', '{"axl":1,"n":42,"type":"thought-delta","data":{"text":"a","pass":1,"x":1}}'],
    ['something behind it', `${thoughtLine('a', 1, 42)} `],
    ['more text than a thought may have', thoughtLine('x'.repeat(8193), 1, 42)],
    ['a long text without an end', `{"axl":1,"n":42,"type":"thought-delta","data":{"text":"${'\\"'.repeat(4000)}`],
  ]

  it.each(refused)('leaves %s to the long way', (_name, line) => {
    expect(readThoughtJson(line, 42)).toBeNull()
  })
})
