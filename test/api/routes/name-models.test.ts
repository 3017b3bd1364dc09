import { expect, it } from 'vitest'
import { nameModels } from '../../../api/routes/name-models.ts'
import type { Offer } from '../../../api/routes/offer.ts'
import { CreateRun } from '../../../contract/api.ts'

const offer: Offer = {
  designers: [
    { name: 'scripted', defaultModel: null },
    { name: 'ollama', defaultModel: 'qwen' },
    { name: 'claude', defaultModel: 'haiku' },
  ],
  renderers: ['sketch'],
  defaults: { designer: 'ollama', renderer: 'sketch' },
}

type Row = [name: string, request: object, expected: [designer: string, model: string | null, pointer?: string][]]

const rows: readonly Row[] = [
  ['nothing named: the usual of both', { variations: 2 }, Array(2).fill(['ollama', 'qwen', '/model'])],
  ['a model for all', { variations: 2, model: 'tiny' }, Array(2).fill(['ollama', 'tiny', '/model'])],
  ['a designer for all', { variations: 1, designer: 'claude' }, [['claude', 'haiku', '/model']]],
  ['a designer without models', { variations: 1, designer: 'scripted', model: 'tiny' }, [['scripted', null]]],
  [
    'a variation of its own',
    { variations: [{ model: 'own' }, {}], model: 'tiny' },
    [
      ['ollama', 'own', '/variations/0/model'],
      ['ollama', 'tiny', '/model'],
    ],
  ],
  [
    'several designers, and a model that goes with one of them',
    { variations: [{}, { designer: 'ollama' }, { designer: 'scripted' }], designer: 'claude', model: 'opus' },
    [
      ['claude', 'opus', '/model'],
      ['ollama', 'qwen', '/variations/1/model'],
      ['scripted', null],
    ],
  ],
  [
    'several designers, and a model that goes with whom it may',
    { variations: [{ designer: 'claude' }, { designer: 'scripted' }], model: 'opus' },
    [
      ['claude', 'opus', '/model'],
      ['scripted', null],
    ],
  ],
]

it.each(rows)('%s', (_name, request, expected) => {
  const named = nameModels(CreateRun.parse({ brief: 'an axolotl', ...request }), offer)
  const { variations } = named.request
  if (typeof variations === 'number') throw new Error('The variations are not written out.')
  expect(variations.map(({ designer, model }) => [designer, model ?? null])).toEqual(
    expected.map(([designer, model]) => [designer, model]),
  )
  const withModel = expected.filter(([, model]) => model !== null)
  expect(named.planned.map(({ designer, model, pointer }) => [designer, model, pointer])).toEqual(withModel)
  expect(named.request.model).toBeUndefined()
})

it('leaves everything else as it was asked for', () => {
  const variations = [{ direction: 'night', renderer: 'sketch' as const, seed: 7 }]
  const request = CreateRun.parse({ brief: 'an axolotl', variations, labels: { a: 'b' }, budgetUsd: 1 })
  const named = nameModels(request, offer)
  const written = [{ ...variations[0], designer: 'ollama', model: 'qwen' }]
  expect(named.request).toEqual({ ...request, variations: written })
})
