import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Design } from '../../../../contract/design.ts'
import { type JsonSchema, jsonOfSchema } from '../../../support/json-of-schema.ts'
import { randomOf } from '../../../support/seeded-random.ts'
import { stringOfPattern } from '../../../support/string-of-pattern.ts'
import { breakJson } from '../../../support/wire-server/break-json.ts'

const schemaOf = (type: z.ZodType): JsonSchema => z.toJSONSchema(type)
const seeds = fc.integer({ min: 0, max: 1e9 })

const Tree: z.ZodType = z.object({ leaf: z.string().max(3), branches: z.array(z.lazy(() => Tree)).max(1) })

const types: Readonly<Record<string, z.ZodType>> = {
  design: Design,
  'a constant and a closed list': z.object({
    kind: z.literal('a'),
    mood: z.enum(['calm', 'bold']),
    n: z.literal([1, 2]),
  }),
  'short texts': z.object({ a: z.string().min(3).max(5), b: z.string().length(1), c: z.string().min(250) }),
  patterns: z.object({ hex: z.string().regex(/^#[0-9a-f]{6}$/), slug: z.string().regex(/^[a-z]+(-[a-z]{2,4})*$/) }),
  numbers: z.object({ a: z.int().min(3).max(5), b: z.number().gt(0).lt(1), c: z.int().multipleOf(5).min(10).max(20) }),
  lists: z.object({ a: z.array(z.int()).min(2).max(4), b: z.tuple([z.string(), z.boolean()]), c: z.array(z.null()) }),
  choices: z.object({ a: z.union([z.string(), z.object({ b: z.boolean() })]), b: z.string().nullable() }),
  'what may be left out': z.object({ a: z.string().optional(), b: z.number().optional() }),
  records: z.object({ a: z.partialRecord(z.enum(['x', 'y', 'z']), z.int()) }),
  formats: z.object({ a: z.iso.datetime(), b: z.email(), c: z.uuid(), d: z.url() }),
}

describe('a value made from a schema', () => {
  it.each(Object.keys(types))('%s: is what the schema allows, whatever the seed', (name) => {
    const type = types[name] ?? z.never()
    const schema = schemaOf(type)
    fc.assert(
      fc.property(seeds, (seed) => {
        const value = jsonOfSchema(schema, randomOf(`${seed}`))
        expect(type.safeParse(value).error?.issues).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  it('is the same for the same seed, and hardly ever for another', () => {
    const made = Array.from({ length: 50 }, (_, seed) =>
      JSON.stringify(jsonOfSchema(schemaOf(Design), randomOf(`${seed}`))),
    )

    expect(JSON.stringify(jsonOfSchema(schemaOf(Design), randomOf('7')))).toBe(made[7])
    expect(new Set(made).size).toBe(50)
  })

  it('does not go down for ever', () => {
    const endless = {
      $ref: '#/$defs/a',
      $defs: { a: { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, required: ['a'] } },
    }

    expect(() => jsonOfSchema(endless, randomOf('1'))).toThrow('nests deeper')
    expect(() => jsonOfSchema(schemaOf(Tree), randomOf('1'))).not.toThrow()
  })

  it('names what it cannot serve', () => {
    expect(() => jsonOfSchema({ $ref: '#/$defs/gone' }, randomOf('1'))).toThrow('nothing at #/$defs/gone')
    expect(() => stringOfPattern('(?=a)b', randomOf('1'))).toThrow('cannot read the pattern')
  })

  it('keeps what the SDK moved into the description', () => {
    const schema = { type: 'array', items: { type: 'integer' }, description: 'Numbers.\n\n{minItems: 7, maxItems: 7}' }

    expect(jsonOfSchema(schema, randomOf('1'))).toHaveLength(7)
  })

  it('broken, it is JSON that the schema does not allow, whatever the seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = randomOf(`${seed}`)
        const broken = breakJson(schemaOf(Design), jsonOfSchema(schemaOf(Design), random), random)
        expect(Design.safeParse(broken).success).toBe(false)
      }),
    )
  })
})
