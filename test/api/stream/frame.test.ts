import { describe, expect, it } from 'vitest'
import { dataLines, encodeFrame, envelopeTail } from '../../../api/stream/frame.ts'

const fields = {
  run: '01k9zzzzzzzzzzzzzzzzzzzzzz',
  variation: 2,
  attempt: 1,
  type: 'log',
  at: '2026-11-21T10:00:00.000Z',
  data: { text: 'hello' },
}

function block(seq: number, text: string): string {
  return encodeFrame(seq, 'log', envelopeTail({ ...fields, data: { text } }))
}

describe('frame', () => {
  it('puts the number, the type and the envelope on one line each', () => {
    expect(block(12, 'hello')).toBe(
      'id: 12\nevent: log\ndata: {"seq":12,"run":"01k9zzzzzzzzzzzzzzzzzzzzzz","variation":2,"attempt":1,' +
        '"type":"log","at":"2026-11-21T10:00:00.000Z","data":{"text":"hello"}}\n\n',
    )
  })

  it('writes null where an event belongs to no variation', () => {
    const frame = encodeFrame(
      1,
      'run-end',
      envelopeTail({ ...fields, variation: null, attempt: null, type: 'run-end' }),
    )
    expect(frame).toContain('"variation":null,"attempt":null')
  })

  it.each([
    ['a newline', 'a\nid: 99\ndata: injected'],
    ['a lone carriage return', '50%\rdata: injected'],
    ['a carriage return and a newline', 'a\r\n\r\nevent: injected'],
    ['line and paragraph separators', 'a\u2028b\u2029c'],
    ['NUL and a lone surrogate', '\u0000 \ud800'],
  ])('keeps %s inside one data line', (_name, text) => {
    const frame = block(1, text)
    expect(frame.split(/\r\n|\r|\n/)).toHaveLength(5)
    expect(JSON.parse(frame.slice(frame.indexOf('data: ') + 6)).data.text).toBe(text)
  })
})

describe('dataLines', () => {
  it('turns blocks into one JSON document a line', () => {
    const blocks = Buffer.from(block(1, 'one') + block(2, 'zwölf \u2028 \ndata: {') + block(3, ''))
    const lines = dataLines(blocks).toString().split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 2, 3])
    expect(JSON.parse(lines[1] ?? '').data.text).toBe('zwölf \u2028 \ndata: {')
  })

  it('gives nothing for nothing', () => {
    expect(dataLines(Buffer.alloc(0))).toHaveLength(0)
  })
})
