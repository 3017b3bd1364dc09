import { describe, expect, it } from 'vitest'
import { createSseParser } from '#contract/client/sse-parser.ts'

const stream = [
  'retry: 1500\n\n',
  ': alive\n\n',
  'id: 1\nevent: log\ndata: {"text":"grün 🦎 \u2028"}\n\n',
  'id: 2\r\nevent: thought-delta\r\ndata: two\r\ndata: lines\r\n\r\n',
  'id:3\rdata:no space\r\r',
  'event: empty\n\n',
  'data\n\n',
].join('')

const blocks = [
  { id: '1', event: 'log', data: '{"text":"grün 🦎 \u2028"}' },
  { id: '2', event: 'thought-delta', data: 'two\nlines' },
  { id: '3', event: 'message', data: 'no space' },
  { id: '', event: 'message', data: '' },
]

describe('the stream reader', () => {
  it('reads the same blocks wherever the bytes are cut', () => {
    const bytes = new TextEncoder().encode(stream)
    for (let cut = 0; cut <= bytes.length; cut++) {
      const parser = createSseParser()
      const decoder = new TextDecoder()
      const parts = [bytes.subarray(0, cut), bytes.subarray(cut)]
      const read = parts.flatMap((part) => parser.push(decoder.decode(part, { stream: true })))
      expect(read, `cut at byte ${cut}`).toEqual(blocks)
    }
  })

  it('reads the same blocks byte by byte', () => {
    const parser = createSseParser()
    const decoder = new TextDecoder()
    const bytes = new TextEncoder().encode(stream)
    const read = Array.from(bytes, (byte) => parser.push(decoder.decode(Uint8Array.of(byte), { stream: true }))).flat()
    expect(read).toEqual(blocks)
  })

  it('gives no block before its blank line', () => {
    expect(createSseParser().push('id: 1\ndata: {"seq":1}\n')).toEqual([])
  })

  it('refuses a line without an end', () => {
    const parser = createSseParser()
    expect(() => parser.push(`data: ${'x'.repeat(1_048_576)}`)).toThrow(RangeError)
  })

  it('refuses a block without an end', () => {
    const parser = createSseParser()
    const line = `data: ${'x'.repeat(1000)}\n`
    expect(() => {
      for (let i = 0; i < 2000; i++) parser.push(line)
    }).toThrow(RangeError)
  })
})
