import { describe, expect, it } from 'vitest'
import { hashToSeed } from '#contract/seed.ts'
import { rasterise } from '../../../agent/image-model/sketch/rasterise.ts'
import { sketchSvg } from '../../../agent/image-model/sketch/sketch-svg.ts'
import { designFor } from '../../../agent/text-model/scripted/design-for.ts'
import { differenceHash, hashDistance } from '../../support/difference-hash.ts'
import { namedBriefs } from '../named-briefs.ts'
import { siblingsOf } from '../run-designs.ts'
import { briefs } from '../text-model/briefs.ts'

/** Small, for time: a difference hash looks at 9 x 8 places anyway. */
const SIDE = 128
/** Of 64 bits; pictures this close look alike on a phone. */
const LEAST_DISTANCE = 10

describe('pictures of one run', () => {
  it('differ at a glance: no two siblings of fifty briefs within a difference hash of 10', {
    timeout: 240_000,
  }, async () => {
    const close: string[] = []
    for (const brief of briefs) {
      const siblings = siblingsOf(brief, hashToSeed(brief))
      const hashes: bigint[] = []
      for (const { design, seed } of siblings) {
        hashes.push(await differenceHash(await rasterise(sketchSvg(design, seed), SIDE)))
      }
      for (const [i, hash] of hashes.entries()) {
        for (const [j, other] of hashes.slice(0, i).entries()) {
          const distance = hashDistance(hash, other)
          if (distance <= LEAST_DISTANCE) close.push(`${brief}: lanes ${j} and ${i} at ${distance}`)
        }
      }
    }

    expect(close).toEqual([])
  })

  it.each(namedBriefs)('show what the brief names, each thing a group of its own: %s', (brief, kinds) => {
    for (const { design, seed } of siblingsOf(brief, 4243)) {
      const svg = sketchSvg(design, seed)
      for (const kind of kinds) expect(svg).toMatch(new RegExp(`data-(prop|accessory)="${kind}"`))
    }
  })

  it('change with the direction alone', async () => {
    const of = (direction: string) => {
      const { design } = designFor({ brief: 'an axolotl who keeps bees', direction, seed: 77, parents: [] })
      return rasterise(sketchSvg(design, 77), SIDE)
    }
    const one = await differenceHash(await of('Lantern Market'))
    const other = await differenceHash(await of('Arcade 1984'))

    expect(hashDistance(one, other)).toBeGreaterThan(LEAST_DISTANCE)
  })
})
