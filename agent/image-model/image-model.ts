import type { Design } from '#contract/design.ts'

export interface ImageRequest {
  readonly design: Design
  readonly seed: number
  /** Side of the square picture, in pixels. */
  readonly size: number
}

export type ImagePart =
  | { readonly type: 'progress'; readonly value: number; readonly max: number }
  | {
      readonly type: 'image'
      readonly kind: 'sketch' | 'render' | 'preview'
      readonly mediaType: 'image/png'
      readonly bytes: Uint8Array
    }

/** One way to come from a design to a picture. */
export interface ImageModel {
  render(request: ImageRequest, signal: AbortSignal): AsyncIterable<ImagePart>
}
