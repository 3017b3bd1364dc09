import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitLines } from '../../agent/fit-line.ts'
import { Design } from '../../contract/design.ts'
import { traits } from '../../contract/design-lists.ts'
import { encodeLogLine, MAX_LINE_BYTES } from '../../contract/encode-line.ts'
import type { AgentEvent } from '../../contract/event.ts'
import { decodeLogLine } from '../../contract/log-line.ts'
import { sampleDesign } from '../support/sample-design.ts'

const thought = (text: string): AgentEvent => ({ type: 'thought-delta', data: { text, pass: 1 } })
const textOf = (event: AgentEvent) => ('text' in event.data ? event.data.text : '')
const lineBytes = (n: number, event: AgentEvent) => Buffer.byteLength(`${encodeLogLine(n, event)}\n`)

describe('fitLines', () => {
  it('leaves an event that fits as it is', () => {
    expect(fitLines(1, thought('a warm oven'))).toEqual([thought('a warm oven')])
  })

  it.each([
    { name: 'ASCII', text: 'x'.repeat(50_000) },
    { name: 'emoji', text: '🦎'.repeat(9000) },
    { name: 'control characters, six bytes each', text: '\u0001'.repeat(9000) },
    { name: 'half a surrogate pair', text: `${'x'.repeat(9000)}\ud83e` },
  ])('splits a long thought of $name into lines that together say the same', ({ text }) => {
    const pieces = fitLines(999_999, thought(text))
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.map(textOf).join('')).toBe(text)
    for (const [at, piece] of pieces.entries()) {
      expect(lineBytes(999_999 + at, piece)).toBeLessThanOrEqual(MAX_LINE_BYTES)
      expect(decodeLogLine(encodeLogLine(1, piece))?.event).toEqual(piece)
    }
  })

  it('splits and joins any thought without loss', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 3000, maxLength: 9000 }), fc.nat(1e9), (text, n) => {
        const pieces = fitLines(n + 1, thought(text))
        expect(pieces.map(textOf).join('')).toBe(text)
        for (const piece of pieces) expect(lineBytes(n + pieces.length, piece)).toBeLessThanOrEqual(MAX_LINE_BYTES)
      }),
      { numRuns: 30 },
    )
  })

  it('never cuts a character in two', () => {
    for (const piece of fitLines(1, thought(`x${'🦎'.repeat(9000)}`))) expect(textOf(piece).isWellFormed()).toBe(true)
  })

  it('cuts a long log to its beginning', () => {
    const [only, ...more] = fitLines(7, { type: 'log', data: { text: `begin ${'x'.repeat(20_000)}` } })
    expect(more).toEqual([])
    expect(textOf(only!)).toMatch(/^begin x+…$/)
    expect(lineBytes(7, only!)).toBeLessThanOrEqual(MAX_LINE_BYTES)
  })

  it('prints a design that is too long without its reasons, and it stays valid', () => {
    // Half a surrogate pair is what takes most bytes of all: six for one character.
    const longest = (length: number) => '\ud800'.repeat(length)
    const design = Design.parse({
      ...sampleDesign,
      name: longest(40),
      story: longest(240),
      palette: sampleDesign.palette.map((colour) => ({ ...colour, name: longest(32) })),
      props: [1, 2, 3].map(() => ({ kind: 'treasure-chest', name: longest(40), colour: 'dominant' })),
      habitat: { ...sampleDesign.habitat, detail: longest(80) },
      reasons: Object.fromEntries(traits.map((trait) => [trait, longest(120)])),
    })
    expect(fitLines(1, { type: 'design', data: { design, pass: 1 } })).toEqual([
      { type: 'design', data: { design: { ...design, reasons: {} }, pass: 1 } },
    ])
    expect(fitLines(1, { type: 'design', data: { design: sampleDesign, pass: 1 } })).toEqual([
      { type: 'design', data: { design: sampleDesign, pass: 1 } },
    ])
  })
})
