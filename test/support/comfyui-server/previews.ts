import sharp from 'sharp'
import { type Picture, paint } from './picture.ts'

/** Whose preview it is; sent with it to clients that asked for it. */
export interface PreviewMeta {
  readonly node_id: string
  readonly prompt_id: string
  readonly display_node_id: string
  readonly parent_node_id: string | null
  readonly real_node_id: string
}

// as the server: previews are no larger than that
const MAX_SIDE = 256

/** The picture while it is being made: a small JPEG, less blurred with each step. */
export function drawPreview(picture: Picture, step: number, steps: number): Promise<Buffer> {
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height))
  const width = Math.max(16, Math.round(picture.width * scale))
  const height = Math.max(16, Math.round(picture.height * scale))
  const { rgb } = paint({ ...picture, width, height })
  const blur = 1 + 12 * (1 - step / steps)
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .blur(blur)
    .jpeg({ quality: 80 })
    .toBuffer()
}

/** Binary event 1: the format (1 is JPEG) and the image, without a word of whose it is. */
export function plainPreview(jpeg: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(1, 0)
  head.writeUInt32BE(1, 4)
  return Buffer.concat([head, jpeg])
}

/** Binary event 4: the length of the JSON, the JSON, the image. */
export function previewWithMeta(jpeg: Buffer, meta: PreviewMeta): Buffer {
  const json = Buffer.from(JSON.stringify({ ...meta, image_type: 'image/jpeg' }))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(4, 0)
  head.writeUInt32BE(json.length, 4)
  return Buffer.concat([head, json, jpeg])
}
