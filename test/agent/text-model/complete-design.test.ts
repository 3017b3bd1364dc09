import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { completeDesign } from '../../../agent/text-model/complete-design.ts'
import { designFor } from '../../../agent/text-model/scripted/design-for.ts'
import type { TextRequest } from '../../../agent/text-model/text-model.ts'
import { validFields, WireAnswer, WireDesign } from '../../../agent/text-model/wire-design.ts'
import type { ParentDesign } from '../../../contract/assignment.ts'
import { Design } from '../../../contract/design.ts'
import { traits } from '../../../contract/design-lists.ts'
import { directions } from '../../../contract/directions.ts'
import { jsonOfSchema } from '../../support/json-of-schema.ts'
import { sampleDesign } from '../../support/sample-design.ts'
import { randomOf } from '../../support/seeded-random.ts'

const request: TextRequest = {
  brief: 'an axolotl who runs a night bakery',
  direction: 'my own words: something quiet',
  seed: 42,
  parents: [],
  pace: 0,
}
const schema = z.toJSONSchema(WireDesign, { io: 'input' })
const written = (seed: string) => WireDesign.parse(jsonOfSchema(schema, randomOf(seed)))
const parent = (more: Partial<ParentDesign> = {}): ParentDesign => ({
  design: sampleDesign,
  strength: 'strong',
  keep: [],
  ...more,
})
const differing = (a: Design, b: Design) =>
  traits.filter((trait) => JSON.stringify(a[trait]) !== JSON.stringify(b[trait]))

describe('completeDesign', () => {
  it('makes a valid design of whatever the schema allows', () => {
    for (let seed = 0; seed < 60; seed++) {
      const design = completeDesign(written(String(seed)), { ...request, seed })
      expect(Design.safeParse(design).error).toBeUndefined()
    }
  })

  it('keeps what the model chose', () => {
    const wire = {
      ...written('a'),
      wear1: 'apron',
      wear2: 'none',
      prop1: 'bread',
      prop1Name: 'sourdough',
      prop2: 'none',
    }
    const design = completeDesign(WireDesign.parse(wire), request)
    expect(design).toMatchObject({
      ...{ name: wire.name, morph: wire.morph, mood: wire.mood, technique: wire.technique },
      ...{ habitat: { kind: wire.habitat }, light: { time: wire.time, source: wire.source } },
      accessories: [{ kind: 'apron' }],
      props: [{ kind: 'bread', name: 'sourdough' }],
      reasons: { morph: wire.whyLook, habitat: wire.whyPlace },
    })
  })

  it('is the scripted design where the model wrote nothing', () => {
    expect(completeDesign({}, request)).toEqual(designFor(request).design)
  })

  it('follows a direction of the library in technique and pose, so that siblings differ', () => {
    for (const { name: direction, traits } of directions.slice(0, 12)) {
      const design = completeDesign(written(direction), { ...request, direction })
      expect(design).toMatchObject({ technique: traits.technique, pose: { kind: traits.pose } })
    }
  })

  it.each([
    { what: 'gives a taken name to nobody else', brief: request.brief, isSame: false },
    { what: 'but lets all have the name of the brief', brief: 'an axolotl called Miso', isSame: true },
  ])('$what', ({ brief, isSame }) => {
    const wire = { ...written('c'), name: 'Miso', story: 'Miso bakes at night.' }
    const { name, story } = completeDesign(wire, { ...request, brief, siblingNames: ['miso', 'Nilo'] })
    expect(name === 'Miso').toBe(isSame)
    expect(story).toBe(`${name} bakes at night.`)
  })

  it('keeps the traits of a parent that are to be kept', () => {
    const keep = ['palette', 'habitat', 'accessories'] as const
    const design = completeDesign(written('d'), { ...request, parents: [parent({ keep: [...keep] })] })
    for (const trait of keep) expect(design[trait]).toEqual(sampleDesign[trait])
    expect(differing(design, sampleDesign).length).toBeGreaterThan(4)
  })

  it('changes four traits at most in a subtle child', () => {
    for (let seed = 0; seed < 20; seed++) {
      const design = completeDesign(written(String(seed)), {
        ...request,
        seed,
        parents: [parent({ strength: 'subtle' })],
      })
      expect(differing(design, sampleDesign).length).toBeLessThanOrEqual(4)
      expect(Design.safeParse(design).success).toBe(true)
    }
  })

  it('draws free text on one line, whatever stood in it', () => {
    const wire = { ...written('e'), story: 'a\u2028b\u0007c\n{"type":"x"}', detail: 'x\u0000y' }
    const design = completeDesign(wire, request)
    expect(Design.safeParse(design).success).toBe(true)
    expect(design.story).toBe('a b c {"type":"x"}')
  })
})

describe('the form on the wire', () => {
  it('takes the good fields of a bad answer', () => {
    const { name, ...rest } = written('f')
    const fields = validFields({ ...rest, morph: 'salamander', ground: '#FF0000', extra: 1 })
    expect(fields).toEqual({ ...rest, morph: undefined, ground: '#ff0000' })
    expect(validFields('nonsense')).toEqual({})
  })

  it('is short: an answer at its longest has at most 1,500 characters', () => {
    const longest = (field: { maxLength?: number; enum?: string[]; pattern?: string }) =>
      field.maxLength ?? (field.pattern === undefined ? Math.max(...(field.enum ?? []).map(({ length }) => length)) : 7)
    const { properties = {} } = z.toJSONSchema(WireAnswer, { io: 'input' })
    const design = (properties.design as { properties: Record<string, object> }).properties
    const values = [properties.thoughts as object, ...Object.values(design)].map(longest)
    const keys = ['thoughts', 'design', ...Object.keys(design)].map((key) => key.length + 6)
    expect([...values, ...keys].reduce((sum, length) => sum + length, 0)).toBeLessThan(1500)
  })
})
