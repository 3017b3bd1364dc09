import { describe, expect, it } from 'vitest'
import { accessoryKinds, propKinds } from '#contract/design-lists.ts'
import { dealDirections } from '#contract/directions.ts'
import { variationSeed } from '#contract/seed.ts'
import { designFor } from '../../../agent/text-model/scripted/design-for.ts'
import { thingWords } from '../../../agent/text-model/scripted/lexicon/things.ts'
import { wearWords } from '../../../agent/text-model/scripted/lexicon/wear.ts'
import { namedBriefs } from '../named-briefs.ts'

const lanes = (brief: string) =>
  dealDirections(5, 4).map(
    (direction, index) => designFor({ brief, direction, seed: variationSeed(5, index), parents: [] }).design,
  )

describe('things a brief names', () => {
  it.each(namedBriefs)('%s', (brief, kinds) => {
    for (const design of lanes(brief)) {
      const present: string[] = [...design.accessories, ...design.props].map(({ kind }) => kind)
      expect(present).toEqual(expect.arrayContaining([...kinds]))
    }
  })

  it('keep the name the brief gives them', () => {
    const named = (brief: string) => lanes(brief)[0]!.props.map(({ name }) => name)
    expect(named('a baker of sourdough')).toContain('sourdough')
    expect(named('an axolotl with two Paper Lanterns')).toContain('paper lanterns')
    expect(named('an axolotl who surfs')).toContain('surfboard')
  })

  it.each([...propKinds, ...accessoryKinds])('reach %s by several words', (kind) => {
    const words = { ...thingWords, ...wearWords }[kind].replaceAll('~', '').split(', ')
    const isReached = (word: string) => {
      const { design } = designFor({ brief: `an axolotl and the ${word}`, direction: '', seed: 1, parents: [] })
      return [...design.accessories, ...design.props].some((thing) => thing.kind === kind)
    }
    expect(words.filter(isReached).length).toBeGreaterThanOrEqual(Math.min(3, words.length))
    expect(words.filter((word) => !isReached(word))).toEqual([])
  })

  it('are at most three, the named ones first', () => {
    const [design] = lanes('a pirate with a cat, a kite, a drum, a harp, a globe, a scarf, a crown, a cape and glasses')
    expect(design!.props.map(({ kind }) => kind)).toEqual(['cat', 'kite', 'drum'])
    expect(design!.accessories.map(({ kind }) => kind)).toEqual(['scarf', 'crown', 'cape'])
  })
})

describe('things a brief refuses', () => {
  const worn = (brief: string) => lanes(brief).flatMap(({ accessories }) => accessories.map(({ kind }) => kind))
  const held = (brief: string) => lanes(brief).flatMap(({ props }) => props.map(({ kind }) => kind))
  it.each([
    ['a baker with no hat', ['chef-hat']],
    ['a scientist without glasses or goggles', ['glasses', 'goggles']],
    ['a queen without a crown and a necklace', ['crown', 'necklace']],
    ['a pirate, no hat, eye patch or bandana', ['pirate-hat', 'eye-patch', 'bandana']],
    ["a knight who doesn't wear a helmet", ['helmet']],
    ['an astronaut without a helmet', ['space-helmet', 'helmet']],
    ['ein Koch ohne Hut', ['chef-hat', 'straw-hat']],
  ])('stay out: %s', (brief, kinds) => {
    for (const kind of kinds) expect(worn(brief)).not.toContain(kind)
  })

  it('stay out of the hands as well', () => {
    expect(held('a knight with no sword')).not.toContain('sword')
    expect(held('a baker, no props')).toEqual([])
    expect(worn('a king without any accessories')).toEqual([])
  })

  it('do not take along what comes after', () => {
    expect(worn('a baker without a hat but with a scarf')).toContain('scarf')
    expect(worn('a baker with no hat and a red scarf')).toContain('scarf')
    expect(held('no glasses, a telescope and a cat')).toEqual(expect.arrayContaining(['telescope', 'cat']))
    expect(held('a dancer who cannot stop playing the drums')).toContain('drum')
  })
})
