/** Largest side of a picture (PROTOCOL section 6), and as many pixels. */
export const MAX_PICTURE_SIDE = 4096
export const MAX_PICTURE_PIXELS = MAX_PICTURE_SIDE * MAX_PICTURE_SIDE

export interface PngRequest {
  readonly id: number
  readonly source: Uint8Array
  /** Image servers send their previews as JPEG. */
  readonly isJpegTaken: boolean
}

export type PngAnswer =
  | {
      readonly id: number
      readonly isOk: true
      readonly bytes: Uint8Array
      readonly width: number
      readonly height: number
    }
  | { readonly id: number; readonly isOk: false; readonly message: string }
