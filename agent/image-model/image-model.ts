import type { Design } from '#contract/design.ts'

export interface ImageRequest {
  readonly design: Design
  readonly seed: number
  /** Side of the square picture, in pixels. */
  readonly size: number
  /** Counts the pictures of the attempt, from 1. */
  readonly pass?: number
  /** Id of a render behind the gateway: the same one comes back to the same render. */
  readonly call?: string
}

export type ImagePart =
  | { readonly type: 'progress'; readonly value: number; readonly max: number }
  | {
      readonly type: 'image'
      readonly kind: 'sketch' | 'render' | 'preview'
      readonly mediaType: 'image/png'
      readonly bytes: Uint8Array
    }
  /** The picture is where it belongs; its bytes never came here. */
  | { readonly type: 'stored' }

/** One way to come from a design to a picture. */
export interface ImageModel {
  render(request: ImageRequest, signal: AbortSignal): AsyncIterable<ImagePart>
}
