import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeLogLine } from '#contract/encode-line.ts'
import { type PodLogCursor, readCursor } from '../../../../api/runner/kubernetes/log-cursor.ts'
import { LogPosition } from '../../../../api/runner/kubernetes/log-position.ts'
import { createStampedLines } from '../../../../api/runner/kubernetes/stamped-lines.ts'
import { stampOf } from './log-fake.ts'

const START = BigInt(Date.parse('2026-11-21T18:10:39Z')) * 1_000_000n
const STAMP = stampOf(START)
const thought = (n: number, text = `thought ${n}`) =>
  encodeLogLine(n, { type: 'thought-delta', data: { text, pass: 1 } })
const stamped = (texts: readonly string[]) => Buffer.from(texts.map((text) => `${STAMP} ${text}\n`).join(''))
const startAt = (cursor: Partial<PodLogCursor> = {}, limitBytes = Infinity) =>
  new LogPosition({ ...readCursor(null, 'one'), ...cursor }, limitBytes)

/** What the long way makes of the same lines. */
function takeLong(position: LogPosition, bytes: Buffer) {
  const lines = createStampedLines().push(bytes)
  expect(position.take(lines, 0, false, false).end).toBe(lines.length)
  return position.batch(lines)
}

describe('a flood of thoughts', () => {
  it('is the same lines and moves a position to the same place as it does line by line', () => {
    // few steps, so that many lines share a stamp
    const step = fc.constantFrom(0n, 0n, 1n, 999_999_999n, 3_000_000_000n, -1n)
    const line = fc.record({ step, text: fc.string({ unit: fc.constantFrom('a', 'é', '"', '\n', '\\', '🦎') }) })
    const chunks = fc.array(fc.array(line, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(chunks, fc.nat({ max: 20_000 }), (all, lastN) => {
        const [short, long] = [startAt({ n: lastN, after: 3 }), startAt({ n: lastN, after: 3 })]
        let ns = START
        let n = lastN
        for (const chunk of all) {
          const printed = chunk.map(({ step, text }) => {
            ns += step
            return `${stampOf(ns)} ${thought(++n, text)}\n`
          })
          const bytes = Buffer.from(printed.join(''))
          const batch = short.takeThoughts(bytes)
          const expected = takeLong(long, bytes)

          expect(batch?.lines).toEqual(expected.lines.map(({ text, droppedBytes }) => ({ text, droppedBytes })))
          expect(batch?.cursor).toEqual(expected.cursor)
          expect(batch?.isContinuous).toBe(true)
          expect(short.taken).toBe(long.taken)
        }
      }),
    )
  })

  const others: readonly [name: string, bytes: Buffer][] = [
    ['another line among them', stamped([thought(1), 'plain', thought(2)])],
    ['another event', stamped([thought(1), encodeLogLine(2, { type: 'log', data: { text: 'a' } })])],
    ['a number that is not next', stamped([thought(1), thought(3)])],
    ['a first number that is not next', stamped([thought(2)])],
    ['a line without a stamp', Buffer.from(`${thought(1)}\n`)],
    ['a stamp without its blank', Buffer.from(`${STAMP}${thought(1)}\n`)],
    ['zeros left out of a stamp', Buffer.from(`2026-11-21T18:10:39.5Z ${thought(1)}\n`)],
    ['a stamp of another zone', Buffer.from(`2026-11-21T18:10:39.500000000+01:00 ${thought(1)}\n`)],
    ['a letter in a stamp', Buffer.from(`2026-11-21T18:10:39.50000000xZ ${thought(1)}\n`)],
    ['no such month', Buffer.from(`2026-13-21T18:10:39.500000000Z ${thought(1)}\n`)],
    [
      'bytes that are no characters',
      Buffer.concat([stamped([thought(1)]).subarray(0, -20), Buffer.from([0xff, 0x0a])]),
    ],
    ['a line without its newline', stamped([thought(1), thought(2)]).subarray(0, -1)],
    ['nothing', Buffer.alloc(0)],
  ]

  it.each(others)('is not %s, and nothing moves', (_name, bytes) => {
    const position = startAt()

    expect(position.takeThoughts(bytes)).toBeNull()
    expect([position.cursor, position.taken]).toEqual([startAt().cursor, 0])
  })

  it('is taken line by line where something may be missing or the limit is near', () => {
    const bytes = stamped([thought(1)])
    const broken = startAt()
    broken.break()

    expect(broken.takeThoughts(bytes)).toBeNull()
    expect(startAt({}, bytes.length - 1).takeThoughts(bytes)).toBeNull()
    expect(startAt({}, bytes.length).takeThoughts(bytes)).not.toBeNull()
  })
})
