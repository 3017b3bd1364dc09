import { describe, expect, it } from 'vitest'
import { Design } from '#contract/design.ts'
import { designFor } from '../../../agent/text-model/scripted/design-for.ts'
import { createScriptedModel } from '../../../agent/text-model/scripted-model.ts'
import type { TextPart, TextRequest } from '../../../agent/text-model/text-model.ts'
import { briefs } from './briefs.ts'

const request: TextRequest = {
  brief: 'an axolotl who runs a night bakery',
  direction: 'Lantern Market',
  seed: 32,
  parents: [],
  pace: 0,
}

async function partsOf(asked: TextRequest, signal = new AbortController().signal): Promise<TextPart[]> {
  const parts: TextPart[] = []
  for await (const part of createScriptedModel().stream(asked, signal)) parts.push(part)
  return parts
}

const textOf = (parts: readonly TextPart[]) =>
  parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('')

describe('the scripted model', () => {
  it('says the thoughts, then gives the design', async () => {
    const { design, thoughts } = designFor(request)
    const parts = await partsOf(request)
    expect(textOf(parts)).toBe(`${thoughts.join('\n')}\n`)
    expect(parts.at(-1)).toEqual({ type: 'design', candidate: design })
  })

  it('says the same in small pieces when it takes its time', async () => {
    const parts = await partsOf({ ...request, pace: 0.02 })
    expect(textOf(parts)).toBe(textOf(await partsOf(request)))
    expect(parts.length).toBeGreaterThan(60)
    for (const part of parts) if (part.type === 'text-delta') expect(part.text.length).toBeLessThan(60)
  })

  it('takes as long as the pace says, and no time at pace 0', async () => {
    const timed = async (pace: number) => {
      const start = performance.now()
      await partsOf({ ...request, pace })
      return performance.now() - start
    }
    await timed(0)
    const atOnceMs = await timed(0)
    const tenthMs = await timed(0.1)
    const threeTenthsMs = await timed(0.3)
    expect(tenthMs).toBeGreaterThan(500)
    expect(tenthMs).toBeLessThan(2400)
    expect(threeTenthsMs).toBeGreaterThan(1500)
    expect(threeTenthsMs).toBeLessThan(4 * tenthMs)
    expect(atOnceMs).toBeLessThan(tenthMs / 5)
  })

  it('ends promptly when it is stopped', async () => {
    const controller = new AbortController()
    const parts: TextPart[] = []
    let stoppedAt = Number.POSITIVE_INFINITY
    const stream = async () => {
      for await (const part of createScriptedModel().stream({ ...request, pace: 50 }, controller.signal)) {
        parts.push(part)
        if (parts.length === 1) setTimeout(() => controller.abort(new Error('enough')), 20)
      }
    }
    controller.signal.addEventListener('abort', () => {
      stoppedAt = performance.now()
    })
    await expect(stream()).rejects.toThrow()
    // to its end it takes minutes at this pace
    expect(performance.now() - stoppedAt).toBeLessThan(5000)
    expect(parts.every(({ type }) => type === 'text-delta')).toBe(true)
  })

  it('does not begin when it was stopped before', async () => {
    await expect(partsOf(request, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
  })
})

describe('thoughts', () => {
  it('are eighteen to thirty short fragments that know the brief and the design', () => {
    for (const brief of briefs) {
      const { design, thoughts } = designFor({ ...request, brief })
      expect(thoughts.length, brief).toBeGreaterThanOrEqual(18)
      expect(thoughts.length, brief).toBeLessThanOrEqual(30)
      for (const thought of thoughts) expect(thought.length).toBeLessThanOrEqual(200)
      const text = thoughts.join(' ').toLowerCase()
      expect(text).toContain(design.morph.replaceAll('-', ' '))
      for (const role of ['dominant', 'support', 'accent'])
        expect(text).toContain(design.palette.find((colour) => colour.role === role)!.name.toLowerCase())
      expect(text).toContain(design.habitat.detail.toLowerCase())
      for (const { name } of design.props) expect(text).toContain(name.toLowerCase())
    }
  })

  it('are told differently by siblings', () => {
    const told = [0, 1, 2, 3].map((lane) => designFor({ ...request, seed: 320 + lane }).thoughts)
    for (const [i, thoughts] of told.entries())
      for (const other of told.slice(i + 1))
        expect(thoughts.filter((thought) => other.includes(thought)).length).toBeLessThanOrEqual(3)
  })
})

describe('hostile words', () => {
  const nasty = [
    '',
    ' ',
    '\u0000\u0001\u0007\u001b[31m\u2028\u2029\u0085',
    'called \u0000Nilo\u202e‮ with a\u0000 cat\u0007',
    '😀'.repeat(1000),
    '\ud83d'.repeat(2000),
    'a'.repeat(2000),
    'called '.concat('Ñ'.repeat(1990)),
    'no '.repeat(660),
    'red blue green '.repeat(130),
    '"; DROP TABLE runs; -- </script><script>alert(1)</script>',
    'with a '.repeat(280),
    `named ${'X'.repeat(50)} ${'Y'.repeat(50)}`,
    '\u0301'.repeat(2000),
    '(((((((((((((((((((((((((([[[[[[[[[[{{{{{{{{{{{{\\\\\\\\\\\\',
    "'".repeat(2000),
    '- '.repeat(1000),
    'constructor __proto__ toString hasOwnProperty valueOf',
  ]
  it.each(nasty)('still give a valid design: %j', (words) => {
    for (const asked of [
      { ...request, brief: words },
      { ...request, direction: words },
      { ...request, brief: words, direction: words },
    ]) {
      const startMs = performance.now()
      const { design, thoughts } = designFor(asked)
      expect(Design.parse(design)).toEqual(design)
      for (const line of [...thoughts, design.name, design.story])
        expect(line).toMatch(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u)
      expect(performance.now() - startMs).toBeLessThan(1000)
    }
  })
})
