import type { OutputImage } from './answers.ts'
import { ServerTrouble } from './comfy-error.ts'
import type { ComfyHttp } from './comfy-http.ts'
import { pause } from './pause.ts'
import type { ComfyTimings } from './timings.ts'

const MAX_TRIES = 3
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** The last chunk of every PNG: no content, its name, its checksum. */
const END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])

/**
 * Copies a picture out of the server. Null when its file is gone, as it can be when the server found the prompt in its
 * cache. Throws ServerTrouble when what comes is no whole PNG, three times in a row.
 */
export async function fetchPicture(
  http: ComfyHttp,
  image: OutputImage,
  { repostMs }: ComfyTimings,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      const bytes = await http.view(image, signal)
      if (bytes === null || isWholePng(bytes)) return bytes
      throw new ServerTrouble('The picture of the ComfyUI server is no whole PNG.')
    } catch (error) {
      if (!(error instanceof ServerTrouble) || attempt === MAX_TRIES) throw error
      await pause(repostMs * 2 ** (attempt - 1), signal)
    }
  }
}

function isWholePng(bytes: Uint8Array): boolean {
  const { length } = bytes
  const starts = SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length))
  return starts && END.equals(bytes.subarray(Math.max(0, length - END.length)))
}
