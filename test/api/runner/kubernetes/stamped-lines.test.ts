import { describe, expect, it } from 'vitest'
import { createStampedLines, type StampedLine } from '../../../../api/runner/kubernetes/stamped-lines.ts'

const STAMP = '2026-11-21T18:10:39.123456789Z'

function linesOf(bytes: Buffer, size = bytes.length): StampedLine[] {
  const stamped = createStampedLines()
  const lines: StampedLine[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = Buffer.from(bytes.subarray(at, at + size))
    lines.push(...stamped.push(chunk))
    chunk.fill(0)
  }
  const tail = stamped.end()
  return tail === null ? lines : [...lines, tail]
}

describe('createStampedLines', () => {
  const table: { name: string; line: string; stamp: string | null; text: string }[] = [
    { name: 'nine digits', line: `${STAMP} text`, stamp: STAMP, text: 'text' },
    {
      name: 'zeros left out',
      line: '2026-11-21T18:10:39.12Z text',
      stamp: '2026-11-21T18:10:39.120000000Z',
      text: 'text',
    },
    { name: 'no fraction', line: '2026-11-21T18:10:39Z text', stamp: '2026-11-21T18:10:39.000000000Z', text: 'text' },
    {
      name: 'a zone east',
      line: '2026-11-22T01:10:39.5+07:00 a b',
      stamp: '2026-11-21T18:10:39.500000000Z',
      text: 'a b',
    },
    {
      name: 'a zone west, nine digits',
      line: '2026-11-21T10:40:39.123456789-07:30 x',
      stamp: STAMP,
      text: 'x',
    },
    { name: 'an empty line', line: `${STAMP} `, stamp: STAMP, text: '' },
    { name: 'blanks of the line itself', line: `${STAMP}   x `, stamp: STAMP, text: '  x ' },
    { name: 'a stamp in the text', line: `${STAMP} ${STAMP} x`, stamp: STAMP, text: `${STAMP} x` },
    {
      name: 'no stamp at all',
      line: 'unable to retrieve container logs',
      stamp: null,
      text: 'unable to retrieve container logs',
    },
    { name: 'a stamp without its blank', line: STAMP, stamp: null, text: STAMP },
    {
      name: 'ten digits',
      line: '2026-11-21T18:10:39.1234567890Z x',
      stamp: null,
      text: '2026-11-21T18:10:39.1234567890Z x',
    },
    { name: 'no such month', line: '2026-13-21T18:10:39.1Z x', stamp: null, text: '2026-13-21T18:10:39.1Z x' },
    {
      name: 'a letter in it',
      line: '2026-11-21T18:10:39.12345678xZ x',
      stamp: null,
      text: '2026-11-21T18:10:39.12345678xZ x',
    },
  ]
  it.each(table)('reads $name, in any cut', ({ line, stamp, text }) => {
    // the lines around it are what the reader of stamps remembers
    const bytes = Buffer.from(`${STAMP} before\n${line}\n${STAMP} behind\n`)
    for (let size = 1; size <= bytes.length; size++) {
      const lines = linesOf(bytes, size)
      expect(lines.map(({ text }) => text)).toEqual(['before', text, 'behind'])
      expect(lines.map(({ stamp }) => stamp)).toEqual([STAMP, stamp, STAMP])
    }
  })

  it('counts the bytes of the text and its newline, not of the stamp', () => {
    const lines = linesOf(Buffer.from(`${STAMP} é\n2026-11-21T18:10:39.1Z ab\nplain\n${STAMP} \n${STAMP} tail`))
    expect(lines.map(({ bytes }) => bytes)).toEqual([3, 3, 6, 1, 4])
  })

  it('keeps the first 64 KiB of the text of a line', () => {
    const long = 'x'.repeat(100_000)
    const [line, next] = linesOf(Buffer.from(`${STAMP} ${long}\n${STAMP} next\n`), 4096)
    expect(line).toEqual({ stamp: STAMP, text: 'x'.repeat(65_536), droppedBytes: 100_000 - 65_536, bytes: 100_001 })
    expect(next?.text).toBe('next')
    expect(linesOf(Buffer.from(`${STAMP} ${'x'.repeat(65_536)}\n`))).toMatchObject([{ droppedBytes: 0 }])
  })

  it('replaces invalid bytes and keeps what is invisible', () => {
    const bytes = Buffer.concat([
      Buffer.from(`${STAMP} a`),
      Buffer.from([0xff, 0, 0x1b, 10]),
      Buffer.from(`${STAMP} ü\n`),
    ])
    expect(linesOf(bytes).map(({ text }) => text)).toEqual(['a\ufffd\0\x1b', 'ü'])
  })
})
