import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineSplitter, MAX_KEPT_BYTES, type SplitLine } from '../../../api/stream/split-lines.ts'

/** The lines of `bytes` when they arrive cut at the given places. */
function split(bytes: Buffer, cuts: readonly number[] = []): SplitLine[] {
  const splitter = createLineSplitter()
  const lines: SplitLine[] = []
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    // The reader fills one buffer again and again, so the splitter must not keep a view of it.
    const chunk = Buffer.from(bytes.subarray(from, cut))
    lines.push(...splitter.push(chunk))
    chunk.fill(0)
    from = cut
  }
  const tail = splitter.end()
  return tail === null ? lines : [...lines, tail]
}

const texts = (bytes: Buffer) => split(bytes).map((line) => line.text)

describe('createLineSplitter', () => {
  const table: { name: string; bytes: Buffer; lines: string[] }[] = [
    { name: 'nothing gives no line', bytes: Buffer.from(''), lines: [] },
    { name: 'a newline alone is one empty line', bytes: Buffer.from('\n'), lines: [''] },
    { name: 'lines end at newlines', bytes: Buffer.from('a\nbc\n'), lines: ['a', 'bc'] },
    { name: 'an unterminated tail comes at the end', bytes: Buffer.from('a\nb'), lines: ['a', 'b'] },
    { name: 'carriage returns stay', bytes: Buffer.from('a\r\nb\rc\n'), lines: ['a\r', 'b\rc'] },
    { name: 'NUL and escapes stay', bytes: Buffer.from('a\0b\x1b[31m\n'), lines: ['a\0b\x1b[31m'] },
    { name: 'U+2028 does not end a line', bytes: Buffer.from('a\u2028b\n'), lines: ['a\u2028b'] },
    { name: 'emoji come whole', bytes: Buffer.from('🦎 axolotl 🫧\nü\n'), lines: ['🦎 axolotl 🫧', 'ü'] },
    { name: 'invalid bytes are replaced', bytes: Buffer.from([0xff, 0x41, 0xc0, 10]), lines: ['\ufffdA\ufffd'] },
    {
      name: 'a character cut by a newline is replaced',
      bytes: Buffer.from([0xe2, 0x82, 10, 0xac, 10]),
      lines: ['\ufffd', '\ufffd'],
    },
  ]
  it.each(table)('$name', ({ bytes, lines }) => {
    expect(texts(bytes)).toEqual(lines)
  })

  it('reports the offset behind each line, counted from where the reading began', () => {
    const splitter = createLineSplitter(100)
    expect(splitter.push(Buffer.from('aü\n\nb')).map((line) => line.endOffset)).toEqual([104, 105])
    expect(splitter.end()).toEqual({ text: 'b', droppedBytes: 0, endOffset: 106 })
    expect(splitter.end()).toBeNull()
  })

  it('keeps the first 64 KiB of a longer line and counts the rest', () => {
    const lines = split(Buffer.from(`${'x'.repeat(1_000_000)}\nnext\n`))
    expect(lines).toEqual([
      { text: 'x'.repeat(MAX_KEPT_BYTES), droppedBytes: 1_000_000 - MAX_KEPT_BYTES, endOffset: 1_000_001 },
      { text: 'next', droppedBytes: 0, endOffset: 1_000_006 },
    ])
  })

  it.each([
    { bytes: MAX_KEPT_BYTES - 1, droppedBytes: 0 },
    { bytes: MAX_KEPT_BYTES, droppedBytes: 0 },
    { bytes: MAX_KEPT_BYTES + 1, droppedBytes: 1 },
  ])('a line of $bytes bytes drops $droppedBytes', ({ bytes, droppedBytes }) => {
    expect(split(Buffer.from(`${'x'.repeat(bytes)}\n`))).toMatchObject([{ droppedBytes }])
  })

  it.each(['é', '€', '🦎'])('never halves %s at the cut', (character) => {
    for (let shift = 0; shift < 4; shift++) {
      const text = 'x'.repeat(shift) + character.repeat(40_000)
      const [line] = split(Buffer.from(`${text}\n`))
      expect(text.startsWith(line!.text)).toBe(true)
      expect(Buffer.byteLength(line!.text) + line!.droppedBytes).toBe(Buffer.byteLength(text))
      expect(line!.droppedBytes).toBeLessThan(Buffer.byteLength(text) - MAX_KEPT_BYTES + 4)
    }
  })

  it('cuts a run of continuation bytes at the limit', () => {
    expect(split(Buffer.alloc(MAX_KEPT_BYTES + 10, 0x80))).toMatchObject([{ droppedBytes: 10 }])
  })

  it('holds no more than one kept line, however long the line gets', () => {
    const splitter = createLineSplitter()
    const chunk = Buffer.alloc(1 << 20, 0x61)
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 256; i++) splitter.push(chunk)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20)
    expect(splitter.end()?.droppedBytes).toBe(256 * (1 << 20) - MAX_KEPT_BYTES)
  })

  it('gives the same lines however the bytes arrive', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: 'binary', maxLength: 20 }).map((text) => Buffer.from(text)),
      fc.constantFrom(Buffer.from('\n'), Buffer.from('🦎\n')),
      fc.integer({ min: MAX_KEPT_BYTES - 3, max: MAX_KEPT_BYTES + 5 }).map((size) => Buffer.alloc(size, '€')),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 30 }), (pieces, places) => {
        const bytes = Buffer.concat(pieces)
        const cuts = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b)
        expect(split(bytes, cuts)).toEqual(split(bytes))
      }),
      { numRuns: 500 },
    )
  })

  it('gives the same lines when cut at every single byte', () => {
    const bytes = Buffer.from('a\n🦎ü\0€\n\r\n tail 🫧')
    expect(
      split(
        bytes,
        Array.from({ length: bytes.length }, (_, at) => at),
      ),
    ).toEqual(split(bytes))
  })
})
