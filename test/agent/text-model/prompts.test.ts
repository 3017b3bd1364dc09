import { describe, expect, it } from 'vitest'
import { critiqueQuestion, critiqueSystem } from '../../../agent/text-model/prompts/critique-prompt.ts'
import { designQuestion, designSystem } from '../../../agent/text-model/prompts/design-prompt.ts'
import { repairQuestion } from '../../../agent/text-model/prompts/repair-prompt.ts'
import type { TextRequest } from '../../../agent/text-model/text-model.ts'
import { directions } from '../../../contract/directions.ts'
import { sampleDesign } from '../../support/sample-design.ts'

const request: TextRequest = { brief: 'a night bakery', direction: 'very quiet', seed: 1, parents: [], pace: 0 }
/** English in the tokens of small models is four characters each; lists of words a little less. */
const tokensOf = (text: string) => text.length / 3.5

describe('the prompts', () => {
  it('leave room for the answer in 2,048 tokens, the least that a small model has', () => {
    const longest = directions.map(({ name }) => designQuestion({ ...request, direction: name }).length)
    expect(tokensOf(designSystem) + Math.max(...longest) / 3.5).toBeLessThan(1400)
    expect(tokensOf(critiqueSystem)).toBeLessThan(400)
  })

  it('begin alike for every lane, so that a prefix can be kept', () => {
    expect(designSystem).not.toContain(request.brief)
  })

  it('say what makes a lane its own', () => {
    const direction = directions[0]
    if (direction === undefined) throw new Error('no directions')
    const asked = designQuestion({ ...request, direction: direction.name, siblingNames: ['Nilo', 'Ume'] })
    for (const part of [request.brief, direction.sentence, direction.traits.technique, direction.traits.pose]) {
      expect(asked).toContain(part)
    }
    expect(asked).toContain('Names that are taken: Nilo, Ume.')
    expect(designQuestion(request)).toContain('Direction: """very quiet"""')
  })

  it('tell of parents, what to keep of them, and what a revision is to change', () => {
    const parents = [{ design: sampleDesign, strength: 'subtle' as const, keep: ['palette' as const] }]
    const child = designQuestion({ ...request, parents })
    expect(child).toContain('It is a child of Miso')
    expect(child).toContain('These must stay as they are: palette.')
    const again = designQuestion({ ...request, revision: { design: sampleDesign, changes: 'a larger oven' } })
    expect(again).toContain('Change this and keep the rest: """a larger oven"""')
    expect(critiqueQuestion({ ...request, pass: 1, design: sampleDesign, picture: new Uint8Array() })).toContain(
      'bread',
    )
  })

  it('send back a bounded list of faults', () => {
    expect(repairQuestion('morph: wrong\n'.repeat(1000)).length).toBeLessThan(900)
  })
})
