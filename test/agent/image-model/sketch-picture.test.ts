import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { ImagePart } from '../../../agent/image-model/image-model.ts'
import { rasterise } from '../../../agent/image-model/sketch/rasterise.ts'
import { sketchSvg } from '../../../agent/image-model/sketch/sketch-svg.ts'
import { createSketchModel } from '../../../agent/image-model/sketch-model.ts'
import type { Design } from '../../../contract/design.ts'
import * as lists from '../../../contract/design-lists.ts'
import { differenceHash, hashDistance } from '../../support/difference-hash.ts'
import { designWith } from './sketch-designs.ts'

const side = 96
const draw = (design: Design) => rasterise(sketchSvg(design, 3), side)

/** The closest two pictures of a list, by difference hash. */
async function closestHashes(designs: readonly Design[]): Promise<number> {
  const hashes: bigint[] = []
  for (const design of designs) hashes.push(await differenceHash(await draw(design)))
  return Math.min(...hashes.flatMap((hash, index) => hashes.slice(index + 1).map((other) => hashDistance(hash, other))))
}

/** The smallest share of pixels that two pictures of a list differ in plainly. */
async function smallestChange(designs: readonly Design[]): Promise<number> {
  const rasters: Buffer[] = []
  for (const design of designs)
    rasters.push(
      await sharp(await draw(design))
        .greyscale()
        .raw()
        .toBuffer(),
    )
  const share = (a: Buffer, b: Buffer) =>
    a.reduce((count, value, index) => count + (Math.abs(value - (b[index] ?? 0)) > 7 ? 1 : 0), 0) / a.length
  return Math.min(...rasters.flatMap((raster, index) => rasters.slice(index + 1).map((other) => share(raster, other))))
}

const close = { pose: { view: 'portrait' } } as const

test('habitats are different scenes', { timeout: 60_000 }, async () => {
  const designs = lists.habitats.map((kind) =>
    designWith({ habitat: { kind, detail: 'a place' }, pose: { view: 'wide' } }),
  )
  expect(await closestHashes(designs)).toBeGreaterThanOrEqual(4)
})

test.each(lists.views)('poses differ at a glance in view %s', { timeout: 60_000 }, async (view) => {
  const share = await smallestChange(lists.poses.map((kind) => designWith({ pose: { kind, view } })))
  expect(share).toBeGreaterThan(view === 'wide' ? 0.01 : 0.025)
})

test('views differ at a glance', { timeout: 60_000 }, async () => {
  expect(await closestHashes(lists.views.map((view) => designWith({ pose: { view } })))).toBeGreaterThanOrEqual(3)
})

test('techniques differ at a glance', { timeout: 60_000 }, async () => {
  expect(await smallestChange(lists.techniques.map((technique) => designWith({ technique })))).toBeGreaterThan(0.12)
})

test.each([
  ['morphs', lists.morphs.map((morph) => designWith({ ...close, morph })), 0.008],
  ['gill shapes', lists.gillShapes.map((shape) => designWith({ ...close, gills: { shape } })), 0.015],
  ['gill postures', lists.gillPostures.map((posture) => designWith({ ...close, gills: { posture } })), 0.03],
  ['expressions', lists.expressions.map((expression) => designWith({ ...close, expression })), 0.001],
  ['patterns', lists.patterns.map((kind) => designWith({ ...close, pattern: { kind, weight: 'bold' } })), 0.003],
  ['times of day', lists.times.map((time) => designWith({ light: { time } })), 0.03],
  ['light sources', lists.lightSources.map((source) => designWith({ light: { time: 'dusk', source } })), 0.02],
  ['moods', lists.moods.map((mood) => designWith({ mood })), 0.004],
] as const)('%s can be told apart', { timeout: 60_000 }, async (_, designs, least) => {
  expect(await smallestChange(designs)).toBeGreaterThan(least)
})

test.each(lists.techniques)('%s gives the same bytes again', { timeout: 60_000 }, async (technique) => {
  const design = designWith({ technique })
  expect(Buffer.compare(await draw(design), await draw(design))).toBe(0)
})

test('a PNG has the size that was asked for', async () => {
  const { width, height, format } = await sharp(await rasterise(sketchSvg(designWith({}), 1), 200)).metadata()
  expect({ width, height, format }).toEqual({ width: 200, height: 200, format: 'png' })
})

test('the model tells its progress and ends with one sketch', async () => {
  const parts: ImagePart[] = []
  for await (const part of createSketchModel().render(
    { design: designWith({}), seed: 1, size: 64 },
    new AbortController().signal,
  ))
    parts.push(part)
  expect(parts.filter((part) => part.type === 'progress').map((part) => part.value)).toEqual([0, 1, 2])
  expect(parts.at(-1)).toMatchObject({ type: 'image', kind: 'sketch', mediaType: 'image/png' })
})

test('an aborted model draws nothing', async () => {
  const parts = createSketchModel().render(
    { design: designWith({}), seed: 1, size: 64 },
    AbortSignal.abort(new Error('cancelled')),
  )
  await expect(parts[Symbol.asyncIterator]().next()).rejects.toThrow('cancelled')
})
