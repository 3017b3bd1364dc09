import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeLogLine } from '#contract/encode-line.ts'
import { readThoughtJson } from '#contract/log-line.ts'
import { endOfThought, startOfThought, thoughtLines } from '../../../api/stream/thought-bytes.ts'

const thoughtLine = (text: string, pass: number, n: number) =>
  encodeLogLine(n, { type: 'thought-delta', data: { text, pass } })

/** The data of thought `n` and the line it was found in; null where there is none. */
function read(text: string, n: number): { json: string; line: string } | null {
  const before = 'é '
  const lines = Buffer.from(`${before}${text}\n`)
  const at = Buffer.byteLength(before)
  const from = startOfThought(lines, at, n)
  const to = from === -1 ? -1 : endOfThought(lines, from)
  if (to === -1) return null
  return { json: lines.toString('utf8', from, to), line: lines.toString('utf8', at, lines.indexOf(10, at)) }
}

describe('thoughts in bytes', () => {
  it('are what the encoder writes, but for escapes of six characters', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 200 }))
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1e9 }), (text, pass, n) => {
        const line = thoughtLine(text, pass, n)

        expect(read(line, n)?.json ?? null).toBe(line.includes('\\u') ? null : readThoughtJson(line, n))
      }),
    )
  })

  it('are nothing that is no thought as a text, however a line is bent', () => {
    const bend = fc.record({ at: fc.nat(), length: fc.nat({ max: 3 }), text: fc.string({ maxLength: 4 }) })
    const bends = fc.array(bend, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), bends, (text, all) => {
        let line = thoughtLine(text, 7, 42)
        for (const { at, length, text: into } of all) {
          const cut = at % (line.length + 1)
          line = line.slice(0, cut) + into + line.slice(cut + length)
        }
        const found = read(line, 42)
        if (found !== null) expect(readThoughtJson(found.line, 42)).toBe(found.json)
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
    ['pass 0', thoughtLine('a', 0, 42)],
    ['a zero before the pass', thoughtLine('a', 1, 42).replace('"pass":1', '"pass":01')],
    ['no pass', thoughtLine('a', 1, 42).replace('"pass":1', '"pass":')],
    ['pass 1001', thoughtLine('a', 1001, 42)],
    ['a raw control character', thoughtLine('a', 1, 42).replace('a"', 'a\u0000"')],
    ['a broken escape', thoughtLine('a', 1, 42).replace('a"', '\\x"')],
    ['a further field', thoughtLine('a', 1, 42).replace('}}', ',"x":1}}')],
    ['something behind it', `${thoughtLine('a', 1, 42)} `],
    ['more text than a thought may have', thoughtLine('x'.repeat(8193), 1, 42)],
    ['half a line', thoughtLine('a', 1, 42).slice(0, -4)],
  ]

  it.each(refused)('are not %s', (_name, line) => {
    expect(read(line, 42)).toBeNull()
  })

  it('become the lines again that they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
        fc.nat({ max: 1e6 }),
        (texts, before) => {
          const lines = texts.map((text, i) => thoughtLine(text, 1 + i, before + 1 + i))
          const data = lines.map((line, i) => readThoughtJson(line, before + 1 + i))
          const bytes = Buffer.from(`${data.join('\n')}\n`)

          expect(thoughtLines({ firstN: before + 1, count: texts.length, bytes })).toEqual(lines)
        },
      ),
    )
  })
})
