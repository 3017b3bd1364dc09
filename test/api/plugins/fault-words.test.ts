import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { faultWords } from '../../../api/plugins/fault-words.ts'
import { CreateRun } from '../../../contract/api.ts'

const faultsOf = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues.map(faultWords)

describe('what is wrong with a field', () => {
  it.each<[what: string, schema: z.ZodType, value: unknown, words: string]>([
    ['a number that is too large', z.int().max(16), 99, 'must be at most 16'],
    ['a number that is too small', z.number().min(0), -1, 'must be at least 0'],
    ['a number with a fraction', z.int(), 1.5, 'must be a whole number'],
    ['a text that is too long', z.string().max(3), 'four', 'must be at most 3 characters long'],
    ['a text that is too short', z.string().min(3), 'ab', 'must be at least 3 characters long'],
    ['an empty text', z.string().min(1), '', 'must not be empty'],
    ['a list that is too long', z.array(z.int()).max(1), [1, 2], 'must have at most 1 entries'],
    ['a list that is too short', z.array(z.int()).min(1), [], 'must have at least 1 entries'],
    ['a word that is not on the list', z.enum(['none', 'first']), 'last', 'must be one of "none", "first"'],
    ['another word than the only one', z.literal('first'), 'last', 'must be "first"'],
    ['another type', z.string(), 7, 'must be of type string'],
    ['nothing', z.string(), undefined, 'is missing'],
    ['the contract’s own words', z.string().max(1, 'must fit'), 'ab', 'must fit'],
  ])('is said of %s', (_what, schema, value, words) => {
    expect(faultsOf(schema, value)).toEqual([words])
  })

  it('is never in the words of the library, whatever is wrong with a run', () => {
    const wrong = {
      brief: '',
      variations: 99,
      directions: [''],
      seed: 'x',
      designer: 'nobody',
      priority: 1000,
      parents: 1,
    }

    for (const words of faultsOf(CreateRun, wrong) ?? []) expect(words).toMatch(/^must (be|not|have|look) /)
  })
})
