import { describe, expect, it } from 'vitest'
import { accessoryKinds, propKinds } from '#contract/design.ts'
import { dealDirections } from '#contract/directions.ts'
import { variationSeed } from '#contract/seed.ts'
import { designFor } from '../../../agent/text-model/scripted/design-for.ts'
import { thingWords } from '../../../agent/text-model/scripted/lexicon/things.ts'
import { wearWords } from '../../../agent/text-model/scripted/lexicon/wear.ts'

/** A brief and the kinds that must be in every lane's design, worn or held. */
const table: readonly (readonly [brief: string, kinds: readonly string[]])[] = [
  ['an axolotl who runs a night bakery', ['bread', 'oven', 'chef-hat']],
  ['an axolotl baker with a basket of croissants', ['bread', 'basket']],
  ['an axolotl with a red umbrella', ['umbrella']],
  ['an axolotl wearing a top hat and a monocle', ['top-hat', 'monocle']],
  ['a wizard axolotl with a crystal ball and a pointy hat', ['crystal-ball', 'witch-hat']],
  ['an astronaut axolotl planting a flag', ['space-helmet', 'flag']],
  ['an axolotl playing the violin under the full moon', ['violin', 'moon']],
  ['a pirate axolotl with an eyepatch and a treasure chest', ['eye-patch', 'treasure-chest', 'pirate-hat']],
  ['a DJ with huge headphones', ['headphones']],
  ['a doctor axolotl with a stethoscope', ['stethoscope']],
  ['an axolotl in round glasses reading a book', ['glasses', 'book']],
  ['an axolotl with a jack-o-lantern at halloween', ['pumpkin']],
  ['an axolotl riding a bicycle', ['bicycle']],
  ['an axolotl playing drums', ['drum']],
  ['an axolotl conducting an orchestra with a baton', ['wand', 'violin']],
  ['an axolotl drinking bubble tea from a teapot', ['teapot']],
  ['an axolotl with two kittens', ['cat']],
  ['an axolotl lighthouse keeper', ['lighthouse']],
  ['an axolotl flying a kite on the beach', ['kite']],
  ['an axolotl hiker with a backpack and a map', ['backpack', 'map']],
  ['an axolotl eating ramen', ['noodle-bowl']],
  ['an axolotl with a birthday cake and a party hat', ['cake', 'party-hat']],
  ['a knight axolotl with sword and shield', ['sword', 'shield', 'helmet']],
  ['an axolotl who repairs clocks', ['clock']],
  ['an axolotl with a telescope watching shooting stars', ['telescope', 'star']],
  ['an axolotl skateboarding in sunglasses', ['skateboard', 'sunglasses']],
  ['an axolotl scuba diver finding pearls', ['diving-helmet', 'shell']],
  ['an axolotl scientist mixing potions', ['lab-coat', 'potion']],
  ['an axolotl graduating with a diploma', ['graduation-cap', 'scroll']],
  ['an axolotl with a flower crown and butterflies', ['flower-crown', 'butterfly']],
  ['an axolotl waiting for the train with a suitcase', ['train', 'suitcase']],
  ['an axolotl knitting a scarf', ['yarn', 'scarf']],
  ['an axolotl chess champion', ['chess-piece']],
  ['an axolotl cowboy next to a cactus', ['cowboy-hat', 'cactus']],
  ['a court jester axolotl throwing dice', ['jester-hat', 'dice']],
  ['an axolotl photographer with an old camera', ['camera']],
  ['an axolotl in a hot air balloon', ['hot-air-balloon']],
  ['an axolotl in a lab coat looking through a microscope', ['lab-coat', 'microscope']],
  ['a vampire axolotl in a cape holding a candle', ['cape', 'candle']],
  ['an axolotl with a surfboard', ['surfboard']],
  ['an axolotl typing a novel on a typewriter', ['typewriter', 'book']],
  ['an axolotl with a magnifying glass following snails', ['magnifying-glass', 'snail']],
  ['an axolotl watering potted plants', ['watering-can', 'plant-pot']],
  ['an axolotl with a paper plane and a balloon', ['paper-plane', 'balloon']],
  ['an axolotl carrying gifts through the snow', ['gift', 'snowflake']],
  ['an axolotl spaceship mechanic', ['rocket', 'tool-belt']],
  ['an axolotl on the moon', ['moon']],
  ['an axolotl on a pirate ship', ['boat']],
  ['an axolotl wearing goggles on a train', ['goggles', 'train']],
  ['ein Axolotl mit Regenschirm und Laterne', ['umbrella', 'lantern']],
  ['un ajolote con sombrero y guitarra', ['guitar']],
  ['un axolotl avec une écharpe rouge et un livre', ['scarf', 'book']],
  ['three mushrooms, a turtle and an octopus at a sushi counter', ['mushroom', 'turtle', 'octopus']],
]

const lanes = (brief: string) =>
  dealDirections(5, 4).map(
    (direction, index) => designFor({ brief, direction, seed: variationSeed(5, index), parents: [] }).design,
  )

describe('things a brief names', () => {
  it.each(table)('%s', (brief, kinds) => {
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
