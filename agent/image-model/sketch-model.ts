import type { ImageModel } from './image-model.ts'
import { rasterise } from './sketch/rasterise.ts'
import { sketchSvg } from './sketch/sketch-svg.ts'

/** Draws the design itself: no network, no key, the same picture for the same design and seed. */
export function createSketchModel(): ImageModel {
  return {
    async *render({ design, seed, size }, signal) {
      signal.throwIfAborted()
      yield { type: 'progress', value: 0, max: 2 }
      const svg = sketchSvg(design, seed)
      yield { type: 'progress', value: 1, max: 2 }
      signal.throwIfAborted()
      const bytes = await rasterise(svg, size)
      yield { type: 'progress', value: 2, max: 2 }
      yield { type: 'image', kind: 'sketch', mediaType: 'image/png', bytes }
    },
  }
}
