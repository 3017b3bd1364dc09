import type { OutputImage } from './answers.ts'
import { ServerTrouble } from './comfy-error.ts'
import type { ComfyHttp } from './comfy-http.ts'
import { pause } from './pause.ts'
import type { ComfyTimings } from './timings.ts'

const MAX_TRIES = 3
/** A signature, a header, and an end. */
const MIN_BYTES = 45
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** The last chunk of every PNG: no content, its name, its checksum. */
const END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])

/**
 * Copies a picture out of the server. Null when its file is gone, as it can be when the server found the prompt in its
 * cache. Throws ServerTrouble when what comes is no whole PNG of the asked size, three times in a row.
 */
export async function fetchPicture(
  http: ComfyHttp,
  image: OutputImage,
  size: number,
  { repostMs }: ComfyTimings,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      const bytes = await http.view(image, signal)
      if (bytes === null || isWholePng(bytes, size)) return bytes
      throw new ServerTrouble(`What came from the ComfyUI server is no whole PNG of ${size} x ${size} pixels.`)
    } catch (error) {
      if (!(error instanceof ServerTrouble) || attempt === MAX_TRIES) throw error
      await pause(repostMs * 2 ** (attempt - 1), signal)
    }
  }
}

function isWholePng(bytes: Uint8Array, size: number): boolean {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (source.length < MIN_BYTES || !source.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return false
  // width and height stand first in the header, which is always the first chunk
  const isAsked = source.readUInt32BE(16) === size && source.readUInt32BE(20) === size
  return isAsked && source.subarray(-END.length).equals(END)
}
