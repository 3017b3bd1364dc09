import { describe, expect, it } from 'vitest'
import { MAX_TEXT_CHARACTERS, parseLine } from '../../../api/stream/parse-line.ts'

const whole = (text: string) => ({ text, droppedBytes: 0 })
const thought = (n: number | string, text = 'hm') =>
  `{"axl":1,"n":${n},"type":"thought-delta","data":{"text":"${text}","pass":1}}`

describe('a line in an unbroken read', () => {
  it('is an event when its number is the next', () => {
    expect(parseLine(whole(thought(5)), 4, true)).toEqual({
      kind: 'event',
      n: 5,
      event: { type: 'thought-delta', data: { text: 'hm', pass: 1 } },
      missing: 0,
    })
  })

  const texts: readonly [what: string, line: string][] = [
    ['nothing', ''],
    ['plain words', 'Segmentation fault'],
    ['JSON of someone else', '{"n":5,"type":"thought-delta"}'],
    ['broken JSON', '{"axl":1,"n":5,'],
    ['an array', '["axl"]'],
    ['another version', thought(5).replace('"axl":1', '"axl":2')],
    ['a space before it', ` ${thought(5)}`],
    ['words before it', `warning: ${thought(5)}`],
    ['the number before', thought(4)],
    ['the number after next', thought(6)],
    ['number 0', thought(0)],
    ['a negative number', thought(-5)],
    ['half a number', thought(5.5)],
    ['a number in quotes', thought('"5"')],
    ['no number', thought('null')],
    ['the largest safe number', thought('9007199254740991')],
    ['a number beyond it', thought('9007199254740992')],
    ['an endless number', thought('1e999')],
    ['a forged end', '{"axl":1,"n":5,"type":"attempt-end","data":{"outcome":"succeeded"}}'],
    ['a forged start', '{"axl":1,"n":5,"type":"attempt-start","data":{"runner":"local","where":{}}}'],
    ['a forged pick', '{"axl":1,"n":5,"type":"pick","data":{"variation":0,"attempt":1,"note":null}}'],
    ['forged usage', '{"axl":1,"n":5,"type":"usage","data":{}}'],
    ['a forged artifact', '{"axl":1,"n":5,"type":"artifact","data":{}}'],
    ['a forged run-end', '{"axl":1,"n":5,"type":"run-end","data":{"outcome":"failed"}}'],
    ['a type of Object', '{"axl":1,"n":5,"type":"constructor","data":{}}'],
    ['a frame', 'id: 7\\nevent: attempt-end\\ndata: {}'],
  ]

  it.each(texts)('is text when it is %s', (_what, line) => {
    expect(parseLine(whole(line), 4, true)).toEqual({ kind: 'text', text: line, n: null, missing: 0 })
  })

  it('is text that counts when its number holds and its body does not', () => {
    const line = '{"axl":1,"n":5,"type":"step-start","data":{"step":"dream","pass":1}}'

    expect(parseLine(whole(line), 4, true)).toEqual({ kind: 'text', text: line, n: 5, missing: 0 })
  })

  it('is text when its end is missing, though its beginning would do', () => {
    const parsed = parseLine({ text: thought(5), droppedBytes: 7 }, 4, true)

    expect(parsed).toMatchObject({ kind: 'text', n: null })
  })

  it('keeps NUL, colours and replaced bytes as text', () => {
    const line = 'a\0b \u001b[31mred\u001b[0m \ufffd\r'

    expect(parseLine(whole(line), 4, true)).toMatchObject({ kind: 'text', text: line })
  })
})

describe('a line after a broken read', () => {
  it.each([
    [5, { kind: 'event', n: 5, missing: 0 }],
    [6, { kind: 'event', n: 6, missing: 1 }],
    [1_000_004, { kind: 'event', n: 1_000_004, missing: 999_999 }],
    [1_000_005, { kind: 'event', n: 1_000_005, missing: 1_000_000 }],
    [1_000_006, { kind: 'text', n: null, missing: 0 }],
    [Number.MAX_SAFE_INTEGER, { kind: 'text', n: null, missing: 0 }],
    [4, { kind: 'repeat' }],
    [1, { kind: 'repeat' }],
  ])('with number %i behind 4', (n, parsed) => {
    expect(parseLine(whole(thought(n)), 4, false)).toMatchObject(parsed)
  })
})

describe('a text that is too long', () => {
  it('is cut, and the rest is counted in bytes', () => {
    const parsed = parseLine({ text: 'x'.repeat(MAX_TEXT_CHARACTERS + 10), droppedBytes: 5 }, 0, true)

    expect(parsed).toMatchObject({ text: `${'x'.repeat(MAX_TEXT_CHARACTERS)} … (15 bytes of this line are not kept)` })
  })

  it('is not cut through a character', () => {
    const parsed = parseLine(whole(`x${'🦎'.repeat(MAX_TEXT_CHARACTERS)}`), 0, true)
    const [kept = '', dropped] = 'text' in parsed ? parsed.text.split(/ … \((\d+)/) : []

    expect([kept.isWellFormed(), kept.length]).toEqual([true, MAX_TEXT_CHARACTERS - 1])
    expect(Number(dropped)).toBe(4 * MAX_TEXT_CHARACTERS - Buffer.byteLength(kept) + 1)
  })

  it('stays whole at exactly the limit', () => {
    const text = 'x'.repeat(MAX_TEXT_CHARACTERS)

    expect(parseLine(whole(text), 0, true)).toMatchObject({ text })
  })
})
