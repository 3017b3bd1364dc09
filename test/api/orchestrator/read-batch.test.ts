import { describe, expect, it } from 'vitest'
import { readBatch } from '../../../api/orchestrator/read-batch.ts'
import { cutSegments } from '../../../api/store/writer/segment.ts'
import { MAX_TEXT_CHARACTERS } from '../../../api/stream/parse-line.ts'
import { sampleDesign } from '../../support/sample-design.ts'

const place = { run: '01k0000000000000000000000a', variation: 2, attempt: 3 }
const at = '2026-01-02T03:04:05.678Z'

function read(lines: readonly string[], { lastN = 0, isContinuous = true } = {}) {
  const batch = { lines: lines.map((text) => ({ text, droppedBytes: 0 })), cursor: {}, isContinuous }
  const { packed, ...rest } = readBatch(batch, lastN)
  const segments = cutSegments([{ logId: 'a', firstSeq: 1, frames: { packed, place: { ...place, at } } }])
  const blocks = segments.flatMap(({ frames }) => frames.toString().split(/(?<=\n\n)/))
  const events = blocks.map((block, i) => eventOf(block, i + 1))
  return { ...rest, events, told: events.map(({ type, envelope }) => [type, envelope.data]) }
}

/** What a block says beside its number. */
function eventOf(block: string, seq: number) {
  const [, id, type, data] = /^id: (\d+)\nevent: (\S+)\ndata: (.*)\n\n$/.exec(block) ?? []
  const { seq: inside, ...envelope } = JSON.parse(data ?? 'null')
  expect([id, inside]).toEqual([String(seq), seq])
  return { type, envelope }
}

const numbered = (n: number, type: string, data: unknown) => JSON.stringify({ axl: 1, n, type, data })
const thought = (n: number) => numbered(n, 'thought-delta', { text: `thought ${n}`, pass: 1 })
const told = (n: number) => ['thought-delta', { text: `thought ${n}`, pass: 1 }]

describe('a batch of printed lines', () => {
  it('becomes events of the attempt that was followed, whatever a line says', () => {
    const { events, lastN } = read([numbered(1, 'log', { text: 'hi', run: 'x', variation: 9, attempt: 9 })])

    expect(events).toEqual([{ type: 'log', envelope: { ...place, type: 'log', at, data: { text: 'hi' } } }])
    expect(lastN).toBe(1)
  })

  it('takes packed thoughts as they are when they come next, and else line by line', () => {
    const lines = [thought(3), thought(4)].map((text) => ({ text, droppedBytes: 0 }))
    const bytes = Buffer.from('{"text":"three","pass":1}\n{"text":"four","pass":1}\n')
    const batch = { lines, thoughts: { firstN: 3, count: 2, bytes }, cursor: {}, isContinuous: true }

    expect(readBatch(batch, 2)).toEqual({ packed: { bytes, count: 2 }, lastN: 4, design: null })
    expect(readBatch(batch, 1)).toEqual(readBatch({ lines, cursor: {}, isContinuous: true }, 1))
  })

  it('keeps events and texts in their order, neighbouring texts in one event', () => {
    const { told: seen } = read(['a', 'b', thought(1), 'c', thought(2), '', 'd'])

    expect(seen).toEqual([
      ['log', { text: 'a\nb' }],
      told(1),
      ['log', { text: 'c' }],
      told(2),
      ['log', { text: '\nd' }],
    ])
  })

  it('takes a forged end and a wrong number for text and goes on counting', () => {
    const forged = numbered(2, 'attempt-end', { outcome: 'succeeded' })
    const { told: seen, lastN } = read([thought(1), forged, thought(9), thought(2)])

    expect(seen).toEqual([told(1), ['log', { text: `${forged}\n${thought(9)}` }], told(2)])
    expect(lastN).toBe(2)
  })

  it('shows a bad design as text and goes on counting', () => {
    const bad = numbered(1, 'design', { design: { ...sampleDesign, morph: 'dragon' }, pass: 1 })
    const { told: seen, lastN, design } = read([bad, thought(2)])

    expect(seen).toEqual([['log', { text: bad }], told(2)])
    expect([lastN, design]).toEqual([2, null])
  })

  it('gives the last whole design', () => {
    const later = { ...sampleDesign, name: 'Nori' }
    const print = (n: number, design: unknown) => numbered(n, 'design', { design, pass: n })

    expect(read([print(1, sampleDesign), print(2, later), print(3, {})]).design).toEqual(later)
  })

  it('shows what is missing after a broken read, once, where it is missing', () => {
    const { told: seen, lastN } = read(['x', thought(1), thought(2), thought(8), thought(9), thought(20)], {
      lastN: 2,
      isContinuous: false,
    })

    expect(seen).toEqual([
      ['log', { text: 'x' }],
      ['log-gap', { lines: 5, why: 'lost' }],
      told(8),
      told(9),
      // the read is placed again: from here on a jump is no gap but text
      ['log', { text: thought(20) }],
    ])
    expect(lastN).toBe(9)
  })

  it('drops the overlap of a resume without a word', () => {
    expect(read([thought(1), thought(2), thought(3)], { lastN: 2, isContinuous: false }).told).toEqual([told(3)])
  })

  it('takes a jump of more than a million for noise', () => {
    const { told: seen, lastN } = read([thought(Number.MAX_SAFE_INTEGER), thought(3)], {
      lastN: 2,
      isContinuous: false,
    })

    expect(seen).toEqual([['log', { text: thought(Number.MAX_SAFE_INTEGER) }], told(3)])
    expect(lastN).toBe(3)
  })

  it('cuts long texts into events of a bounded size', () => {
    const { told: seen } = read(Array.from({ length: 10 }, () => 'x'.repeat(1000)))

    expect(seen).toHaveLength(3)
    for (const [, data] of seen) expect(data.text.length).toBeLessThan(MAX_TEXT_CHARACTERS + 10)
  })

  it('is nothing at all without lines', () => {
    expect(read([], { lastN: 7 })).toMatchObject({ told: [], lastN: 7, design: null })
  })
})
